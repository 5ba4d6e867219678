"""What releases name without a record of it gets a row, once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.unit.catalogue.sources.discogs_dumps import artist, formats, release, tracklist, write_dump

from nachklang.catalogue.engines import EngineSettings, open_engine
from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.discogs import Discogs
from nachklang.catalogue.sources.discogs.names import row_id


def shaped(folder: Path, **records: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of some tables as they are settled, sorted by id."""
    source = Discogs(write_dump(folder, **records))
    files = dict[str, list[Path]]()
    for number, step in enumerate(source.open()):
        if isinstance(step, Batch):
            files.setdefault(step.table, []).append(folder / f"{number}.parquet")
            pq.write_table(step.rows, files[step.table][-1])
    with open_engine(EngineSettings("duckdb", 500_000_000, 1), folder) as engine:
        staged = {
            name: engine.read(name, files.get(name, ()), schema) for name, schema in source.staged.items()
        }
        tables = source.shape(staged, engine.keep)
        names = ("artist", "label", "release_group")
        return {name: pa.table(engine.batches(tables[name].order_by("id"))).to_pylist() for name in names}


def test_artists_labels_and_masters_without_a_record_get_a_row(tmp_path: Path) -> None:
    extra = f"<extraartists>{artist('Composer', 4, role='Written-By')}</extraartists>"
    labels = (
        '<labels><label name="Told" id="1" catno="a"/><label name="Named (3)" id="2" catno="b"/></labels>'
    )
    ep = formats(("EP Vinyl", 1))
    credited = (
        f"<artists>{artist('Known', 1, anv='Other')}{artist('Unknown', 2)}{artist('Numberless', 0)}</artists>"
    )
    one = release(
        7,
        credited
        + labels
        + extra
        + ep
        + tracklist(("1", "a", ""))
        + '<master_id is_main_release="true">9</master_id>',
    )
    other = release(
        8, f"<artists>{artist('Unknown', 2)}</artists>" + '<master_id is_main_release="false">11</master_id>'
    )
    typed = release(
        10, ep + '<master_id is_main_release="true">12</master_id>', title="Not the master's title"
    )
    rows = shaped(
        tmp_path,
        artists=["<artist><id>1</id><name>Known (2)</name></artist>"],
        labels=["<label><id>1</id><name>Told</name></label>"],
        masters=['<master id="12"><title>Master</title></master>'],
        releases=[one, other, typed],
    )
    numberless, *others = ((row["id"], row["name"], row["source_id"]) for row in rows["artist"])
    assert numberless[1:] == ("Numberless", "0")
    assert others == [
        (row_id(1), "Known", "1"),
        (row_id(2), "Unknown", "2"),
        (row_id(4), "Composer", "4"),
    ]
    assert [(row["id"], row["name"]) for row in rows["label"]] == [(row_id(1), "Told"), (row_id(2), "Named")]
    groups = [(row["id"], row["title"], row["type"], row["source_id"]) for row in rows["release_group"]]
    assert groups == [(row_id(9), "Stockholm", "ep", "9"), (row_id(12), "Master", "ep", "12")]
    assert all(row["source"] == "discogs" and row["snapshot"] == "2026-08-01" for row in rows["artist"])


def test_each_file_can_be_read_alone(tmp_path: Path) -> None:
    rows = shaped(tmp_path, labels=["<label><id>1</id><name>Told</name></label>"])
    assert (rows["artist"], rows["release_group"], len(rows["label"])) == ([], [], 1)
