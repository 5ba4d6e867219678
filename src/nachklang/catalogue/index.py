"""The search index: derived from the tables, with nothing in it but words, codes, ids and kinds.

One catch-all field holds the words of everything; identifiers stand apart, whole. A hit's score is
BM25 times a weight by kind and by how much there is of it, so that artists and releases come first.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import tantivy
from tantivy import Document, Occur, Query

from nachklang.catalogue._disk import REBUILD, MissingIndexError, sha256_of
from nachklang.catalogue.folding import index_tokens, query_tokens
from nachklang.catalogue.reading.questions import DOCUMENTS
from nachklang.catalogue.reading.tables import Tables
from nachklang.errors import InvalidIdentifierError, StorageError
from nachklang.model.identifiers import ISRC, ISWC, Barcode

INDEX_VERSION = 1
"""Raised with every change of fields or folding; an index of another version is built anew."""

_MARK = "nachklang-index.json"
_HEAP = 64_000_000
_MAX_TEXT = 2_000
_MAX_WORDS = 32
_MAX_ASKED = 1_000
_SHORTEST_WITH_AN_EDIT = 4
_FREQUENCIES = "freq"


def build_index(folder: Path, tables: Tables, *, content: str) -> None:
    """Write the index of the snapshot with the digest `content` into the empty `folder`."""
    try:
        writer = tantivy.Index(_schema(), path=str(folder), reuse=False).writer(_HEAP, num_threads=1)
        for document in _documents(tables):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise StorageError(
            f"{folder}: cannot write the search index: {error}; make room, then {REBUILD}"
        ) from error
    files = {path.name: [path.stat().st_size, sha256_of(path)] for path in folder.glob("[!.]*")}
    mark = {"index_version": INDEX_VERSION, "content": content, "files": files}
    (folder / _MARK).write_text(json.dumps(mark), encoding="utf-8")


def index_is_sound(folder: Path, *, content: str) -> bool:
    """Re-read every file and tell whether this is, byte by byte, the index that was built of `content`."""
    try:
        SearchIndex.open(folder, content=content)
    except MissingIndexError:
        return False
    files: dict[str, tuple[int, str]] = json.loads((folder / _MARK).read_bytes())["files"]
    return all(sha256_of(folder / name) == digest for name, (_, digest) in files.items())


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("id", stored=True)
    builder.add_bytes_field("kind", stored=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option=_FREQUENCIES)
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    builder.add_float_field("weight", fast=True)
    return builder.build()


def _documents(tables: Tables) -> Iterator[Document]:
    for batch in tables.batches(DOCUMENTS):
        for row in batch.to_pylist():
            document = Document()
            document.add_bytes("id", UUID(row["id"]).bytes)
            document.add_bytes("kind", row["kind"].encode())
            document.add_text("words", " ".join(index_tokens(row["words"])))
            for code in row["codes"]:
                document.add_text("code", code)
            document.add_float("weight", row["weight"])
            yield document


class SearchIndex:
    """An index that can be asked, from several threads at once."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path, *, content: str) -> Self:
        """Open the index of the snapshot with the digest `content`; raises MissingIndexError."""
        try:
            mark: Any = json.loads((folder / _MARK).read_bytes())
            if (mark["index_version"], mark["content"]) != (INDEX_VERSION, content):
                raise MissingIndexError(f"{folder}: the search index belongs to other tables; {REBUILD}")
            for name, (size, _) in mark["files"].items():
                if (folder / name).stat().st_size != size:
                    raise MissingIndexError(f"{folder / name}: expected {size} bytes; {REBUILD}")
            return cls(tantivy.Index.open(str(folder)))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise MissingIndexError(f"{folder}: no search index to be read: {error}; {REBUILD}") from error

    def search(self, words: str, *, limit: int) -> list[tuple[str, str]]:
        """Return kind and id of what is found, best first. Every text is a question, none an error.

        An identifier, in any spelling, finds what bears it. Else every word must be there, the last
        one at least its beginning; where nothing has them all, each longer word may be off by one edit.
        """
        wanted = min(limit, _MAX_ASKED)
        if wanted < 1:
            return []
        for query in self._questions(words):
            found = self._searcher.search(query, limit=wanted, count=False, weight_by_field="weight")
            if found.hits:
                return [self._reference(address) for _, address in found.hits]
        return []

    def _questions(self, words: str) -> Iterator[Query]:
        """Yield what to ask, one after the other, until something answers."""
        codes = _codes(words[:_MAX_TEXT])
        if codes:
            yield Query.boolean_query([(Occur.Should, self._code(code)) for code in codes])
        tokens = list(dict.fromkeys(query_tokens(words[:_MAX_TEXT])))[:_MAX_WORDS]
        if tokens:
            yield self._all([*map(self._word, tokens[:-1]), self._beginning(tokens[-1])])
            yield self._all([self._nearly(token) for token in tokens])

    @staticmethod
    def _all(queries: list[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def _code(self, code: str) -> Query:
        return Query.term_query(self._schema, "code", code, index_option="basic")

    def _word(self, token: str) -> Query:
        return Query.term_query(self._schema, "words", token, index_option=_FREQUENCIES)

    def _beginning(self, token: str) -> Query:
        """Ask for the word itself, which counts by its rarity, or any word that begins like it."""
        begun = Query.fuzzy_term_query(self._schema, "words", token, distance=0, prefix=True)
        return Query.boolean_query(
            [(Occur.Should, self._word(token)), (Occur.Should, Query.const_score_query(begun, 0.1))]
        )

    def _nearly(self, token: str) -> Query:
        if len(token) < _SHORTEST_WITH_AN_EDIT:
            return self._word(token)
        return Query.fuzzy_term_query(self._schema, "words", token, distance=1, transposition_cost_one=True)

    def _reference(self, address: Any) -> tuple[str, str]:
        document = self._searcher.doc(address).to_dict()
        (kind,), (one,) = document["kind"], document["id"]
        return bytes(kind).decode(), str(UUID(bytes=bytes(one)))


def _codes(words: str) -> list[str]:
    """Return the identifiers that the whole text can be read as, as they stand in the tables."""
    found = []
    for read in (_isrc, _iswc, _barcode):
        with suppress(InvalidIdentifierError):
            found.append(read(words))
    return found


def _isrc(words: str) -> str:
    return str(ISRC.parse(words))


def _iswc(words: str) -> str:
    return str(ISWC.parse(words))


def _barcode(words: str) -> str:
    return Barcode.parse(words).gtin13
