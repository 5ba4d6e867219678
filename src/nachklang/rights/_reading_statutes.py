"""Reads what a law file says that the law itself permits: each `[[statute]]` with its worked examples."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import PROCEDURES, Basis, CircumstanceKind
from nachklang.model.toml_text import TomlTable
from nachklang.rights._reading_values import reader, required_choice, required_text
from nachklang.rights.rules import Statute, StatuteExample

_Choice = TypeVar("_Choice", bound=StrEnum)


def read_statutes(top: TomlTable) -> tuple[Statute, ...]:
    """Read all statutes of a territory, in the order of the file."""
    statutes = tuple(_statute(one) for one in top.tables("statute"))
    _refuse_doubles(top, [one.id for one in statutes])
    return statutes


def _statute(table: TomlTable) -> Statute:
    procedure = table.value("procedure", _procedure)
    statute = Statute(
        id=required_text(table, "id"),
        statement=required_text(table, "statement"),
        citation=required_text(table, "citation"),
        text_date=table.required("text_date", table.day("text_date")),
        unknown=table.texts("unknown"),
        beneficiaries=_some(table, "beneficiaries", ActorClass),
        acts=_some(table, "acts", Act),
        layers=frozenset(_members(table, "layers", Layer) or Layer),
        requires=frozenset(_members(table, "requires", CircumstanceKind)),
        procedure=procedure,
        waiting_months=table.integer("waiting_months", least=0) or 0,
        since=table.day("since"),
        until=table.day("until"),
        remuneration=table.text("remuneration") or "",
        examples=tuple(_example(one) for one in table.tables("example")),
    )
    table.finish()
    _require_sense(table, statute)
    return statute


def _require_sense(table: TomlTable, statute: Statute) -> None:
    if statute.since is not None and statute.until is not None and statute.until < statute.since:
        raise table.fault("until", f"{statute.until} is before since, {statute.since}; expected the last day")
    if statute.waiting_months and statute.procedure is None:
        raise table.fault("waiting_months", "expected with a procedure, whose record begins the waiting")
    if not statute.examples:
        raise table.fault("example", "expected one worked example or more")


def _example(table: TomlTable) -> StatuteExample:
    example = StatuteExample(
        says=required_text(table, "says"),
        act=required_choice(table, "act", Act),
        actor=required_choice(table, "actor", ActorClass),
        on=table.required("on", table.day("on")),
        circumstances=frozenset(_members(table, "circumstances", CircumstanceKind)),
        recorded_on=table.day("recorded_on"),
        missing=table.text("missing"),
    )
    permitted = table.boolean("permitted")
    table.finish()
    if permitted == (example.missing is not None):
        raise table.fault("permitted", 'expected either permitted = true or missing = "…", and not both')
    return example


def _some(table: TomlTable, key: str, kind: type[_Choice]) -> frozenset[_Choice]:
    return frozenset(table.required(key, _members(table, key, kind) or None))


def _members(table: TomlTable, key: str, kind: type[_Choice]) -> tuple[_Choice, ...]:
    return table.values(key, reader(kind))


def _procedure(text: str) -> Basis:
    if text not in PROCEDURES:
        raise InvalidValueError(f"expected one of {', '.join(sorted(PROCEDURES))}, found {text[:60]!a}")
    return Basis(text)


def _refuse_doubles(top: TomlTable, ids: Sequence[str]) -> None:
    for index, one in enumerate(ids):
        if one in ids[:index]:
            raise top.tables("statute")[index].fault("id", f"{one!a} stands twice: expected an id of its own")
