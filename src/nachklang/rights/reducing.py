"""What of an item's rights a yes or no depends on, so that items that decide alike can share it.

Kept: every layer's mandates in their order, with basis, acts, territories, actors and days; what kind of
licence it is; which agreements are exclusive and, only then, which have one reference or one grantor;
the days and the places of procedures and prohibitions; since when a circumstance holds; all dates that
terms are computed from. Left out: evidence, names, references, reasons, kinds of prohibitions, and what is
said twice.
The answer is the same on every day (`nachklang.rights.intervals.Answer`); the words are not.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from nachklang.model.mandates import (
    Agreement,
    Author,
    Circumstance,
    Evidence,
    Mandate,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights.licences import representative

_NOWHERE = Evidence("", "", "")
_T = TypeVar("_T", bound=Hashable)


def reduced(item: RightsSignature) -> RightsSignature:
    """Return the signature that stands for all items that are decided as this one is, on every day."""
    rename = _names(item)
    return replace(
        item,
        mandates=_once(_mandate(one, rename) for one in item.mandates),
        terms=_terms(item.terms),
        prohibitions=_prohibitions(item.prohibitions),
        circumstances=_circumstances(item.circumstances),
    )


def _names(item: RightsSignature) -> Callable[[Agreement], Agreement]:
    """Give numbers for references and grantors where an exclusive agreement asks whose the others are."""
    agreements = [one.agreement for one in item.mandates if one.agreement is not None]
    if not any(one.exclusive for one in agreements):
        return lambda one: replace(one, reference="", grantor=None)
    references = _numbers(one.reference for one in agreements)
    grantors = _numbers(one.grantor for one in agreements if one.grantor is not None)

    def rename(one: Agreement) -> Agreement:
        grantor = None if one.grantor is None else grantors[one.grantor]
        return replace(one, reference=references[one.reference], grantor=grantor)

    return rename


def _numbers(names: Iterable[str]) -> dict[str, str]:
    return {name: str(number) for number, name in enumerate(dict.fromkeys(names), 1)}


def _mandate(mandate: Mandate, rename: Callable[[Agreement], Agreement]) -> Mandate:
    licence, agreement, procedure = mandate.licence, mandate.agreement, mandate.procedure
    return replace(
        mandate,
        evidence=_NOWHERE,
        licence=None if licence is None else representative(licence),
        agreement=None if agreement is None else rename(agreement),
        procedure=None if procedure is None else replace(procedure, reference=""),
    )


def _terms(terms: TermFacts) -> TermFacts:
    """Keep of the authors who differ in nothing but name and year of death the last one to die."""
    alike: dict[Author, Author] = {}
    for author in terms.authors:
        nameless = replace(author, name="")
        key = nameless if author.died is None else replace(nameless, died=0)
        kept = alike.get(key, nameless)
        alike[key] = nameless if (kept.died or 0) < (nameless.died or 0) else kept
    return replace(terms, authors=tuple(sorted(alike.values(), key=repr)))


def _prohibitions(several: Iterable[Prohibition]) -> tuple[Prohibition, ...]:
    kept = {replace(one, kind="", reason="") for one in several}
    return tuple(sorted(kept, key=_place))


def _place(one: Prohibition) -> tuple[list[str], list[str], str, str]:
    """Sort by what is said; the order that a set happens to have says nothing."""
    return sorted(one.acts), sorted(map(str, one.territories)), str(one.since), str(one.until)


def _circumstances(several: Sequence[Circumstance]) -> tuple[Circumstance, ...]:
    """Keep of each kind the one that holds first."""
    first: dict[str, Circumstance] = {}
    for one in several:
        kept = first.get(one.kind)
        if kept is None or (one.since or date.min) < (kept.since or date.min):
            first[one.kind] = replace(one, evidence=_NOWHERE)
    return tuple(first[kind] for kind in sorted(first))


def _once(several: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(several))
