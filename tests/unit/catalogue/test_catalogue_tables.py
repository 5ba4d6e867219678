"""The rows of a snapshot equal what a few lines of plain Python make of the same items."""

import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import NOON, a_description, an_item, items

from nachklang.catalogue import Catalogue, describe_tables
from nachklang.catalogue.schema import SCHEMA_VERSION, TABLES
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.items import CreditedName, Item

SECRET = b"the secret of a test"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "catalogue-tables.md"

_NAMES = st.sampled_from(["Ada", "ADA", "ada ", "Björk", "Bjork", "Straße", "STRASSE", "东京"])
_CREDITS = st.lists(st.builds(CreditedName, _NAMES, st.sampled_from(["", " & ", " feat. "])), max_size=3).map(
    tuple
)
_DESCRIPTIONS = st.builds(
    a_description,
    title=_NAMES,
    artists=_CREDITS,
    release=st.none() | _NAMES,
    release_artists=_CREDITS,
    disc=st.integers(1, 2),
    track=st.none() | st.integers(1, 3),
    isrcs=st.lists(st.sampled_from([ISRC("DEABC", "26", f"0000{n}") for n in range(3)]), max_size=2).map(
        tuple
    ),
    label=st.none() | _NAMES,
    barcode=st.none() | st.sampled_from([Barcode("4006381333931"), Barcode("036000291452")]),
    composers=st.lists(_NAMES, max_size=2).map(tuple),
)
_RELATED = st.lists(
    st.builds(
        an_item,
        st.integers(1, 99),
        description=_DESCRIPTIONS,
        deposit_id=st.sampled_from(["deposit-1", "deposit-2"]),
    ),
    max_size=12,
    unique_by=lambda item: item.id,
)
_WILD = st.lists(items(), max_size=6, unique_by=lambda item: item.id)

Rows = list[dict[str, Any]]


def _rows(given_items: list[Item]) -> dict[str, Rows]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        Catalogue(root / "catalogue", index=root / "index", secret=SECRET).build(given_items, at=NOON)
        snapshot = root / "catalogue" / "snapshots" / "1"
        return {name: _read(snapshot / name) for name in TABLES}


def _read(table: Path) -> Rows:
    return [row for file in sorted(table.glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _credit(rows: dict[str, Rows], credit: int | None) -> tuple[CreditedName, ...]:
    names = [row for row in rows["artist_credit_name"] if row["artist_credit_id"] == credit]
    return tuple(CreditedName(row["name"], row["join_phrase"]) for row in names)


def _release_key(item: Item) -> tuple[object, ...]:
    said = item.description
    who = tuple(_key(one.name) for one in said.release_artists) or ("", item.deposit_id)
    label = None if said.label is None else _key(said.label)
    return _key(said.release or ""), who, said.barcode.gtin13 if said.barcode else label


@settings(max_examples=10, deadline=None)
@given(_RELATED)
def test_rows_equal_what_plain_python_makes_of_the_items(given_items: list[Item]) -> None:
    rows = _rows(given_items)
    _check_recordings(given_items, rows)
    _check_artists(given_items, rows)
    _check_releases(given_items, rows)


def _check_recordings(given_items: list[Item], rows: dict[str, Rows]) -> None:
    item_of = {row["recording_id"]: row["item_id"] for row in rows["holding"]}
    found = {
        item_of[row["id"]]: (row["title"], _credit(rows, row["artist_credit_id"]))
        for row in rows["recording"]
    }
    said = {item.id: item.description for item in given_items}
    assert found == {one: (text.title, text.artists) for one, text in said.items()}
    codes = {(item_of[row["recording_id"]], row["isrc"]) for row in rows["recording_isrc"]}
    assert codes == {(one, str(isrc)) for one, text in said.items() for isrc in text.isrcs}
    composers = Counter(
        (item_of[row["recording_id"]], row["position"], row["name"]) for row in rows["composer"]
    )
    assert composers == Counter(
        (one, n, name) for one, text in said.items() for n, name in enumerate(text.composers, 1)
    )


def _check_artists(given_items: list[Item], rows: dict[str, Rows]) -> None:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for item in given_items:
        said = item.description
        shown = [*said.artists, *(said.release_artists if said.release is not None else ())]
        for name in [*(one.name for one in shown), *said.composers]:
            spellings[_key(name)][name] += 1
    expected = [min(found, key=lambda name: (-found[name], name)) for found in spellings.values()]
    assert sorted(row["name"] for row in rows["artist"]) == sorted(expected)


def _check_releases(given_items: list[Item], rows: dict[str, Rows]) -> None:
    item_of = {row["recording_id"]: row["item_id"] for row in rows["holding"]}
    recording_of = {item: recording for recording, item in item_of.items()}
    expected: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in given_items:
        if item.description.release is not None:
            expected[*_release_key(item), item.description.disc].append(item)
    for media in expected.values():
        media.sort(
            key=lambda item: (
                item.description.track or 1_000,
                item.description.title,
                recording_of[item.id],
            )
        )
    tracks = sorted(rows["track"], key=lambda row: row["position"])
    found = [
        [
            (row["position"], item_of[row["recording_id"]])
            for row in tracks
            if row["medium_id"] == medium["id"]
        ]
        for medium in rows["medium"]
    ]
    assert sorted(found) == sorted(list(enumerate((i.id for i in media), 1)) for media in expected.values())
    assert len(rows["release"]) == len({key[:-1] for key in expected})


@settings(max_examples=8, deadline=None)
@given(_WILD)
def test_rows_of_any_items_have_key_source_place_and_whole_references(given_items: list[Item]) -> None:
    rows = _rows(given_items)
    _check_keys(given_items, rows)
    _check_references(rows)


def _check_keys(given_items: list[Item], rows: dict[str, Rows]) -> None:
    sources = {(item.id, item.deposit_id) for item in given_items}
    for name, table in TABLES.items():
        keys = [tuple(row[column] for column in table.key) for row in rows[name]]
        whole = [key for key in keys if None not in key]
        assert len(set(keys)) == len(keys)
        assert whole == sorted(whole)
        assert {row["source"] for row in rows[name]} <= {"deposits"}
        assert {(row["source_id"], row["snapshot"]) for row in rows[name]} <= sources
    assert len(rows["recording"]) == len(given_items)


def _check_references(rows: dict[str, Rows]) -> None:
    ids = {name: {row["id"] for row in rows[name]} for name, table in TABLES.items() if table.key == ("id",)}
    ids["artist_credit"] = {row["artist_credit_id"] for row in rows["artist_credit_name"]}
    for name, table in TABLES.items():
        for column in table.names:
            target = column.removesuffix("_id")
            if column.endswith("_id") and target in ids:
                assert {row[column] for row in rows[name]} - {None} <= ids[target]


def test_files_carry_the_written_schema(tmp_path: Path) -> None:
    Catalogue(tmp_path / "c", index=tmp_path / "i", secret=SECRET).build([an_item(1)], at=NOON)
    files = sorted((tmp_path / "c" / "snapshots" / "1").glob("*/*.parquet"))
    assert {file.parent.name for file in files} >= {"artist", "recording", "release", "track", "holding"}
    for path in files:
        file = pq.ParquetFile(path)
        assert path.name == "deposits-00000.parquet"
        assert file.schema_arrow.names == list(TABLES[path.parent.name].names)
        assert file.schema_arrow.types == [column.arrow for column in TABLES[path.parent.name].columns]
        assert file.schema_arrow.metadata[b"nachklang_schema"] == str(SCHEMA_VERSION).encode()
        for group in range(file.metadata.num_row_groups):
            columns = [file.metadata.row_group(group).column(n) for n in range(file.metadata.num_columns)]
            assert {column.compression for column in columns} == {"ZSTD"}
            assert columns[0].statistics.has_min_max


def test_shown_ids_are_the_archives_own_and_rows_are_everybodys(tmp_path: Path) -> None:
    shown, rows = [], []
    for secret in (b"one", b"two"):
        root = tmp_path / secret.decode()
        catalogue = Catalogue(root, index=root / "index", secret=secret)
        catalogue.build([an_item(1)], at=NOON)
        shown.append({one.id for one in catalogue.required().artists()})
        rows.append(_read(root / "snapshots" / "1" / "artist"))
    assert shown[0]
    assert not shown[0] & shown[1]
    assert rows[0] == rows[1]


def test_the_page_about_the_tables_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe_tables(), (
        f"{PAGE.name} is not what the schema says; write describe_tables() into it"
    )
