"""The first look at a folder: what is listed, what is read, and what stops a deposit before it begins."""

import os
from pathlib import Path

import pytest
from tests.unit.vault.bags.making import made

from nachklang.deposit.received import DamagedBagError
from nachklang.deposit.survey import survey
from nachklang.errors import DepositDescriptionError

BAN = '[[prohibition]]\nkind = "embargo"\nacts = ["preserve"]\nreason = "not before the concert"\n'


@pytest.mark.parametrize("how", ["folder", "link", "pipe", "case", "twice"])
def test_a_description_is_read_or_stops_the_deposit(tmp_path: Path, how: str) -> None:
    (tmp_path / "a.flac").write_bytes(b"x")
    wanted = tmp_path / "deposit.toml"
    if how == "folder":
        wanted.mkdir()
    elif how == "link":
        (tmp_path / "real.toml").write_text(BAN)
        wanted.symlink_to("real.toml")
    elif how == "pipe":
        os.mkfifo(wanted)
    else:
        (tmp_path / "Deposit.toml").write_text(BAN)
    if how == "twice":
        wanted.write_text("")
    with pytest.raises(DepositDescriptionError, match=r"deposit\.toml"):
        survey(tmp_path)


def test_the_payload_of_a_bag_is_the_deposit(tmp_path: Path) -> None:
    toml = b'[deposit]\nreference = "7"\n'
    info = {"Source-Organization": "Beispiel", "External-Identifier": "from the bag"}
    found = survey(made(tmp_path / "bag", {"data/deposit.toml": toml, "data/a.flac": b"x"}, **info))
    assert [one.name for one in found.candidates] == ["a.flac", "deposit.toml"]
    assert (found.description.depositor, found.description.reference) == ("Beispiel", "7")
    assert found.sha512.keys() == {"a.flac", "deposit.toml"}


def test_a_damaged_bag_is_not_surveyed(tmp_path: Path) -> None:
    bag = made(tmp_path / "bag", {"data/a.flac": b"x", "data/b.flac": b"y"})
    (bag / "data/a.flac").unlink()
    (bag / "data/b.flac").write_bytes(b"z")
    with pytest.raises(DamagedBagError, match=r"(?s)a\.flac: missing.*b\.flac: altered"):
        survey(bag)
