"""The eight acts in the words of ODRL and Creative Commons, and our own words where those have none."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.rights.exports.clauses import Condition
from nachklang.rights.wording import ACTORS, ACTS, capital

PROFILE: Final = "urn:uuid:5f1f4a0e-52c3-4b0c-9a55-1c1d4f1c9b7e"
"""The archive profile of ODRL. It is named by a UUID, for a name that has to last needs no domain."""

ACTIONS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.PRESERVE: "archive",
        Act.DESCRIBE: "nachklang:describe",
        Act.CONSULT: "nachklang:consult",
        Act.STREAM: "stream",
        Act.DOWNLOAD: "nachklang:download",
        Act.REDISTRIBUTE: "cc:Distribution",
        Act.MINE: "tdm:mine",
        Act.TRAIN: "nachklang:train",
    }
)
"""Each act has one action. A wider action of ODRL is taken for none: it would say more than was decided."""

INCLUDED_IN: Final[Mapping[Act, str]] = MappingProxyType(
    {Act.DESCRIBE: "use", Act.CONSULT: "play", Act.DOWNLOAD: "reproduce", Act.TRAIN: "use"}
)
"""The acts that the profile has an action for, and the wider action of ODRL that holds it."""

DEFINITIONS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.DESCRIBE: "Show facts about the asset: names, titles, dates, identifiers.",
        Act.CONSULT: "Let a person listen on the premises, on the archive's own terminals.",
        Act.DOWNLOAD: "Give a copy of the file to one person.",
        Act.TRAIN: "Use as training material of a generative model. No part of tdm:mine.",
    }
)

DUTIES: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        Condition.ATTRIBUTION: "cc:Attribution",
        Condition.NOTICE: "cc:Notice",
        Condition.SHARE_ALIKE: "cc:ShareAlike",
    }
)

COMMERCIAL: Final = "nachklang:commercial"
"""The purpose that a non-commercial licence bars."""

_NAMES: Final = {"@type": "@id"}
_WORDS: Final = {"@type": "@vocab"}

CONTEXT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "@vocab": "http://www.w3.org/ns/odrl/2/",
        "odrl": "http://www.w3.org/ns/odrl/2/",
        "cc": "http://creativecommons.org/ns#",
        "dcterms": "http://purl.org/dc/terms/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "tdm": "http://www.w3.org/ns/tdmrep#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "nachklang": f"{PROFILE}#",
        "uid": {"@id": "odrl:uid", **_NAMES},
        "profile": {"@id": "odrl:profile", **_NAMES},
        "target": {"@id": "odrl:target", **_NAMES},
        "assigner": {"@id": "odrl:assigner", **_NAMES},
        "assignee": {"@id": "odrl:assignee", **_NAMES},
        "conflict": {"@id": "odrl:conflict", **_WORDS},
        "action": {"@id": "odrl:action", **_WORDS},
        "leftOperand": {"@id": "odrl:leftOperand", **_WORDS},
        "operator": {"@id": "odrl:operator", **_WORDS},
        "includedIn": {"@id": "odrl:includedIn", **_WORDS},
    }
)
"""Every document brings its words along, under the names that ODRL's own context gives them: who reads
it in fifty years needs no address that answers still."""


def place(territory: Territory) -> dict[str, str]:
    """Name a territory by the page of its code in ISO 3166-1."""
    return {"@id": f"https://www.iso.org/obp/ui/#iso:code:3166:{territory}"}


def party(actor: ActorClass) -> str:
    """Name a class of actors."""
    return f"nachklang:{actor}"


def action_entries() -> list[dict[str, Any]]:
    """Define the actions of the profile."""
    return [
        {
            "@id": ACTIONS[act],
            "@type": "Action",
            "includedIn": wider,
            "skos:prefLabel": capital(ACTS[act]),
            "skos:definition": DEFINITIONS[act],
        }
        for act, wider in INCLUDED_IN.items()
    ]


def party_entries() -> list[dict[str, Any]]:
    """Define the classes of actors."""
    return [
        {"@id": party(actor), "@type": "PartyCollection", "skos:prefLabel": capital(ACTORS[actor])}
        for actor in ActorClass
    ]
