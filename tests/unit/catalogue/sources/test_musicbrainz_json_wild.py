"""Whatever stands anywhere in a document, nothing is raised and nothing gets lost without a word."""

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.catalogue.sources.musicbrainz_documents import artist, release
from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.musicbrainz.json_files import KINDS
from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson

TEXTS = st.text(st.characters(), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.integers(-(10**400), 10**400) | st.floats() | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
WHOLE = release(
    **{"artist-credit": [{"name": "A", "joinphrase": "", "artist": artist("A", aliases=[{"name": "B"}])}]}
)
del WHOLE["media"][0]["tracks"][0]["recording"]["relations"][0]["work"]["relations"][1]  # not a composer's
UNREAD = {"tags", "genres", "annotation", "video", "country", "count"}
"""Keys that no table has a column for, or that count only where others are missing."""


def paths(value: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where each value of a document stands."""
    if above:
        yield above
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*above, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*above, number))


PATHS = list(paths(WHOLE))


def replaced(path: tuple[str | int, ...], value: object) -> tuple[dict[str, Any], object]:
    """Return the document with `value` at `path`, and what stood there."""
    document = copy.deepcopy(WHOLE)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    before, place[path[-1]] = place[path[-1]], value
    return document, before


def read(*documents: object, name: str) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text("".join(json.dumps(document) + "\n" for document in documents))
        return take(MusicBrainzJson([file]))


def of_another_kind(value: object, before: object) -> bool:
    """Tell whether a value that says something is of another type than what stood there."""
    says = None not in (value, before) and value not in ("", [], {})
    return says and type(value) is not type(before)


def is_read(path: tuple[str | int, ...]) -> bool:
    """Tell whether a value at this path goes into some table."""
    if path[-1] == "type":  # only a work's relations differ by it
        return "work" in path or "artist" in path
    if path[-1] in {"length", "date"}:  # a track's length and a release's own date are said more than once
        return "recording" in path or "release-events" in path
    return path[-2:] != ("work", "id") and UNREAD.isdisjoint(path)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PATHS), VALUES)
def test_any_value_at_any_place_of_a_release(path: tuple[str | int, ...], value: object) -> None:
    document, before = replaced(path, value)
    taken = read(document, name="release")
    whole = [aside for aside in taken.asides if aside.whole]
    assert len(taken["release"]) + len(whole) == 1
    if of_another_kind(value, before) and is_read(path):
        assert taken.asides, f"{path} was {before!r} and is {value!r}"


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=4), st.sampled_from(sorted(KINDS)))
def test_any_documents_at_all(documents: list[object], kind: str) -> None:
    taken = read(*documents, name=kind)
    assert sum(aside.whole for aside in taken.asides) + len(taken.replaced) == len(documents)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), VALUES))
def test_any_document_of_known_keys(document: dict[str, object]) -> None:
    taken = read(document, name="a.json")
    assert sum(aside.whole for aside in taken.asides) + len(taken["release"]) == 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "release.jsonl"
        file.write_bytes(content)
        taken = take(MusicBrainzJson([file]))
    lines = [line for line in content.split(b"\n") if line and not line.isspace()]
    assert sum(aside.whole for aside in taken.asides) == len(lines)
