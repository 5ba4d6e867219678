"""MusicBrainz' JSON: dumps of it, and documents of its web service."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources import Keep, Mark, Origin, Replaced, SetAside, Step
from nachklang.catalogue.sources.musicbrainz.json_about import dumped_on
from nachklang.catalogue.sources.musicbrainz.json_documents import Document, Place, documents
from nachklang.catalogue.sources.musicbrainz.json_entities import ENTITIES
from nachklang.catalogue.sources.musicbrainz.json_files import document_files
from nachklang.catalogue.sources.musicbrainz.json_release import add_release
from nachklang.catalogue.sources.musicbrainz.json_rows import STAGED_JSON, Rows
from nachklang.catalogue.sources.musicbrainz.json_values import Node
from nachklang.catalogue.sources.musicbrainz.naming import LICENCE, NAME

_ROWS_HELD = 100_000
_READERS: Mapping[str, Callable[[Rows, Node], object]] = {**ENTITIES, "release": add_release}
_TRAITS = (
    ("release", {"media", "text-representation", "release-events", "barcode", "label-info"}),
    ("release_group", {"primary-type", "primary-type-id", "secondary-types"}),
    ("label", {"label-code"}),
    ("recording", {"video", "isrcs", "length"}),
    ("artist", {"gender", "begin-area", "ipis", "sort-name"}),
)
"""By which keys a document without a kind is known, the surest first."""


class MusicBrainzJson:
    """Documents about releases, artists, recordings, labels and release groups. Adds to what is there.

    Not read: tags, genres, ratings and annotations, which are not CC0, and whatever the tables have no
    place for, such as the recordings that a document about an artist lists.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files, self._others = document_files(paths)
        self._day = dumped_on(self._files)

    @property
    def origin(self) -> Origin:
        """What is read. Documents of the web service bear no date, so that of the newest file counts."""
        files = tuple(file.path for file in self._files)
        stats = [path.stat() for path in files]
        changed = datetime.fromtimestamp(max(stat.st_mtime for stat in stats), tz=UTC)
        snapshot = self._day or changed.date().isoformat()
        return Origin(NAME, LICENCE, snapshot, files, sum(stat.st_size for stat in stats), whole=False)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of the catalogue, and the number of the document that said each row."""
        return STAGED_JSON

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read document by document; all that they said is in batches before each mark."""
        start = Place() if after is None else Place.parse(after)
        if after is None:
            yield from (SetAside(str(path), "unknown-file", "not known by its name") for path in self._others)
        rows, held, mark = Rows(self.origin.snapshot), set[object](), Mark(str(start), 0)
        for document in documents(self._files, start):
            data, asides = _parsed(document)
            key = None if data is None else str(data.get("id")).lower()
            if rows.count >= _ROWS_HELD or key in held:
                yield from rows.batches()
                yield mark
                held.clear()
            held.add(key)
            yield from asides
            if data is not None:
                yield from _taken(document, data, rows)
            mark = Mark(str(document.after), document.read)
        yield from rows.batches()
        yield replace(mark, read=self.origin.size)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Let the last document about a release count, and of an artist the row that says most."""
        from nachklang.catalogue.sources.musicbrainz.json_shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        return shape(staged, keep)


def _parsed(document: Document) -> tuple[dict[str, Any] | None, list[SetAside]]:
    """Return the document and what was wrong with its bytes, or no document and why."""
    if isinstance(document.text, SetAside):
        return None, [document.text]
    asides = []
    try:
        text = document.text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = document.text.decode("utf-8-sig", "replace")
        detail = f"not UTF-8 at byte {error.start}; replaced by U+FFFD"
        asides = [SetAside(document.where, "bad-text", detail, whole=False)]
    try:
        data = json.loads(text)
    except RecursionError:
        return None, [*asides, SetAside(document.where, "too-deep", "objects or lists nested without end")]
    except ValueError as error:  # besides JSON's own: numbers of thousands of digits
        hint = "; name a file with a document a line *.jsonl" if "Extra data" in str(error) else ""
        return None, [*asides, SetAside(document.where, "bad-json", f"{error}{hint}")]
    if isinstance(data, dict):
        return data, asides
    return None, [
        *asides,
        SetAside(document.where, "bad-json", f"expected an object, found {type(data).__name__}"),
    ]


def _taken(document: Document, data: dict[str, Any], rows: Rows) -> Iterator[Step]:
    """Add the rows of a document to `rows`; yield what they replace and what was set aside."""
    kind = document.kind or _kind_of(data)
    if kind is None:
        known = ", ".join(sorted(_READERS))
        yield SetAside(
            document.where, "unknown-kind", f"neither of {known} by its keys: {', '.join(data):.100}"
        )
        return
    rows.said = document.after.file << 32 | document.after.line
    node = Node(data, document.where, [])
    taken = _READERS[kind](rows, node)
    if taken is None:
        yield replace(node.asides.pop(), whole=True)
    else:
        yield Replaced(str(data["id"]).lower())
    yield from node.asides


def _kind_of(data: dict[str, Any]) -> str | None:
    return next((kind for kind, keys in _TRAITS if not keys.isdisjoint(data)), None)
