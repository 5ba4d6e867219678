"""Files of records: rights that are recorded for many items at once, each with the scope that it covers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from nachklang.deposit.rights_reader import (
    circumstance_kind,
    contradiction,
    read_agreement,
    read_procedure,
    read_prohibition,
)
from nachklang.errors import InvalidValueError, RightsRecordError
from nachklang.model.acts import Layer
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    GRANTED,
    PROCEDURES,
    Agreement,
    Basis,
    Circumstance,
    Evidence,
    Mandate,
    Procedure,
)
from nachklang.model.rights_records import ProhibitionKind, RightsStatement, Scope
from nachklang.model.toml_text import TomlTable
from nachklang.registry import Proof
from nachklang.rights.scopes import RECORD

_REGISTRANT = re.compile(r"[A-Z]{2}[A-Z0-9]{3}", re.ASCII)
_BASES = frozenset({Basis.LICENCE}) | GRANTED | PROCEDURES


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows of the names in a file; each raises InvalidValueError for one that it does not.

    `item` returns an item's whole id, `recording` the items of a recording, `proof` a file beside the file.
    """

    item: Callable[[str], str]
    recording: Callable[[str], frozenset[str]]
    proof: Callable[[str], Proof]


@dataclass(frozen=True, slots=True)
class Stated:
    """One table of the file, with the items of its recordings, what proves it, and its line."""

    statement: RightsStatement
    resolved: frozenset[str]
    proof: Proof | None
    line: int


def read_records(text: str, file: str, known: Known) -> list[Stated]:
    """Read the text of a file of records; RightsRecordError names the line and key of the first fault."""
    document = TomlTable.parse(text, file, RightsRecordError)
    mandates = [(table, _mandate(table, known)) for table in document.tables("mandate")]
    _require_compatible(mandates)
    stated = [
        *(one for _, one in mandates),
        *(_prohibition(table, known) for table in document.tables("prohibition")),
        *(_circumstance(table, known) for table in document.tables("circumstance")),
    ]
    document.finish()
    if not stated:
        raise document.fault(
            None, "states nothing: expected [[mandate]], [[prohibition]] or [[circumstance]]"
        )
    return stated


def _mandate(table: TomlTable, known: Known) -> Stated:
    layers = table.required("layers", table.values("layers", _layer) or None)
    licensed = Basis.LICENCE if table.has("licence") else Basis.AGREEMENT
    basis = table.value("basis", _basis) or licensed
    if table.has("licence") and basis is not Basis.LICENCE:
        raise table.fault("licence", f"does not go with the basis {basis}; leave one of the two out")
    authority = _authority(table, basis)
    statement, proof = table.text("statement"), _proof(table, known)
    named = authority if isinstance(authority, Licence) else authority.reference
    words = _words(table, statement, proof, f"{basis} {named}")
    mandates = tuple(
        _over(layer, basis, Evidence(RECORD, "", words), authority) for layer in sorted(set(layers))
    )
    return _stated(table, known, proof, RightsStatement(_scope(table, known), mandates, statement=words))


def _authority(table: TomlTable, basis: Basis) -> Licence | Agreement | Procedure:
    if basis is Basis.LICENCE:
        return table.required("licence", table.value("licence", Licence.parse))
    return read_procedure(table) if basis in PROCEDURES else read_agreement(table)


def _over(
    layer: Layer, basis: Basis, evidence: Evidence, authority: Licence | Agreement | Procedure
) -> Mandate:
    if isinstance(authority, Licence):
        return Mandate(layer, basis, evidence, licence=authority)
    if isinstance(authority, Agreement):
        return Mandate(layer, basis, evidence, agreement=authority)
    return Mandate(layer, basis, evidence, procedure=authority)


def _require_compatible(mandates: Sequence[tuple[TomlTable, Stated]]) -> None:
    """Refuse two agreements over the same layer of the same items of which only one can be true."""
    for (_, one), (table, other) in combinations(mandates, 2):
        first, second = one.statement, other.statement
        granted, later = first.mandates[0].agreement, second.mandates[0].agreement
        if granted is None or later is None or not (granted.excludes(later) and granted.meets(later)):
            continue
        same = {mandate.layer for mandate in first.mandates} & {mandate.layer for mandate in second.mandates}
        if same and first.scope.meets(second.scope):
            raise table.fault(None, contradiction(granted, one.line, later, other.line))


def _prohibition(table: TomlTable, known: Known) -> Stated:
    prohibition = read_prohibition(table)
    if prohibition.kind not in set(ProhibitionKind):
        raise table.fault(
            "kind", f"expected one of {', '.join(ProhibitionKind)}, found {prohibition.kind[:60]!a}"
        )
    statement, proof = table.text("statement"), _proof(table, known)
    said = RightsStatement(_scope(table, known), prohibition=prohibition, statement=statement)
    return _stated(table, known, proof, said)


def _circumstance(table: TomlTable, known: Known) -> Stated:
    kind = table.required("kind", table.value("kind", circumstance_kind))
    since, statement, proof = table.day("since"), table.text("statement"), _proof(table, known)
    words = _words(table, statement, proof, kind)
    circumstance = Circumstance(kind, Evidence(RECORD, "", words), since)
    said = RightsStatement(_scope(table, known), circumstance=circumstance, statement=words)
    return _stated(table, known, proof, said)


def _stated(table: TomlTable, known: Known, proof: Proof | None, said: RightsStatement) -> Stated:
    table.finish()
    found = [known.recording(one) for one in said.scope.recordings]
    statement = replace(said, proof=None if proof is None else proof.sha512)
    return Stated(statement, frozenset().union(*found), proof, table.line())


def _words(table: TomlTable, statement: str | None, proof: Proof | None, named: str) -> str:
    """Return what the record rests on; a statement or a file that proves it has to be there."""
    if statement is None and proof is None:
        raise table.fault(None, 'expected evidence = "FILE" or statement = "…": what it rests on')
    return statement or f"{named}, see {proof.name if proof else ''}"


def _proof(table: TomlTable, known: Known) -> Proof | None:
    return table.value("evidence", known.proof)


def _scope(table: TomlTable, known: Known) -> Scope:
    inner = table.table("scope")
    if inner is None:
        raise table.fault("scope", "is missing: which items is this about?")

    def recording(text: str) -> str:
        known.recording(text)
        return text

    scope = Scope(
        items=frozenset(inner.values("items", known.item)),
        recordings=frozenset(inner.values("recordings", recording)),
        isrcs=frozenset(inner.values("isrcs", ISRC.parse)),
        registrants=frozenset(inner.values("registrants", _registrant)),
        labels=frozenset(inner.texts("labels")),
        releases=frozenset(inner.values("releases", Barcode.parse)),
    )
    inner.finish()
    if scope == Scope():
        raise inner.fault(
            None, "names nothing: expected items, recordings, isrcs, registrants, labels or releases"
        )
    return scope


def _registrant(text: str) -> str:
    """Read the first five characters of ISRCs: country and registrant."""
    packed = text.strip().replace("-", "").upper() if text.isascii() else ""
    if not _REGISTRANT.fullmatch(packed):
        raise InvalidValueError(
            f"not the beginning of an ISRC: {text[:60]!a}; expected two letters, then three letters or "
            "digits (DE-ABC)"
        )
    return packed


def _layer(text: str) -> Layer:
    if text not in set(Layer):
        raise InvalidValueError(f"expected one of {', '.join(Layer)}, found {text[:60]!a}")
    return Layer(text)


def _basis(text: str) -> Basis:
    if text not in _BASES:
        raise InvalidValueError(f"expected one of {', '.join(sorted(_BASES))}, found {text[:60]!a}")
    return Basis(text)
