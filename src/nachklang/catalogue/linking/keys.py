"""Spellings as columns: Ibis functions that run wherever Ibis runs Python, once for each distinct text."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from nachklang.catalogue.linking.spelling import Spelling, marks_in, named_row, spell_name, spell_title

_TYPES = {str: pa.string(), int: pa.int64()}
_FIELDS = tuple(field.name for field in fields(Spelling))
_ARROW = pa.struct([pa.field(field.name, _TYPES[field.type]) for field in fields(Spelling)])  # type: ignore[index]
_IBIS = dt.Struct({field.name: str(field.type) for field in _ARROW})


def _column(spell: Callable[[str], Spelling], texts: pa.ChunkedArray) -> pa.Array:
    spelled = [spell(text) for text in texts.to_pylist()]
    return pa.StructArray.from_arrays(
        [
            pa.array([getattr(one, name) for one in spelled], field.type)
            for name, field in zip(_FIELDS, _ARROW, strict=True)
        ],
        _FIELDS,
    )


def _title(texts: Any) -> Any:
    # Spark hands over one text at a time, DuckDB a column.
    if isinstance(texts, str):
        return _as_row(spell_title(texts))
    return _column(spell_title, texts)


def _name(texts: Any) -> Any:
    if isinstance(texts, str):
        return _as_row(spell_name(texts))
    return _column(spell_name, texts)


def _marks(texts: Any) -> Any:
    if isinstance(texts, str):
        return marks_in(texts)
    return pa.array([marks_in(text) for text in texts.to_pylist()], pa.int64())


def _as_row(spelling: Spelling) -> dict[str, object]:
    return {name: getattr(spelling, name) for name in _FIELDS}


_spell_title: Any = ibis.udf.scalar.pyarrow(_title, signature=((dt.string,), _IBIS), name="nachklang_title")
_spell_name: Any = ibis.udf.scalar.pyarrow(_name, signature=((dt.string,), _IBIS), name="nachklang_name")
marks_of: Any = ibis.udf.scalar.pyarrow(_marks, signature=((dt.string,), dt.int64), name="nachklang_marks")


def spelled_titles(columns: Sequence[Any]) -> Any:
    """Return each distinct text of the columns once, with its parts as a title."""
    return _spelled(_spell_title, columns)


def spelled_names(columns: Sequence[Any]) -> Any:
    """Return each distinct text of the columns once, with its parts as a name."""
    return _spelled(_spell_name, columns)


def _spelled(spell: Any, columns: Sequence[Any]) -> Any:
    texts = ibis.union(*(column.name("text").as_table() for column in columns), distinct=True)
    texts = texts.filter(texts.text.notnull())
    spelled = texts.mutate(parts=spell(texts.text))
    return spelled.select("text", **{name: spelled.parts[name] for name in _FIELDS})


def _named(schemes: Any, kinds: Any, values: Any) -> Any:
    if isinstance(values, str):
        return named_row(schemes, kinds, values)
    names = zip(schemes.to_pylist(), kinds.to_pylist(), values.to_pylist(), strict=True)
    return pa.array([named_row(*name) for name in names], pa.int64())


named_rows: Any = ibis.udf.scalar.pyarrow(
    _named, signature=((dt.string, dt.string, dt.string), dt.int64), name="nachklang_named"
)
"""The ids of the rows that identifiers name: of scheme, entity and value."""
