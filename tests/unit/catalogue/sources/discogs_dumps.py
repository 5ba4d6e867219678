"""Dumps of Discogs written for tests, and what a source makes of them."""

import gzip
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nachklang.catalogue.sources import Batch, Mark, SetAside, Step
from nachklang.catalogue.sources.discogs import Discogs

SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "discogs"
DATE = "20260801"

Rows = dict[str, list[dict[str, Any]]]


def write_dump(folder: Path, **records: Iterable[str]) -> list[Path]:
    """Write files of these records: `releases=["<release …>…</release>"]`."""
    paths = []
    for root, one_kind in records.items():
        paths.append(folder / f"discogs_{DATE}_{root}.xml.gz")
        with gzip.open(paths[-1], "wb", compresslevel=1) as file:
            file.write(f"<{root}>\n".encode() + "\n".join(one_kind).encode() + f"\n</{root}>\n".encode())
    return paths


def release(number: int = 7, inside: str = "", *, title: str = "Stockholm", attributes: str = "") -> str:
    """Return a release with these elements inside."""
    return f'<release id="{number}" {attributes} status="Accepted"><title>{title}</title>{inside}</release>'


def tracklist(*lines: tuple[str, str, str] | str) -> str:
    """Return a tracklist of positions, titles and durations; or of whole elements."""
    tracks = (
        line
        if isinstance(line, str)
        else f"<track><position>{line[0]}</position><title>{line[1]}</title>"
        f"<duration>{line[2]}</duration></track>"
        for line in lines
    )
    return f"<tracklist>{''.join(tracks)}</tracklist>"


def artist(name: str, number: int = 1, **parts: str) -> str:
    """Return an artist of a credit; parts are `anv`, `join`, `role` and `tracks`."""
    said = "".join(f"<{tag}>{parts.get(tag, '')}</{tag}>" for tag in ("anv", "join", "role", "tracks"))
    return f"<artist><id>{number}</id><name>{name}</name>{said}</artist>"


def formats(*media: tuple[str, int]) -> str:
    """Return the formats of a release by name and quantity; the size of a record is a description."""
    elements = []
    for text, quantity in media:
        size, _, name = text.rpartition(" ")
        described = f"<descriptions><description>{size}</description></descriptions>" if size else ""
        elements.append(f'<format name="{name}" qty="{quantity}" text="">{described}</format>')
    return f"<formats>{''.join(elements)}</formats>"


def identifiers(*values: tuple[str, str, str]) -> str:
    """Return identifiers by type, value and description."""
    inside = "".join(
        f'<identifier type="{kind}" value="{value}" description="{described}"/>'
        for kind, value, described in values
    )
    return f"<identifiers>{inside}</identifiers>"


def sorted_steps(steps: Iterable[Step]) -> tuple[Rows, list[SetAside], list[Mark]]:
    """Return rows by table without the columns that are null, what was set aside, and the marks."""
    rows, asides, marks = defaultdict[str, list[dict[str, Any]]](list), list[SetAside](), list[Mark]()
    for step in steps:
        match step:
            case Batch():
                said = ({k: v for k, v in row.items() if v is not None} for row in step.rows.to_pylist())
                rows[step.table].extend(said)
            case SetAside():
                asides.append(step)
            case Mark():
                marks.append(step)
            case _:
                raise AssertionError(step)
    return rows, asides, marks


def read(folder: Path, **records: Iterable[str]) -> tuple[Rows, list[SetAside]]:
    """Write a dump and read it."""
    rows, asides, _ = sorted_steps(Discogs(write_dump(folder, **records)).open())
    return rows, asides
