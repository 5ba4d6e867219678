"""Rights as people write them in TOML: what `deposit.toml` and files of records read alike."""

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.mandates import (
    GRANTED,
    PROCEDURES,
    Agreement,
    Basis,
    CircumstanceKind,
    Procedure,
    Prohibition,
)
from nachklang.model.toml_text import TomlTable


def read_agreement(table: TomlTable) -> Agreement:
    """Read what somebody agreed to, consented to or deposited on: reference, acts, where, whom, when."""
    agreement = Agreement(
        reference=table.required("reference", table.text("reference")),
        acts=frozenset(table.required("acts", table.values("acts", act) or None)),
        territories=frozenset(table.values("territories", Territory.parse)),
        actors=frozenset(table.values("actors", _actor)),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to"),
        exclusive=table.boolean("exclusive"),
        grantor=table.text("grantor"),
    )
    require_order(table, "valid_from", "valid_to")
    return agreement


def read_procedure(table: TomlTable) -> Procedure:
    """Read a procedure with its public record."""
    procedure = Procedure(
        reference=table.required("reference", table.text("reference")),
        territory=table.required("territory", table.value("territory", Territory.parse)),
        recorded_on=table.required("recorded_on", table.day("recorded_on")),
        ended_on=table.day("ended_on"),
    )
    require_order(table, "recorded_on", "ended_on")
    return procedure


def read_prohibition(table: TomlTable) -> Prohibition:
    """Read what is forbidden, why, where and when; what it is called is for the caller to check."""
    prohibition = Prohibition(
        kind=table.required("kind", table.text("kind")),
        acts=frozenset(table.required("acts", table.values("acts", act) or None)),
        reason=table.required("reason", table.text("reason")),
        territories=frozenset(table.values("territories", Territory.parse)),
        since=table.day("since"),
        until=table.day("until"),
    )
    require_order(table, "since", "until")
    return prohibition


def contradiction(one: Agreement, first: int, other: Agreement, second: int) -> str:
    """Say which two lines contradict each other, and what to do."""
    return (
        f"lines {first} and {second} contradict each other: {one.reference!a} and {other.reference!a} are "
        "about the same layer, acts, places and days, one of them is exclusive, and they are not of one "
        "grantor; find out who may grant it, and leave the other out"
    )


def require_order(table: TomlTable, first: str, last: str) -> None:
    """Refuse a period that ends before it begins: it would never stand, and nobody would notice."""
    begins, ends = table.day(first), table.day(last)
    if begins is not None and ends is not None and ends < begins:
        raise table.fault(last, f"{ends} is before {first}, {begins}; expected the last day of the period")


def act(text: str) -> Act:
    """Read an act."""
    if text not in set(Act):
        raise InvalidValueError(f"expected one of {', '.join(Act)}, found {text[:60]!a}")
    return Act(text)


def _actor(text: str) -> ActorClass:
    if text not in set(ActorClass):
        raise InvalidValueError(f"expected one of {', '.join(ActorClass)}, found {text[:60]!a}")
    return ActorClass(text)


def granted_basis(text: str) -> Basis:
    """Read the basis of what is read as an agreement."""
    return _basis(text, GRANTED)


def procedure_basis(text: str) -> Basis:
    """Read which procedure it is."""
    return _basis(text, PROCEDURES)


def _basis(text: str, known: frozenset[Basis]) -> Basis:
    if text not in known:
        raise InvalidValueError(f"expected one of {', '.join(sorted(known))}, found {text[:60]!a}")
    return Basis(text)


def circumstance_kind(text: str) -> CircumstanceKind:
    """Read a circumstance."""
    if text not in set(CircumstanceKind):
        raise InvalidValueError(f"expected one of {', '.join(CircumstanceKind)}, found {text[:60]!a}")
    return CircumstanceKind(text)
