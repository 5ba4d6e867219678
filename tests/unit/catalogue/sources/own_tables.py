"""Mapping files and tables made for tests."""

from collections.abc import Mapping
from pathlib import Path

from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.own_table import OwnTable

SOURCE = {"name": "muster", "licence": "CC0-1.0", "snapshot": "2026-11", "whole": True}
RECORDINGS = {"title": "title"}


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else "'''" + str(value) + "'''"


def mapping_text(*tables: Mapping[str, object], source: Mapping[str, object] = SOURCE) -> str:
    """Write a mapping file; `columns` of a table maps fields to columns."""
    lines = ["[source]", *(f"{key} = {toml(value)}" for key, value in source.items())]
    for table in tables:
        columns = table.get("columns", RECORDINGS)
        assert isinstance(columns, Mapping)
        lines += [
            "[[table]]",
            *(f"{key} = {toml(value)}" for key, value in table.items() if key != "columns"),
        ]
        lines += ["[table.columns]", *(f"{field} = {toml(name)}" for field, name in columns.items())]
    return "\n".join(lines) + "\n"


def own_table(
    folder: Path,
    content: str | bytes,
    *,
    name: str = "table.csv",
    source: Mapping[str, object] = SOURCE,
    **table: object,
) -> OwnTable:
    """Return the source of one table; without `columns`, of recordings with as many fields as columns."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    more: dict[str, object] = {"file": name, "holds": "recordings", **table}
    if "columns" not in more:
        first = path.read_text().splitlines()[0]
        names = first.split("\t" if name.endswith(".tsv") else str(table.get("delimiter", ",")))
        more["columns"] = {field.strip(): field.strip() for field in names}
    file = folder / "mapping.toml"
    file.write_text(mapping_text(more, source=source), encoding="utf-8")
    return OwnTable(file)


def taken(folder: Path, content: str | bytes, **table: object) -> Taken:
    """Read one table; see `own_table`."""
    return take(own_table(folder, content, **table))  # type: ignore[arg-type]
