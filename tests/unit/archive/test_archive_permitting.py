"""All items of an archive at once: what is counted is what is decided one by one."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests import factories
from tests.commands import new_archive
from tests.contract.registry.base import accept

from nachklang.archive import Archive, law_in, permissions_of
from nachklang.cli.entry import root
from nachklang.errors import SettingsError
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, Prohibition, RightsSignature, TermFacts
from nachklang.rights import AnyUse, LawError, OwnUse
from nachklang.rights.compiling import own_uses_of, uses_of

DE, NOW, LATER = Territory("DE"), date(2026, 11, 22), date(2034, 1, 1)
FREE_IN_2034 = TermFacts(
    recorded=PartialDate(1963),
    recording_published=PartialDate(1963),
    authors=(Author("Ada Klang", 1950),),
    authors_complete=True,
)
HOLD = Prohibition("hold", frozenset({Act.STREAM}), "claimed", until=date(2034, 3, 1))
RIGHTS = (
    RightsSignature(),
    RightsSignature(terms=FREE_IN_2034),
    RightsSignature(terms=FREE_IN_2034),
    factories.licensed("CC-BY-4.0"),
    replace(factories.licensed("CC-BY-4.0"), prohibitions=(HOLD,)),
    factories.agreed(Act.STREAM, valid_to=date(2034, 6, 30)),
    factories.out_of_commerce(date(2021, 12, 1)),
)
USES: tuple[AnyUse, ...] = (
    *uses_of([Act.STREAM, Act.PRESERVE], [DE], [ActorClass.PUBLIC, ActorClass.SOUND_HERITAGE_BODY]),
    *own_uses_of(Act, [DE], (ActorClass.CULTURAL_HERITAGE_INSTITUTION,)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = new_archive(tmp_path_factory.mktemp("permitting") / "archive")
    with Archive.open(made) as archive:
        archive.registry.begin_deposit(factories.a_deposit_record())
        for number, rights in enumerate(RIGHTS, 1):
            accept(archive.registry, factories.an_item(number, rights=rights), number=number)
    return made


def test_counts_and_rows_are_those_of_single_decisions(folder: Path, tmp_path: Path) -> None:
    with Archive.open(folder) as archive, permissions_of(archive, USES) as many:
        answers = many.answers(NOW)
        many.write(NOW, tmp_path / "rows.parquet")
        many.write(NOW, tmp_path / "rows.csv")
        decided = {
            (item.id, use.act, use.who): archive.decide(
                use.act,
                item,
                territory=use.territory,
                on=NOW,
                actor=None if isinstance(use, OwnUse) else use.actor,
            ).permitted
            for item in archive.registry.items()
            for use in USES
        }
    rows = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert {(row["item"], row["act"], row["actor"]): row["permitted"] for row in rows} == decided
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == len(rows) + 1
    assert sum(one.items for one in answers if one.permitted) == sum(decided.values())


def test_the_calendar_names_what_becomes_free_and_what_ends(folder: Path) -> None:
    asked = uses_of([Act.STREAM], [DE], [ActorClass.PUBLIC])
    with Archive.open(folder) as archive, permissions_of(archive, asked) as many:
        turned, named = many.calendar(date(2034, 1, 1), date(2034, 12, 31), 3)
    assert [(one.day, one.gained, one.items) for one in turned] == [
        (date(2034, 1, 1), True, 2),
        (date(2034, 3, 2), True, 1),
        (date(2034, 7, 1), False, 1),
    ]
    assert [one.title for one in named] == ["Invention No. 2", "Invention No. 3", "Invention No. 5"]


def test_days_and_laws_are_compared(folder: Path, tmp_path: Path) -> None:
    asked = uses_of([Act.STREAM], [DE], [ActorClass.PUBLIC])
    (tmp_path / "law").mkdir()
    with pytest.raises(SettingsError, match="no law file is there"):
        law_in(tmp_path / "law")
    (tmp_path / "law" / "de.toml").write_text("territory = 3\n")
    with pytest.raises(LawError, match=r"de\.toml"):
        law_in(tmp_path / "law")
    shipped = Path(__file__).parents[3] / "src/nachklang/rights/law/us.toml"
    (tmp_path / "law" / "de.toml").write_text(shipped.read_text("utf-8"), "utf-8")
    with (
        Archive.open(folder) as archive,
        permissions_of(archive, asked, before=law_in(tmp_path / "law")) as many,
    ):
        by_law, _ = many.changes(LATER, LATER, 0)
    assert [(one.gained, one.items) for one in by_law] == [(True, 2)]
    with Archive.open(folder) as archive, permissions_of(archive, asked) as many:
        by_day, named = many.changes(NOW, date(2035, 1, 1), 10)
    assert [(one.gained, one.items) for one in by_day] == [(False, 1), (True, 3)]
    assert len(named) == 4


def _told(folder: Path, *words: str | Path, status: int = 0) -> str:
    """Run a command about rights in this process."""
    done = CliRunner().invoke(root, ["--archive", str(folder), "rights", *map(str, words)])
    assert done.exit_code == status, done.output
    return done.output


def test_the_commands_tell_counts_and_names(folder: Path, tmp_path: Path) -> None:
    def told(*words: str | Path) -> str:
        return _told(folder, *words, "--act", "stream", "--in", "DE")

    counted = told("decide", "--on", "2026-11-22", "--out", tmp_path / "rows.csv")
    assert "stream in DE by archive" in counted
    assert "1 item  yes: out-of-commerce, out-of-commerce, out-of-commerce" in counted
    assert "1 item  yes: licence, licence, licence" in counted
    assert "1 item  no: prohibited" in counted
    assert (tmp_path / "rows.csv").exists()
    year = told("calendar", "--year", "2034", "--limit", "1")
    assert "2034-01-01  stream       DE archive: permitted from now on  2 items" in year
    assert "Invention No. 2" in year
    assert "… and 3 more" in year
    by_statute = "2022-06-02  stream       DE archive: permitted from now on  1 item"
    assert by_statute in told("calendar", "--year", "2022")
    assert told("calendar", "--year", "2022", "--actor", "public") == "Nothing changes.\n"
    assert "by public" in told("decide", "--actor", "public")
    assert told("calendar", "--year", "2033") == "Nothing changes.\n"
    assert "no longer permitted  1 item" in told("diff", "--from", "2034-06-30", "--to", "2034-07-01")
    found = json.loads(told("diff", "--to", "2035-01-01", "--json"))
    assert {(one["gained"], one["items"]) for one in found["turns"]} == {(True, 3), (False, 1)}
    assert {one["title"] for one in found["items"]} >= {"Invention No. 2", "Invention No. 6"}
    assert "nothing to compare" in _told(folder, "diff", status=2)
    assert "no country or area has the code XX" in _told(folder, "decide", "--in", "XX", status=2)


def test_an_archive_without_items_has_no_answers(tmp_path: Path) -> None:
    empty = new_archive(tmp_path / "empty")
    assert _told(empty, "decide", "--out", tmp_path / "rows.csv") == "There is no item yet.\n"
    assert json.loads(_told(empty, "calendar", "--year", "2034", "--json"))["turns"] == []
