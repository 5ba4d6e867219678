"""A summary of the terms, laid out as the deal lists of DDEX ERN 4.3 are: use, territory, period, model.

It is a summary for people who know deal lists, and no ERN message: it names no parties of a trade, and
nobody may rely on it as an offer.
"""

from datetime import date
from types import MappingProxyType
from typing import Any, Final

from lxml.etree import _Element as Element

from nachklang.model.acts import Act
from nachklang.rights.exports._xml import Vocabulary, encode
from nachklang.rights.exports.answers import Table
from nachklang.rights.exports.clauses import Clause, Verdict, clauses
from nachklang.rights.exports.vocabulary import PROFILE

NOTE: Final = "A summary of terms. No DDEX ERN message, and no offer."
USE_TYPES: Final = MappingProxyType({Act.STREAM: "OnDemandStream", Act.DOWNLOAD: "PermanentDownload"})
"""The acts for which ERN has a use type; all others are `UserDefined` with the act as their value."""

FREE_OF_CHARGE: Final = "FreeOfChargeModel"
"""The one commercial model: the archive sells nothing."""

_DEALS: Final = Vocabulary(None, f"{PROFILE}#deals")


def deals(table: Table) -> dict[str, Any]:
    """Write the deals of an item: one for each clause that permits an act."""
    item = table.item
    return {
        "note": NOTE,
        "item": item.id,
        "resource": item.object_id,
        "isrcs": [str(one) for one in item.description.isrcs],
        "title": item.description.title,
        "artists": [one.name for one in item.description.artists],
        "deals": [_deal(one) for one in clauses(table) if one.verdict is Verdict.PERMITTED],
    }


def _deal(clause: Clause) -> dict[str, Any]:
    return {
        "use_type": USE_TYPES.get(clause.act, "UserDefined"),
        "act": str(clause.act),
        "commercial_model": FREE_OF_CHARGE,
        "territories": [str(one) for one in clause.territories],
        "start": _day(clause.first),
        "end": _day(clause.last),
        "for": [str(one) for one in clause.actors],
        "conditions": [str(one) for one in clause.conditions],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def deals_xml(table: Table) -> bytes:
    """Write the same as XML, with the element names of ERN where ERN has them."""
    said = deals(table)
    resource = _DEALS(
        "Resource",
        *(_DEALS("ISRC", one) for one in said["isrcs"]),
        _DEALS("ProprietaryId", said["resource"]),
        _DEALS("Title", said["title"]),
        *(_DEALS("DisplayArtistName", one) for one in said["artists"]),
    )
    terms = [_DEALS("Deal", _terms(one)) for one in said["deals"]]
    return encode(_DEALS("DealSummary", _DEALS("Note", NOTE), resource, _DEALS("DealList", *terms)))


def _terms(deal: dict[str, Any]) -> Element:
    named = {} if deal["use_type"] != "UserDefined" else {"UserDefinedValue": deal["act"]}
    period = [
        None if deal[side] is None else _DEALS(name, deal[side])
        for side, name in (("start", "StartDate"), ("end", "EndDate"))
    ]
    return _DEALS(
        "DealTerms",
        *(_DEALS("TerritoryCode", one) for one in deal["territories"]),
        _DEALS("ValidityPeriod", *period),
        _DEALS("CommercialModelType", deal["commercial_model"]),
        _DEALS("UseType", deal["use_type"], **named),
        *(_DEALS("Beneficiary", one) for one in deal["for"]),
        *(_DEALS("Condition", one) for one in deal["conditions"]),
    )
