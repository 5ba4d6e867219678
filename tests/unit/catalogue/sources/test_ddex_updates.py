"""Of several messages about a release the newest holds, in one import and in one after the other."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.ddex_fixtures import CLASSICAL, FEATURING, GRID, Album, an_album, ern43, ern382, purge, put
from tests.factories import NOON
from tests.unit.catalogue.sources.taking import settled
from tests.unit.catalogue.told import CutOffError

from nachklang.catalogue import Catalogue
from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Mark
from nachklang.catalogue.sources.ddex import Ddex, parsing, source

LICENCE = "LicenseRef-Klangwerk"
EARLY, LATE, LATEST = (f"2026-11-{day}T12:00:00+01:00" for day in (20, 21, 22))


def _titles(folder: Path, work: Path) -> dict[str, str]:
    """Import a folder and return the titles of the releases by their ids."""
    tables = settled(Ddex(folder, licence=LICENCE), work)
    return {row["source_id"]: row["title"] for row in tables["release"].to_pylist()}


def test_the_later_message_wins_wherever_it_lies(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", ern43(replace(CLASSICAL, title="Neu"), created=LATE))
    put(tmp_path / "in", "z.xml", ern382(CLASSICAL, created=EARLY))
    assert _titles(tmp_path / "in", tmp_path / "work") == {GRID: "Neu (Live aus Husum)"}


def test_time_is_compared_and_not_its_text(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", ern43(an_album(1, title="Neu"), created="2026-11-22T12:00:00-05:00"))
    put(tmp_path / "in", "b.xml", ern43(an_album(1, title="Alt"), created="2026-11-22T16:59:59"))
    assert list(_titles(tmp_path / "in", tmp_path / "work").values()) == ["Neu"]


def test_an_update_leaves_nothing_of_what_it_replaces(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", ern43(CLASSICAL, FEATURING, created=EARLY))
    shorter = replace(CLASSICAL, discs=CLASSICAL.discs[:1], labels=("Andere",), dates={"DE": "2026-02-06"})
    put(tmp_path / "in", "b.xml", ern43(shorter, created=LATE))
    put(tmp_path / "just", "a.xml", ern43(FEATURING, created=EARLY))
    put(tmp_path / "just", "b.xml", ern43(shorter, created=LATE))
    updated = settled(Ddex(tmp_path / "in", licence=LICENCE), tmp_path / "work")
    expected = settled(Ddex(tmp_path / "just", licence=LICENCE), tmp_path / "other")
    assert updated == expected
    assert updated["track"].num_rows == 3 + 2


def test_a_purge_takes_a_release_back_and_a_new_delivery_brings_it_again(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", ern382(CLASSICAL, created=EARLY))
    put(tmp_path / "in", "b.xml", purge(CLASSICAL, version="382", created=LATE))
    tables = settled(Ddex(tmp_path / "in", licence=LICENCE), tmp_path / "work")
    assert [name for name, table in tables.items() if table.num_rows] == []
    put(tmp_path / "in", "c.xml", ern382(CLASSICAL, created=LATEST))
    assert list(_titles(tmp_path / "in", tmp_path / "again")) == [GRID]


def test_a_purge_from_before_takes_nothing_back(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", purge(CLASSICAL, created=EARLY))
    put(tmp_path / "in", "b.xml", ern43(CLASSICAL, created=LATE))
    assert list(_titles(tmp_path / "in", tmp_path / "work")) == [GRID]


@pytest.mark.parametrize(
    "called",
    [
        replace(Album(), grid=None),
        replace(Album(), icpn=None, own_id=None),
        replace(Album(), grid=None, icpn=None),
    ],
)
def test_a_release_is_known_by_any_of_its_ids(tmp_path: Path, called: Album) -> None:
    put(tmp_path / "in", "a.xml", ern43(Album(), created=EARLY))
    put(tmp_path / "in", "b.xml", ern43(replace(called, title="Neu"), created=LATE))
    assert list(_titles(tmp_path / "in", tmp_path / "work").values()) == ["Neu"]
    put(tmp_path / "in", "c.xml", ern43(replace(Album(), title="Neuer"), created=LATEST))
    assert list(_titles(tmp_path / "in", tmp_path / "again").values()) == ["Neuer"]


def test_two_releases_may_share_a_barcode(tmp_path: Path) -> None:
    other = replace(an_album(1), grid="A12425GABC1234003K", icpn=Album().icpn)
    put(tmp_path / "in", "a.xml", ern43(Album(), created=EARLY))
    put(tmp_path / "in", "b.xml", ern43(replace(other, title="Anders"), created=LATE))
    titles = _titles(tmp_path / "in", tmp_path / "work")
    assert sorted(titles.values()) == ["Anders", "Leere Straßen"]


def test_a_replaced_id_ends_what_was_said_under_it(tmp_path: Path) -> None:
    old, new = (replace(an_album(number), own_id=None) for number in (1, 2))
    before = f'<ReleaseId IsReplaced="true"><ICPN>{old.icpn}</ICPN></ReleaseId>\n<ReleaseId>'
    message = ern382(new, created=LATE).replace(b"<ReleaseId>", before.encode(), 1)
    put(tmp_path / "in", "a.xml", ern382(old, created=EARLY))
    put(tmp_path / "in", "b.xml", message)
    assert _titles(tmp_path / "in", tmp_path / "work") == {new.icpn: new.title}


def test_an_artist_has_the_names_of_the_last_message(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.xml", ern43(an_album(1), created=EARLY))
    later = replace(an_album(2).artists[0], name="ADA KLANG", sort_name="Klang, Ada")
    put(tmp_path / "in", "b.xml", ern43(an_album(2, artists=(later,)), created=LATE))
    tables = settled(Ddex(tmp_path / "in", licence=LICENCE), tmp_path / "work")
    artists = [(row["name"], row["sort_name"]) for row in tables["artist"].to_pylist()]
    assert artists == [("ADA KLANG", "Klang, Ada")]


def test_each_message_has_a_mark_from_which_reading_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "bad.xml", b"<")
    for number, created in enumerate((EARLY, LATE, LATEST)):
        put(tmp_path, f"{number}.xml", ern43(an_album(number), created=created))
    deliveries = Ddex(tmp_path, licence=LICENCE)
    whole = list(deliveries.open())
    marks = [step for step in whole if isinstance(step, Mark)]
    assert [mark.position for mark in marks] == ["0", "1", "2", "3"]
    assert marks[-1].read == deliveries.origin.size
    assert whole == list(Ddex(tmp_path, licence=LICENCE).open())
    for mark in marks:
        rest = list(Ddex(tmp_path, licence=LICENCE).open(after=mark.position))
        assert rest[1:] == whole[whole.index(mark) + 1 :]
        assert rest[0] == mark


def _rows(tmp_path: Path, snapshot: int) -> dict[str, list[dict[str, Any]]]:
    folder = tmp_path / "catalogue" / "snapshots" / str(snapshot)
    return {
        table: [row for file in folder.glob(f"{table}/*.parquet") for row in pq.read_table(file).to_pylist()]
        for table in SOURCE_TABLES
    }


def test_later_imports_replace_purge_and_add(tmp_path: Path, catalogue: Catalogue) -> None:
    def take_in(name: str, message: bytes) -> dict[str, str]:
        path = put(tmp_path / "in", name, message)
        info = catalogue.take_in(Ddex(path, licence=LICENCE), at=NOON)
        found = _rows(tmp_path, info.number)
        used = {row["artist_id"] for row in found["artist_credit_name"] + found["composer"]}
        assert used <= {row["id"] for row in found["artist"]}
        return {row["source_id"]: row["title"] for row in found["release"]}

    featuring = {"0036000291452": "夜の駅"}
    classical = {GRID: "Emilie Mayer: Zwei Sinfonien (Live aus Husum)"}
    assert take_in("a.xml", ern43(CLASSICAL, created=EARLY)) == classical
    assert take_in("b.xml", ern43(FEATURING, created=EARLY)) == classical | featuring
    assert take_in("c.xml", ern382(replace(CLASSICAL, title="Neu"), created=LATE)) == featuring | {
        GRID: "Neu (Live aus Husum)"
    }
    assert take_in("d.xml", purge(CLASSICAL, created=LATEST)) == featuring


def test_an_import_that_was_cut_off_goes_on(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        put(tmp_path / "in", f"{number}.xml", ern43(an_album(number)))

    def cut_off(path: Path) -> Any:
        if path.name == "2.xml":
            raise CutOffError
        return parsing.read_whole(path)

    monkeypatch.setattr(source, "read_whole", cut_off)
    with pytest.raises(CutOffError):
        catalogue.take_in(Ddex(tmp_path / "in", licence=LICENCE), at=NOON)
    monkeypatch.undo()
    info = catalogue.take_in(Ddex(tmp_path / "in", licence=LICENCE), at=NOON)
    assert info.rows["release"] == 4
    expected = settled(Ddex(tmp_path / "in", licence=LICENCE), tmp_path / "work")
    assert _rows(tmp_path, info.number) == {name: table.to_pylist() for name, table in expected.items()}
