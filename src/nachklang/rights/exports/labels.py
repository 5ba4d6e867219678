"""One label for an item in a territory: of Creative Commons, or one of the twelve of rightsstatements.org.

A label tells people what to expect and permits nothing. The first row of `ROWS` that fits decides, and a
doubt is never decided for the freer label. Labels travel to places where nobody decided anything, so the
Public Domain Mark is given only where every territory on file says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, RightsSignature
from nachklang.rights.exports.answers import Table
from nachklang.rights.exports.standing import Standing


class Statement(StrEnum):
    """The statements of rightsstatements.org, version 1.0, by their identifiers."""

    IN_COPYRIGHT = "InC"
    ORPHAN_WORK = "InC-OW-EU"
    EDUCATIONAL_USE = "InC-EDU"
    NON_COMMERCIAL_USE = "InC-NC"
    HOLDERS_NOT_FOUND = "InC-RUU"
    CONTRACT = "NoC-CR"
    NON_COMMERCIAL_ONLY = "NoC-NC"
    OTHER_LAW = "NoC-OKLR"
    UNITED_STATES = "NoC-US"
    NOT_EVALUATED = "CNE"
    UNDETERMINED = "UND"
    NO_KNOWN_COPYRIGHT = "NKC"

    @property
    def address(self) -> str:
        """The address that names the statement; `http` is part of the name."""
        return f"http://rightsstatements.org/vocab/{self}/1.0/"


@dataclass(frozen=True, slots=True)
class Label:
    """A label, its address, and why it was chosen: the row's id for machines, a sentence for people."""

    territory: Territory
    name: str
    address: str
    row: str
    reason: str


_CONTRACTUAL: Final = frozenset({"embargo", "opt-out", "reservation"})
"""Kinds of prohibition that somebody asked for; all others are taken for a matter of law."""

_OUTSIDE_EU: Final = frozenset({Territory("US"), Territory("GB"), Territory("CA"), Territory("JP")})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the label where `fits` says so. A statement of None stands for Creative Commons."""

    id: str
    statement: Statement | None
    fits: Callable[[Standing], bool]
    reason: str


def _restricted(case: Standing) -> bool:
    contract = case.contract
    withheld = contract is not None and not {Act.DOWNLOAD, Act.REDISTRIBUTE} <= contract.acts
    return withheld or bool(case.forbidden)


def _not_commercial(case: Standing) -> bool:
    contract = case.contract
    return (
        contract is not None and bool(contract.actors) and not any(one.commercial for one in contract.actors)
    )


def _nothing_recorded(case: Standing) -> bool:
    return case.rights == RightsSignature(prohibitions=case.rights.prohibitions)


def _for_all_but_commerce(case: Standing) -> bool:
    act = Act.REDISTRIBUTE
    return case.may(act, ActorClass.PUBLIC) and not case.may(act, ActorClass.COMMERCIAL_ARCHIVE)


def _for_study(case: Standing) -> bool:
    act = Act.DOWNLOAD
    return case.may(act, ActorClass.RESEARCHER) and not case.may(act, ActorClass.PUBLIC)


ROWS: Final = (
    Row("nothing-recorded", Statement.NOT_EVALUATED, _nothing_recorded,
        "nothing is recorded from which the copyright in it could be told"),
    Row("one-licence", None, lambda case: case.licence is not None and not case.all_free,
        "every layer that is protected is under this one licence"),
    Row("free-and-forbidden-by-law", Statement.OTHER_LAW,
        lambda case: case.all_free and bool(case.forbidden - _CONTRACTUAL),
        "the copyright in every layer has ended, and a prohibition stands that is not of copyright"),
    Row("free-and-not-for-commerce", Statement.NON_COMMERCIAL_ONLY,
        lambda case: case.all_free and _not_commercial(case),
        "the copyright in every layer has ended, and an agreement about the copy leaves out commercial use"),
    Row("free-by-term-and-bound-by-contract", Statement.CONTRACT,
        lambda case: case.all_free and _restricted(case),
        "the copyright in every layer has ended, and the use of the copy is limited by what was agreed"),
    Row("free-everywhere", None, lambda case: case.all_free and case.free_everywhere,
        "the copyright in every layer has ended in every territory on file"),
    Row("free-in-the-united-states", Statement.UNITED_STATES,
        lambda case: case.all_free and case.territory == Territory("US"),
        "the copyright in every layer has ended in the United States, and elsewhere that is not shown"),
    Row("free-here-only", Statement.NO_KNOWN_COPYRIGHT, lambda case: case.all_free,
        "the copyright in every layer has ended here, and elsewhere that is not shown"),
    Row("orphan-in-the-union", Statement.ORPHAN_WORK,
        lambda case: case.rests_on(Basis.ORPHAN) and case.territory not in _OUTSIDE_EU,
        "it is recorded as an orphan work after a diligent search"),
    Row("orphan-elsewhere", Statement.HOLDERS_NOT_FOUND, lambda case: case.rests_on(Basis.ORPHAN),
        "a search for the rightsholders is recorded, and they were not found"),
    Row("all-but-commerce", Statement.NON_COMMERCIAL_USE, _for_all_but_commerce,
        "it is protected, and may be passed on by everybody who does not act commercially"),
    Row("study", Statement.EDUCATIONAL_USE, _for_study,
        "it is protected, and researchers may have a copy where the public may not"),
    Row("authors-perhaps-not-all", Statement.NO_KNOWN_COPYRIGHT,
        lambda case: all(case.free(layer, complete=True) for layer in Layer),
        "the term has ended for every author who is named, and nobody stated that these are all"),
    Row("term-unknown", Statement.UNDETERMINED, lambda case: not all(map(case.known, Layer)),
        "the term of a layer cannot be computed from what is recorded, and nobody holds it by a mandate"),
    Row("protected", Statement.IN_COPYRIGHT, bool,
        "a layer of it is protected"),
)  # fmt: skip
"""The decision table, in order; the last row always fits."""

_PUBLIC_DOMAIN_MARK: Final = Licence("CC-PDM-1.0")


def label(table: Table, territory: Territory, on: date) -> Label:
    """Choose the label of an item in one of the table's territories on a day."""
    case = Standing(table, territory, on)
    row = next(one for one in ROWS if one.fits(case))
    if row.statement is not None:
        return Label(territory, str(row.statement), row.statement.address, row.id, row.reason)
    licence = (None if case.all_free else case.licence) or _PUBLIC_DOMAIN_MARK
    return Label(territory, str(licence), licence.address or "", row.id, row.reason)


def labels(table: Table, on: date) -> dict[str, Any]:
    """Write the labels of an item in all of the table's territories."""
    found = [label(table, territory, on) for territory in table.territories]
    return {
        "item": table.item.id,
        "object": table.item.object_id,
        "on": on.isoformat(),
        "labels": [
            {
                "territory": str(one.territory),
                "label": one.name,
                "uri": one.address,
                "row": one.row,
                "reason": one.reason,
            }
            for one in found
        ],
    }
