"""Search: the catalogue's tantivy index against SQLite's FTS5, on the same rows with the same words.

FTS5 is given what it is best at: a contentless index, ids and weights in a table beside it, codes in a
table with an index of its own, and text that is already cut into words. Both rank by BM25 times a weight,
answer with twenty ids, and take the last word of a question as a beginning, as the catalogue does.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, Work, at_once, measure
from benchmarks.synthetic import Collection
from nachklang.catalogue import Catalogue, Snapshot
from nachklang.catalogue.indexes import index_folder
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.search import SearchIndex, build_search
from nachklang.catalogue.search.documents import documents, ranges
from nachklang.catalogue.search.fields import KINDS, factor_of
from nachklang.catalogue.search.folding import index_texts, query_tokens

_SECRET = b"the secret of a benchmark"
_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_HITS = 20
_ALL = 1_000
_MEMORY = 1_000_000_000

Found = set[tuple[str, int]]


class FullText:
    """SQLite FTS5 as the peer: the same documents, and the same questions."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)

    def build(self, tables: Tables) -> None:
        """Write the index in one transaction."""
        run = self._connection.execute
        run("create virtual table word using fts5(words, content='', tokenize='unicode61')")
        run("create table document (number integer primary key, kind text, id integer, weight real)")
        run("create table code (code text, number integer, primary key (code, number)) without rowid")
        for number, (kind, row) in enumerate(_documents(tables), start=1):
            (words,) = index_texts([row["words"]])
            weight = factor_of(row["weight"])
            run("insert into word (rowid, words) values (?, ?)", (number, words))
            run("insert into document values (?, ?, ?, ?)", (number, kind, row["id"], weight))
            for code in (row["codes"] or "").split():
                run("insert or ignore into code values (?, ?)", (code, number))
        self._connection.commit()

    def code(self, code: str) -> Found:
        """Find what bears an identifier."""
        sql = "select kind, id from code join document using (number) where code = ? limit ?"
        return set(self._connection.execute(sql, (code, _HITS)))

    def words(self, words: str, *, limit: int) -> Found:
        """Find what has every word, and a beginning like the last one."""
        asked = " AND ".join(f'"{token}"' for token in query_tokens(words)) + "*"
        sql = (
            "select kind, id from word join document on number = word.rowid "
            "where word match ? order by bm25(word) * weight limit ?"
        )
        return set(self._connection.execute(sql, (asked, limit)))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _documents(tables: Tables) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in KINDS:
        for within in ranges(tables, kind):
            for batch in documents(tables, kind, within):
                yield from ((kind, row) for row in batch.to_pylist())


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure building, then each kind of question."""
    collection = Collection.make(scale.of(50_000))
    catalogue = Catalogue(folder / "catalogue", index=folder / "index", secret=_SECRET)
    yield _whole_build(collection, folder, scale)
    info = catalogue.build(collection.items(), at=_AT)
    place = folder / "catalogue" / "snapshots" / str(info.number)
    manifest = Manifest.read(place)
    tables = Tables({name: manifest.paths(place, name) for name in TABLES})
    yield _index_build(tables, len(collection.titles), folder, scale)
    folders = [index_folder(folder / "index", part.content, "search") for part in manifest.parts]
    index = SearchIndex.open(folders)
    snapshot, peer = catalogue.latest(), FullText(folder / "peer.sqlite")
    assert snapshot is not None, "the catalogue that was just built is not there"
    peer.build(tables)
    yield from _questions(collection, index, snapshot, peer, scale)
    peer.close()


def _whole_build(collection: Collection, folder: Path, scale: Scale) -> Result:
    """Measure a new catalogue: tables, identities and index."""

    @contextmanager
    def fresh() -> Iterator[Work]:
        with TemporaryDirectory(dir=folder) as place:
            catalogue = Catalogue(Path(place, "tables"), index=Path(place, "index"), secret=_SECRET)
            yield lambda: catalogue.build(collection.items(), at=_AT)

    contestants = [Contestant("catalogue.build", Role.OURS, fresh)]
    note = "No peer: this is what the index alone, below, is a part of."
    case = Case(
        "search", "tables and index of a new catalogue", len(collection.titles), "items", contestants, note
    )
    return measure(case, scale.slow)


def _index_build(tables: Tables, items: int, folder: Path, scale: Scale) -> Result:
    def into(build: Callable[[Path], object]) -> Iterator[Work]:
        with TemporaryDirectory(dir=folder) as place:
            yield partial(build, Path(place))

    def ours(place: Path) -> None:
        index, spill = place / "index", place / "spill"
        index.mkdir()
        build_search(index, tables, memory=_MEMORY, workers=1, spill=spill)

    def peer(place: Path) -> None:
        full_text = FullText(place / "peer.sqlite")
        full_text.build(tables)
        full_text.close()

    contestants = [
        Contestant("tantivy index", Role.OURS, partial(contextmanager(into), ours)),
        Contestant("SQLite FTS5", Role.PEER, partial(contextmanager(into), peer)),
    ]
    note = "Both read the same rows from Parquet and have their words folded by the same Python code."
    case = Case("search", "the index alone", items, "items", contestants, note)
    return measure(case, scale.slow)


def _questions(
    collection: Collection, index: SearchIndex, snapshot: Snapshot, peer: FullText, scale: Scale
) -> Iterator[Result]:
    """Measure the same questions, having made sure that both find the same."""
    codes = [str(collection.isrc(number)) for number in range(0, len(collection.titles), 97)][:200]
    long = [title for title in collection.titles if len(set(title)) >= 3][::7][:200]
    kinds: dict[str, tuple[list[str], Callable[[str, int], Found]]] = {
        "exact ISRC": (codes, lambda words, _: peer.code(words)),
        "one word": ([title[0] for title in long], lambda words, limit: peer.words(words, limit=limit)),
        "three words, all of them": (
            [" ".join(tuple(dict.fromkeys(title))[:3]) for title in long],
            lambda words, limit: peer.words(words, limit=limit),
        ),
        "a beginning of four letters": (
            [title[1][:4] for title in long],
            lambda words, limit: peer.words(words, limit=limit),
        ),
    }
    for title, (questions, ask_peer) in kinds.items():
        _require_agreement(questions, index, ask_peer)
        contestants = [
            _asker("tantivy index", Role.OURS, questions, partial(index.search, limit=_HITS)),
            _asker("SQLite FTS5", Role.PEER, questions, partial(_twenty, ask_peer)),
        ]
        yield measure(Case("search", title, len(questions), "questions", contestants), scale)
    mixed = [one for questions, _ in kinds.values() for one in questions[:10]]
    yield measure(_with_titles(mixed, index, snapshot), scale)


def _twenty(ask: Callable[[str, int], Found], question: str) -> Found:
    return ask(question, _HITS)


def _with_titles(questions: Sequence[str], index: SearchIndex, snapshot: Snapshot) -> Case:
    contestants = [
        _asker("Snapshot.search", Role.OURS, questions, partial(snapshot.search, limit=_HITS)),
        _asker("tantivy index, ids only", Role.LIMIT, questions, partial(index.search, limit=_HITS)),
    ]
    note = "No peer: questions of all four kinds; titles, names and subtitles are read from the tables."
    return Case("search", "hits as they are shown", len(questions), "questions", contestants, note)


def _asker(name: str, role: Role, questions: Sequence[str], ask: Callable[[str], object]) -> Contestant:
    def ask_all() -> None:
        for question in questions:
            ask(question)

    return Contestant(name, role, at_once(ask_all))


def _require_agreement(
    questions: Sequence[str], index: SearchIndex, ask_peer: Callable[[str, int], Found]
) -> None:
    for question in questions[:25]:
        ours = {(found.kind, found.id) for found in index.search(question, limit=_ALL)}
        theirs = ask_peer(question, _ALL)
        assert ours, f"{question!r} finds nothing"
        assert len(ours) == len(theirs), f"{question!r} finds {len(ours)} here and {len(theirs)} in FTS5"
        assert len(ours) == _ALL or ours == theirs, f"{question!r} does not find the same in FTS5"
