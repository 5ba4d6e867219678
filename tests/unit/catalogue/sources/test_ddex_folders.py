"""Where messages lie: both choreographies, what senders make of them, and what is left for later."""

import os
from pathlib import Path

import pytest
from tests.ddex_fixtures import SENDER, an_album, ern43, ern382, put, put_batch
from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.ddex import Ddex
from nachklang.errors import InvalidValueError, SourceError

LICENCE = "LicenseRef-Klangwerk"
OTHER = "PADPIDA2026112203Z"


def _ids(taken: Taken) -> set[str]:
    return {row["source_id"] for row in taken["release"]}


def _id(number: int) -> str:
    barcode = an_album(number).icpn
    assert barcode is not None
    return barcode


def test_release_by_release(tmp_path: Path) -> None:
    for number in (1, 2):
        name = f"N_{_id(number)}_2026112212000{number}000"
        put(tmp_path / name, f"{_id(number)}.xml", ern382(an_album(number)))
    taken = take(Ddex(tmp_path, licence=LICENCE))
    assert (_ids(taken), taken.asides) == ({_id(1), _id(2)}, [])


@pytest.mark.parametrize("batch", ["N_20261122120000000", "P_20261122120000000", "M_x_y"])
def test_a_complete_batch(tmp_path: Path, batch: str) -> None:
    put_batch(tmp_path, batch, {_id(n): ern43(an_album(n)) for n in (1, 2)})
    taken = take(Ddex(tmp_path, licence=LICENCE))
    assert (_ids(taken), taken.asides) == ({_id(1), _id(2)}, [])


def test_a_batch_without_its_marker_is_left_for_later(tmp_path: Path) -> None:
    put_batch(tmp_path, "N_1", {_id(1): ern43(an_album(1))})
    half = put_batch(tmp_path, "N_2", {_id(n): ern43(an_album(n)) for n in (2, 3)}, complete=False)
    source = Ddex(tmp_path, licence=LICENCE)
    taken = take(source)
    assert _ids(taken) == {_id(1)}
    (aside,) = taken.asides
    assert (aside.where, aside.reason, aside.whole) == ("N_2", "batch-incomplete", True)
    assert "BatchComplete_2.xml is not there yet; 2 messages wait" in aside.detail
    assert not any(half in path.parents for path in source.origin.files)
    (half / "BatchComplete_2.xml").touch()
    assert _ids(take(Ddex(tmp_path, licence=LICENCE))) == {_id(1), _id(2), _id(3)}


def test_the_marker_of_another_batch_completes_none(tmp_path: Path) -> None:
    put(tmp_path, "one.xml", ern43(an_album(1)))
    batch = put_batch(tmp_path, "N_2", {_id(2): ern43(an_album(2))}, complete=False)
    (batch / "BatchComplete_1.xml").touch()
    assert take(Ddex(tmp_path, licence=LICENCE)).reasons == ["batch-incomplete"]


def test_a_batch_may_be_named_by_itself(tmp_path: Path) -> None:
    batch = put_batch(tmp_path, "N_1", {_id(1): ern43(an_album(1))}, complete=False)
    with pytest.raises(SourceError, match=r"no ERN message .*N_1: batch-incomplete"):
        Ddex(batch, licence=LICENCE)
    (batch / "BatchComplete_1.xml").write_text("<ManifestMessage/>", encoding="utf-8")
    assert _ids(take(Ddex(batch, licence=LICENCE))) == {_id(1)}


def test_upc_folders_and_single_files(tmp_path: Path) -> None:
    path = put(tmp_path / _id(1), f"{_id(1)}.XML", ern382(an_album(1)))
    (path.parent / "audio").mkdir()
    (path.parent / "audio" / "track-1.flac").write_bytes(b"fLaC")
    assert _ids(take(Ddex(tmp_path, licence=LICENCE))) == {_id(1)}
    assert _ids(take(Ddex(path, licence=LICENCE))) == {_id(1)}


def test_links_and_sales_reports_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "a", "one.xml", ern43(an_album(1)))
    outside = put(tmp_path.parent / f"{tmp_path.name}-outside", "two.xml", ern43(an_album(2)))
    (tmp_path / "a" / "link.xml").symlink_to(outside)
    os.mkfifo(tmp_path / "a" / "pipe.xml")
    (tmp_path / "a" / f"DSR_X_{SENDER}_2026-10_DE_1of1_20261122T120000.tsv").touch()
    taken = take(Ddex(tmp_path, licence=LICENCE))
    assert _ids(taken) == {_id(1)}
    assert taken.reasons == ["not-ern", "not-a-plain-file", "not-a-plain-file"]


def test_several_senders_are_told_apart_and_one_is_chosen(tmp_path: Path) -> None:
    put(tmp_path, "one.xml", ern43(an_album(1)))
    put(tmp_path, "two.xml", ern43(an_album(2), sender=OTHER))
    with pytest.raises(SourceError, match=r"2 senders: padpida2026112201x \(1 messages\), padpida20261122"):
        Ddex(tmp_path, licence=LICENCE)
    source = Ddex(tmp_path, licence=LICENCE, sender="padpida2026112203z")
    assert source.origin.name == "ddex-padpida2026112203z"
    assert [path.name for path in source.origin.files] == ["two.xml"]
    taken = take(source)
    assert (_ids(taken), taken.asides) == ({_id(2)}, [])
    with pytest.raises(SourceError, match="no message of the sender nobody"):
        Ddex(tmp_path, licence=LICENCE, sender="nobody")


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("PA-DPIDA-2026112201-X", "ddex-padpida2026112201x"),
        ("klangwerk", "ddex-klangwerk"),
        ("Klang & Werk GmbH", "ddex-klang-werk-gmbh-"),
        ("海の音", "ddex-"),
        ("X" * 80, "ddex-" + "x" * 26 + "-"),
    ],
)
def test_a_source_is_named_after_its_sender(tmp_path: Path, sender: str, name: str) -> None:
    source = Ddex(put(tmp_path, "a.xml", ern43(an_album(1), sender=sender)), licence=LICENCE)
    assert source.origin.name.startswith(name)
    assert len(source.origin.name) in {len(name), len(name) + 8}
    assert len(source.origin.name) <= 40


def test_a_sender_without_an_id_is_known_by_name(tmp_path: Path) -> None:
    message = ern43(an_album(1)).replace(f"<PartyId>{SENDER}</PartyId>".encode(), b"", 1)
    source = Ddex(put(tmp_path, "a.xml", message), licence=LICENCE)
    assert source.origin.name.startswith("ddex-klangwerk-vertrieb-")


def test_what_is_not_there_or_holds_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        Ddex(tmp_path / "nowhere", licence=LICENCE)
    with pytest.raises(SourceError, match=r"no ERN message that can be read$"):
        Ddex(tmp_path, licence=LICENCE)
    with pytest.raises(InvalidValueError, match="not a licence"):
        Ddex(put(tmp_path, "a.xml", ern43(an_album(1))), licence="CC-BY")
