"""What machines may not do, in the words of TDMRep, AIPREF, RSL and robots.txt.

Everything is reserved unless the engine permits it: mining and training are acts of their own, and each
needs a ground in every layer of every item that an address gives out. Where an address gives out no item,
nobody consented. See `drafts` for the versions that are followed.
"""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from nachklang.rights.decision import Decision
from nachklang.rights.exports._xml import Vocabulary, encode
from nachklang.rights.exports.vocabulary import PROFILE

_RSL: Final = Vocabulary(None, "https://rslstandard.org/rsl")
_TDM_PROFILE: Final = "http://www.w3.org/ns/tdmrep"
_TDM_CONTEXT: Final = ("http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld")


class Reservation(StrEnum):
    """How much is reserved. Training without mining does not occur: who trains has mined."""

    ALL = "all"
    TRAINING = "training"
    NONE = "none"

    @property
    def tdm(self) -> int:
        """The value of `tdm-reservation`: 0 only where nothing is reserved."""
        return int(self is not Reservation.NONE)


_CONTENT_USAGE: Final = MappingProxyType(
    {Reservation.ALL: "train-ai=n", Reservation.TRAINING: "train-ai=n", Reservation.NONE: "train-ai=y"}
)


_RSL_USES: Final = MappingProxyType(
    {
        Reservation.ALL: ("prohibits", "ai-all"),
        Reservation.TRAINING: ("prohibits", "ai-train"),
        Reservation.NONE: ("permits", "ai-all"),
    }
)


def reservation_of(mining: Iterable[Decision], training: Iterable[Decision]) -> Reservation:
    """Say what is reserved where these decisions are all that count: one for each item, perhaps none."""
    mined, trained = list(mining), list(training)
    if not mined or not all(one.permitted for one in mined):
        return Reservation.ALL
    if not trained or not all(one.permitted for one in trained):
        return Reservation.TRAINING
    return Reservation.NONE


def content_usage(reservation: Reservation) -> str:
    """Write the value of `Content-Usage`. Other categories than training are left unsaid."""
    return _CONTENT_USAGE[reservation]


def tdmrep(policy: str) -> list[dict[str, Any]]:
    """Write `/.well-known/tdmrep.json` for the whole site; headers say where less is reserved.

    The file is the weakest of the three ways of TDMRep: headers outrank it, and what is embedded outranks
    headers.
    """
    return [{"location": "/", "tdm-reservation": Reservation.ALL.tdm, "tdm-policy": policy}]


def tdm_policy(reservation: Reservation, *, uid: str, site: str, name: str) -> dict[str, Any]:
    """Write the policy that goes with a reservation, as TDMRep's profile of ODRL asks: an Offer.

    Where all is reserved, consent has to be had; where training is, whatever has another purpose is free.
    Its target are the answers that name this policy, and not the site, of which others may be reserved.
    """
    permission: dict[str, Any] = {"target": f"{uid}#resources", "action": "tdm:mine"}
    if reservation is Reservation.ALL:
        permission["duty"] = [{"action": "obtainConsent"}]
    if reservation is Reservation.TRAINING:
        purpose = {"leftOperand": "purpose", "operator": "neq", "rightOperand": {"@id": f"{PROFILE}#train"}}
        permission["constraint"] = [purpose]
    return {
        "@context": list(_TDM_CONTEXT),
        "@type": "Offer",
        "profile": _TDM_PROFILE,
        "uid": uid,
        "assigner": {"uid": site, "vcard:fn": name, "vcard:hasURL": site},
        "permission": [permission],
    }


def robots(licence: str) -> str:
    """Write robots.txt: everybody may read, nobody may train, and where RSL has its terms."""
    lines = ["User-agent: *", "Allow: /", f"Content-Usage: {content_usage(Reservation.ALL)}"]
    return "\n".join([*lines, "", f"License: {licence}", ""])


def rsl(reservation: Reservation, *, terms: str) -> bytes:
    """Write the licence of a whole site in RSL 1.0; `terms` is the page that tells people."""
    element, uses = _RSL_USES[reservation]
    licence = _RSL("license", _RSL(element, uses, type="usage"))
    return encode(_RSL("rsl", _RSL("content", licence, _RSL("terms", terms), url="/")))
