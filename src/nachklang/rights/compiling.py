"""Many signatures compiled into one table: for each use of each signature, its intervals with their answers.

The table has the columns of `SCHEMA`; for every signature and use its rows follow each other from the
first to the last day there is. It depends on nothing but the signatures and the law, so it can be kept for
as long as both stay as they are. `pyarrow` is imported here and nowhere else in `nachklang.rights`.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from itertools import islice, product

import pyarrow as pa

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import RightsSignature
from nachklang.rights.decision import MissingFact
from nachklang.rights.engine import Terms, terms_of
from nachklang.rights.intervals import Interval, many_intervals
from nachklang.rights.law import Law
from nachklang.rights.question import AnyUse, OwnUse, Use
from nachklang.rights.terms import Term

SCHEMA = pa.schema(
    [
        pa.field("signature", pa.int32(), nullable=False),
        pa.field("act", pa.string(), nullable=False),
        pa.field("territory", pa.string(), nullable=False),
        pa.field("actor", pa.string(), nullable=False),
        pa.field("first", pa.date32(), nullable=False),
        pa.field("last", pa.date32(), nullable=False),
        pa.field("permitted", pa.bool_(), nullable=False),
        pa.field("turned", pa.bool_(), nullable=False),
        *(pa.field(layer.value, pa.string()) for layer in Layer),
        pa.field("why_not", pa.string()),
    ]
)
"""`first` and `last` are both included. `turned` says that the day before `first` was answered otherwise,
yes or no; it is false for the first interval of all. A yes has the basis of each layer, a no has `why_not`:
the code of the first missing fact, or `prohibited`."""

_SIGNATURES_A_CHUNK = 10_000
_AHEAD = 4
_EPOCH = date(1970, 1, 1).toordinal()
_NO_BASES = (None,) * len(Layer)
_Chunk = tuple[int, Sequence[RightsSignature]]
_Row = tuple[object, ...]


def uses_of(
    acts: Iterable[Act], territories: Iterable[Territory], actors: Iterable[ActorClass]
) -> tuple[Use, ...]:
    """Return every act in every territory by every actor."""
    return tuple(Use(*one) for one in product(acts, territories, actors))


def own_uses_of(
    acts: Iterable[Act], territories: Iterable[Territory], own: tuple[ActorClass, ...]
) -> tuple[OwnUse, ...]:
    """Return every act in every territory by an archive of these classes: see `rights.here`."""
    return tuple(OwnUse(act, territory, own) for act, territory in product(acts, territories))


def compiled(
    signatures: Iterable[RightsSignature],
    uses: Sequence[AnyUse],
    law: Law,
    executor: Executor | None = None,
) -> Iterator[pa.RecordBatch]:
    """Compile signatures, which are numbered from 0 in their order, batch after batch.

    With an executor its processes compile; a few chunks more than it works on are read ahead.
    """
    chunks = _chunks(signatures)
    work = partial(_compile, uses=uses, law=law)
    yield from map(work, chunks) if executor is None else _mapped(executor, work, chunks)


def table_of(
    signatures: Iterable[RightsSignature],
    uses: Sequence[AnyUse],
    law: Law,
    executor: Executor | None = None,
) -> pa.Table:
    """Compile signatures into one table in memory."""
    return pa.Table.from_batches(compiled(signatures, uses, law, executor), SCHEMA)


def _chunks(signatures: Iterable[RightsSignature]) -> Iterator[_Chunk]:
    rest = iter(signatures)
    first = 0
    while chunk := list(islice(rest, _SIGNATURES_A_CHUNK)):
        yield first, chunk
        first += len(chunk)


def _mapped(
    executor: Executor, work: Callable[[_Chunk], pa.RecordBatch], chunks: Iterator[_Chunk]
) -> Iterator[pa.RecordBatch]:
    """Map in order, never further ahead than a few chunks: there may be far more of them than memory."""
    waiting = deque(executor.submit(work, chunk) for chunk in islice(chunks, _AHEAD))
    while waiting:
        batch = waiting.popleft().result()
        waiting.extend(executor.submit(work, chunk) for chunk in islice(chunks, 1))
        yield batch


def _compile(chunk: _Chunk, uses: Sequence[AnyUse], law: Law) -> pa.RecordBatch:
    compiler = _Compiler(uses, law)
    for number, item in enumerate(chunk[1], chunk[0]):
        compiler.add(number, item)
    return compiler.table()


class _Compiler:
    """Compiles signatures one by one and remembers what it found: most facts lead to one of a few terms.

    Nothing but the days on which terms end comes from the facts: statutes ask for what is recorded beside.
    """

    def __init__(self, uses: Sequence[AnyUse], law: Law) -> None:
        self._law = law
        self._rows: list[_Row] = []
        self._found: dict[Hashable, range] = {}
        self._numbers: list[int] = []
        self._places: list[int] = []
        self._groups: dict[Territory, list[AnyUse]] = {}
        for use in uses:
            self._groups.setdefault(use.territory, []).append(use)

    def add(self, number: int, item: RightsSignature) -> None:
        """Compile a signature."""
        recorded = (item.mandates, item.prohibitions, item.circumstances)
        for territory, uses in self._groups.items():
            terms = terms_of(item, territory, self._law)
            key = (territory, tuple(map(_outcome, terms.values())), recorded)
            places = self._found.get(key)
            if places is None:
                places = self._found[key] = self._cut(uses, item, terms)
            self._numbers += [number] * len(places)
            self._places += places

    def table(self) -> pa.RecordBatch:
        """Return the rows of all signatures: those that several share are made once, and repeated here."""
        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in SCHEMA.names[1:])
        distinct = [_array(column, field) for column, field in zip(columns, list(SCHEMA)[1:], strict=True)]
        places = pa.array(self._places, pa.int32())
        numbers = pa.array(self._numbers, SCHEMA.field("signature").type)
        return pa.RecordBatch.from_arrays([numbers, *(one.take(places) for one in distinct)], schema=SCHEMA)

    def _cut(self, uses: Sequence[AnyUse], item: RightsSignature, terms: Terms) -> range:
        first = len(self._rows)
        for use, cut in many_intervals(uses, item, self._law, terms):
            self._rows += _rows(use, cut)
        return range(first, len(self._rows))


def _outcome(term: Term | MissingFact) -> date | str:
    return term.free_from if isinstance(term, Term) else term.code


def _rows(use: AnyUse, cut: Sequence[Interval]) -> Iterator[_Row]:
    """Give the rows of a use, without the number of the signature."""
    before = cut[0].answer.permitted
    for one in cut:
        answer = one.answer
        days = (one.first.toordinal() - _EPOCH, one.last.toordinal() - _EPOCH)
        told = (answer.permitted, answer.permitted != before, *(answer.bases or _NO_BASES), answer.why_not)
        yield (use.act.value, use.territory.code, use.who, *days, *told)
        before = answer.permitted


def _array(column: Sequence[object], field: pa.Field) -> pa.Array:
    if pa.types.is_date32(field.type):
        return pa.array(column, pa.int32()).cast(field.type)
    return pa.array(column, field.type)
