"""Reading an item back from its object: what `records` wrote, and nothing else."""

import json
from typing import Any

from cattrs.errors import BaseValidationError

from nachklang.deposit.records import DESCRIPTIVE, PREMIS, RIGHTS, TECHNICAL
from nachklang.errors import FixityError, InvalidValueError
from nachklang.model.items import Description, Event, EventKind, Item, Technical
from nachklang.model.mandates import RightsSignature
from nachklang.model.plain import from_plain, instant
from nachklang.vault import Vault


def reread_item(vault: Vault, object_id: str) -> tuple[Item, list[Event]]:
    """Return an item and the events of its acceptance as its object tells them.

    Raises FixityError where the object is damaged, or is no item of this software.
    """
    descriptive, technical, rights, premis = (
        json.loads(vault.read(object_id, path)) for path in (DESCRIPTIVE, TECHNICAL, RIGHTS, PREMIS)
    )
    try:
        item = _item(object_id, descriptive, technical, rights)
        return item, [_event(one) for one in premis["event"]]
    except (BaseValidationError, InvalidValueError, KeyError, TypeError, ValueError) as error:
        raise FixityError(f"{object_id}: its metadata are not what this software wrote: {error}") from error


def _item(object_id: str, descriptive: Any, technical: Any, rights: Any) -> Item:
    return Item(
        id=descriptive["item"],
        object_id=object_id,
        deposit_id=descriptive["deposit"],
        original_name=descriptive["original_name"],
        logical_path=descriptive["logical_path"],
        size=technical["size"],
        sha512=technical["sha512"],
        description=from_plain(Description, descriptive["description"]),
        technical=from_plain(Technical, technical["technical"]),
        rights=from_plain(RightsSignature, rights["rights"]),
        accepted_at=instant(descriptive["accepted_at"]),
    )


def _event(premis: Any) -> Event:
    return Event(
        kind=EventKind(premis["eventType"]["value"]),
        at=instant(premis["eventDateTime"]),
        outcome=premis["eventOutcomeInformation"]["eventOutcome"],
        detail=premis["eventDetailInformation"]["eventDetail"],
        agent=premis["linkingAgentIdentifier"]["linkingAgentIdentifierValue"],
    )
