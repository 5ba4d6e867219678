"""Who somebody is: names in several scripts, and ids."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nachklang.catalogue.sources.ddex.elements import Element, children, flag, local_name, text_at, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.statements import Party
from nachklang.errors import InvalidValueError
from nachklang.model.identifiers import IPI, ISNI

_SCHEMES: dict[str, Callable[[str], object]] = {"isni": ISNI.parse, "ipi": IPI.parse}
_OF_ERN4 = {"ISNI": "isni", "IpiNameNumber": "ipi", "IPN": "ipn"}
_OF_NAMESPACE = {"ISNI": "isni", "IPI": "ipi", "IPN": "ipn"}
_UNWANTED = frozenset({"dpid"})  # of companies that exchange messages, not of artists


@dataclass(frozen=True, slots=True)
class _Id:
    """An id as the message has it; `scheme` is `isni`, `ipi`, `ipn` or the namespace of its owner."""

    element: Element
    scheme: str
    value: str


def party_of(element: Element, notes: Notes) -> Party | None:
    """Read `PartyName` and `PartyId` below `element`; None where there is no name."""
    names = list(children(element, "PartyName"))
    main = preferred(names)
    name = None if main is None else _full_name(main)
    if main is None or name is None:
        return None
    others = [_full_name(one) for one in names] + [text_at(main, "FullNameAsciiTranscribed")]
    ids = _checked(_ids_of(element), notes)
    return Party(
        name=name,
        key=_key(ids),
        sort_name=text_at(main, "FullNameIndexed"),
        aliases=tuple(dict.fromkeys(one for one in others if one is not None and one != name)),
        identifiers=tuple((scheme, value) for scheme, value in ids if scheme in _SCHEMES),
    )


def preferred(elements: Iterable[Element]) -> Element | None:
    """Choose among several languages or territories: the default, else the first for everywhere."""
    listed = list(elements)
    everywhere = [one for one in listed if one.get("ApplicableTerritoryCode") in {None, "Worldwide"}]
    default = [one for one in listed if flag(one, "IsDefault")]
    return next(iter(default or everywhere or listed), None)


def _full_name(name: Element) -> str | None:
    parts = [text_at(name, part) for part in ("NamesBeforeKeyName", "KeyName", "NamesAfterKeyName")]
    return text_at(name, "FullName") or " ".join(part for part in parts if part) or None


def _ids_of(element: Element) -> list[_Id]:
    found = []
    for party_id in children(element, "PartyId"):
        if (text := text_of(party_id)) is not None:
            found.append(_Id(party_id, _scheme_of_ern3(party_id), text))
        for one in party_id.iterchildren("{*}*"):
            scheme = _OF_ERN4.get(local_name(one)) or one.get("Namespace")
            if scheme and (text := text_of(one)) is not None:
                found.append(_Id(one, scheme, text))
    return [one for one in found if one.scheme not in _UNWANTED]


def _scheme_of_ern3(party_id: Element) -> str:
    """Return the scheme of `PartyId` as text; without a namespace it is a DPID."""
    if flag(party_id, "IsISNI"):
        return "isni"
    namespace = (party_id.get("Namespace") or "").strip()
    if flag(party_id, "IsDPID") or not namespace:
        return "dpid"
    return _OF_NAMESPACE.get(namespace.upper(), namespace)


def _checked(ids: Sequence[_Id], notes: Notes) -> list[tuple[str, str]]:
    """Drop identifiers that are none, once each."""
    kept: dict[tuple[str, str], None] = {}
    for one in ids:
        try:
            parse = _SCHEMES.get(one.scheme, str)
            kept[one.scheme, str(parse(one.value))] = None
        except InvalidValueError as error:
            notes.part(one.element, f"bad-{one.scheme}", str(error))
    return list(kept)


def _key(ids: Sequence[tuple[str, str]]) -> str | None:
    """Choose the id that tells a party from others: one of the trade, else the first of somebody's own."""
    order = {"isni": 0, "ipi": 1, "ipn": 2}
    best = min(ids, key=lambda one: (order.get(one[0], 3), one), default=None)
    return None if best is None else f"{best[0]}:{best[1]}"
