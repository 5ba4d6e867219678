"""The metadata that goes into an object, so that the object explains itself without the registry."""

import json
from collections.abc import Sequence
from typing import Any

from nachklang.deposit.assessment import Assessment
from nachklang.model.items import Event, Item
from nachklang.model.plain import instant_text, to_plain
from nachklang.rights import explain

DESCRIPTIVE = "metadata/descriptive.json"
TECHNICAL = "metadata/technical.json"
RIGHTS = "metadata/rights.json"
PREMIS = "metadata/premis.json"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"


def _encode(value: Any) -> bytes:
    """Write JSON for people to read in a hundred years: indented, keys in a meaningful order."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def metadata_files(
    item: Item, sha256: str, assessment: Assessment, events: Sequence[Event]
) -> dict[str, bytes]:
    """Return the metadata files of an item by logical path."""
    return {
        DESCRIPTIVE: _encode(_descriptive(item)),
        TECHNICAL: _encode(_technical(item, sha256)),
        RIGHTS: _encode(_rights(item, assessment)),
        PREMIS: _encode(_premis(item, sha256, events)),
    }


def _head(item: Item, schema: str) -> dict[str, Any]:
    return {"schema": f"nachklang/{schema}/1", "item": item.id, "object": item.object_id}


def _descriptive(item: Item) -> dict[str, Any]:
    return {
        **_head(item, "descriptive"),
        "deposit": item.deposit_id,
        "original_name": item.original_name,
        "logical_path": item.logical_path,
        "accepted_at": instant_text(item.accepted_at),
        "description": to_plain(item.description),
    }


def _technical(item: Item, sha256: str) -> dict[str, Any]:
    return {
        **_head(item, "technical"),
        "size": item.size,
        "sha512": item.sha512,
        "sha256": sha256,
        "technical": to_plain(item.technical),
    }


def _rights(item: Item, assessment: Assessment) -> dict[str, Any]:
    return {
        **_head(item, "rights"),
        "rights": to_plain(item.rights),
        "decision": to_plain(assessment.decision),
        "decision_sha256": assessment.decision.digest(),
        "explanation": explain(assessment.decision),
        "notes": list(assessment.notes),
    }


def _premis(item: Item, sha256: str, events: Sequence[Event]) -> dict[str, Any]:
    """Return PREMIS 3 entities as JSON, with the semantic units' own names."""
    fixity = [
        {"messageDigestAlgorithm": name, "messageDigest": digest}
        for name, digest in (("SHA-512", item.sha512), ("SHA-256", sha256))
    ]
    identifier = {"objectIdentifierType": "URN", "objectIdentifierValue": item.object_id}
    characteristics = {
        "fixity": fixity,
        "size": item.size,
        "format": {"formatDesignation": {"formatName": item.technical.media_type}},
    }
    return {
        "schema": "nachklang/premis/1",
        "object": {
            "objectCategory": "file",
            "objectIdentifier": [identifier],
            "objectCharacteristics": [characteristics],
            "originalName": item.original_name,
        },
        "event": [_premis_event(item, number, event) for number, event in enumerate(events, start=1)],
        "agent": [
            {"agentName": name, "agentType": "software"}
            for name in dict.fromkeys(event.agent for event in events)
        ],
    }


def _premis_event(item: Item, number: int, event: Event) -> dict[str, Any]:
    return {
        "eventIdentifier": {"eventIdentifierType": "local", "eventIdentifierValue": f"{item.id}#{number}"},
        "eventType": {"authority": _EVENT_TYPES, "value": str(event.kind)},
        "eventDateTime": instant_text(event.at),
        "eventDetailInformation": {"eventDetail": event.detail},
        "eventOutcomeInformation": {"eventOutcome": event.outcome},
        "linkingAgentIdentifier": {
            "linkingAgentIdentifierType": "name",
            "linkingAgentIdentifierValue": event.agent,
        },
    }
