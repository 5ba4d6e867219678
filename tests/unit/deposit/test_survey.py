"""The first look at a folder: what is listed, what is read, and what stops a deposit before it begins."""

import os
from pathlib import Path

import pytest

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
