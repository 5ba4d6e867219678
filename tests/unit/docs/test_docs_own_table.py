"""The how-to of a table of one's own can be followed, and the reference of its mapping file is whole."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from docs.generate import pages
from tests.commands import new_archive
from tests.unit.catalogue.sources.own_tables import SOURCE, mapping_text
from tests.unit.catalogue.sources.taking import take
from tests.unit.docs.pages import DOCS, PROJECT, blocks
from tests.unit.docs.walk import Walk

from nachklang.catalogue.sources.own_table import OwnTable
from nachklang.catalogue.sources.own_table.fields import (
    FIELDS,
    KEYS_OF_SOURCE,
    KEYS_OF_TABLE,
    NEEDED,
    SEVERAL,
    Holds,
)
from nachklang.errors import SourceError

HOW_TO = (DOCS / "how-to" / "bring-your-own-table.md").read_text("utf-8")
REFERENCE = (DOCS / "reference" / "table-mapping.md").read_text("utf-8")
GENERATED = pages()


def known_keys(folder: Path, table: dict[str, object], source: dict[str, object]) -> set[str]:
    """Ask the reader of mapping files which keys it knows, by a key that it cannot know."""
    (folder / "a.csv").write_text("title,name\n")
    (folder / "mapping.toml").write_text(mapping_text({"file": "a.csv", **table}, source=source))
    with pytest.raises(SourceError) as caught:
        OwnTable(folder / "mapping.toml")
    return set(str(caught.value).split("known here: ")[1].split(", "))


def documented(page: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", GENERATED[page], flags=re.MULTILINE))


def test_every_key_of_the_source_and_of_a_table_is_in_the_reference(tmp_path: Path) -> None:
    table: dict[str, object] = {"holds": "recordings", "columns": {"title": "title"}}
    keys = known_keys(tmp_path, table, {**SOURCE, "0123456789": 1})
    assert keys == documented("table-mapping-source.md") == set(KEYS_OF_SOURCE)
    keys = known_keys(tmp_path, {**table, "0123456789": 1}, SOURCE)
    assert keys == documented("table-mapping-table.md") == set(KEYS_OF_TABLE)


@pytest.mark.parametrize("holds", Holds)
def test_every_field_is_in_the_reference(tmp_path: Path, holds: Holds) -> None:
    needed = NEEDED[holds]
    keys = known_keys(tmp_path, {"holds": holds, "columns": {needed: needed, "0123456789": "x"}}, SOURCE)
    assert keys == documented(f"table-mapping-{holds}.md") == set(FIELDS[holds])
    assert f"generated/table-mapping-{holds}.md" in REFERENCE


def test_every_reason_is_in_the_reference() -> None:
    found = set()
    for file in (PROJECT / "src/nachklang/catalogue/sources/own_table").glob("*.py"):
        found |= set(re.findall(r'"((?:bad|no|too)-[a-z]+)"', file.read_text()))
    found |= {f"bad-{scheme}" for scheme in ("musicbrainz", "discogs", "wikidata", "isni", "ipi", "url")}
    found |= {f"no-{field}" for field in NEEDED.values()}
    assert {"bad-row", "bad-isrc", "too-deep", "no-position"} < found
    assert found == set(re.findall(r"`((?:bad|no|too)-[a-z]+)`", REFERENCE))


def test_the_spreadsheet_of_the_how_to_is_taken(tmp_path: Path) -> None:
    new_archive(tmp_path / "my-archive")
    assert Walk(tmp_path, 1).follow(HOW_TO) == 1
    rows = take(OwnTable(tmp_path / "lists" / "songs.toml"))
    assert rows.asides == []
    assert [len(rows[table]) for table in ("recording", "recording_isrc", "release", "artist")] == [
        3,
        3,
        2,
        4,
    ]


def test_the_dump_of_the_how_to_shows_every_key_and_is_taken(tmp_path: Path) -> None:
    text = next(block.content for block in blocks(HOW_TO) if block.file == "dump/dump.toml")
    mapping = tomllib.loads(text)
    assert set(mapping["source"]) == set(KEYS_OF_SOURCE)
    assert set().union(*mapping["table"]) == set(KEYS_OF_TABLE)
    for table in mapping["table"]:
        assert set(table["columns"]) == set(FIELDS[Holds(table["holds"])])
        write(tmp_path, table)
    (tmp_path / "dump.toml").write_text(text)
    rows = take(OwnTable(tmp_path / "dump.toml"))
    assert rows.asides == []
    assert {len(rows[table]) for table in ("recording", "release", "artist", "label")} == {2, 3}


VALUES = {"isrcs": "AAXYZ2600001", "iswcs": "T0345246801", "composers": "C", "territories": "DE"}
VALUES |= {"barcode": "2000260000039", "status": "official", "language": "deu", "script": "Latn"}
VALUES |= {"wikidata": "Q42", "urls": "https://a.example", "isni": "000000012146438X", "ipi": "00045620792"}
VALUES |= {"musicbrainz": "0db6ef13-445c-58ac-88e8-cd0d8aa67654", "type": "group"}
DATES = {"recorded", "published", "released", "begun", "ended"}
TEXTS = {"title", "name", "artists", "release", "label", "release_artists", "number", "medium_format"}
TEXTS |= {"catalogue_number", "sort_name", "area", "disambiguation", "aliases"}


def cell(field: str) -> str:
    """Return something that can stand in the column of a field."""
    return VALUES.get(field) or ("2020-05" if field in DATES else "X" if field in TEXTS else "1")


def write(folder: Path, table: dict[str, Any]) -> None:
    """Write the files of a table, each of a row."""
    row = {name: cell(field) for field, name in table["columns"].items()}
    several = {name for field, name in table["columns"].items() if field in SEVERAL}
    names = table["file"] if isinstance(table["file"], list) else [table["file"]]
    for name in names:
        file = folder / name.replace("*", "1")
        if file.suffix == ".parquet":
            lists = {name: [[text] if name in several else text] for name, text in row.items()}
            pq.write_table(pa.table(lists), file)
        elif file.suffix == ".jsonl":
            file.write_text(json.dumps(row) + "\n")
        else:
            sign = "\t" if file.suffix == ".tsv" else table.get("delimiter", ",")
            file.write_text(f"{sign.join(row)}\n{sign.join(row.values())}\n")
