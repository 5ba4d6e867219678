"""Values to rows and back.

What no database takes in a text column is refused here, so that both refuse the same: NUL characters
(PostgreSQL has no way to hold them), lone surrogates, ids longer than `KEY_LENGTH`, and times without
a zone. Description, technical facts and rights are JSON, which writes NUL as an escape: there it is fine.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from cattrs.errors import BaseValidationError
from sqlalchemy import Row, Table

from nachklang.errors import InvalidValueError, RegistryError
from nachklang.model.items import Description, Event, EventKind, Item, Technical
from nachklang.model.mandates import RightsSignature
from nachklang.model.plain import canonical_json, from_plain
from nachklang.registry.records import DepositRecord, PendingEntry, Refusal

_T = TypeVar("_T")
_AnyRow = Row[*tuple[Any, ...]]


def storable(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as they are, or raise RegistryError naming the column that cannot hold its own."""
    for name, value in values.items():
        fault = _fault(value, getattr(table.c[name].type, "length", None))
        if fault is not None:
            raise RegistryError(f"{table.name}.{name} cannot hold {fault}")
    return dict(values)


def _fault(value: object, length: int | None) -> str | None:
    if isinstance(value, datetime):
        if value.tzinfo is None or value.year < 1000:
            return f"the time {value}: expected one with a zone, in the years 1000 to 9999"
    elif isinstance(value, str):
        if "\0" in value:
            return "a NUL character: leave it out, or write it as an escape"
        if any("\ud800" <= character <= "\udfff" for character in value):
            return "bytes that are not UTF-8: write them as escapes"
        if length is not None and len(value) > length:
            return f"{len(value)} characters: expected at most {length}"
    return None


def document(value: Any) -> str:
    """Encode a value of the model as JSON text; raises RegistryError for lone surrogates."""
    try:
        return canonical_json(value).decode()
    except UnicodeEncodeError as error:
        raise RegistryError(
            "a description, technical facts or rights hold bytes that are not UTF-8: write them as escapes"
        ) from error


def read_document(kind: type[_T], text: str, place: str) -> _T:
    """Decode what `document` made; raises RegistryError naming `place` where it was changed by hand."""
    try:
        return from_plain(kind, json.loads(text))
    except (BaseValidationError, InvalidValueError, json.JSONDecodeError) as error:
        raise RegistryError(
            f"{place} of the registry is not what this version of Nachklang wrote; put the registry back "
            "from a copy"
        ) from error


def item_row(item: Item) -> dict[str, Any]:
    """Return the columns of `items`."""
    return {
        "id": item.id,
        "object_id": item.object_id,
        "deposit_id": item.deposit_id,
        "original_name": item.original_name,
        "logical_path": item.logical_path,
        "size": item.size,
        "sha512": item.sha512,
        "description": document(item.description),
        "technical": document(item.technical),
        "rights": document(item.rights),
        "accepted_at": item.accepted_at,
    }


def read_item(row: _AnyRow) -> Item:
    """Read a row of `items`."""
    place = f"item {row.id}"
    return Item(
        id=row.id,
        object_id=row.object_id,
        deposit_id=row.deposit_id,
        original_name=row.original_name,
        logical_path=row.logical_path,
        size=row.size,
        sha512=row.sha512,
        description=read_document(Description, row.description, f"{place}, description"),
        technical=read_document(Technical, row.technical, f"{place}, technical"),
        rights=read_document(RightsSignature, row.rights, f"{place}, rights"),
        accepted_at=row.accepted_at,
    )


def event_row(item_id: str, event: Event) -> dict[str, Any]:
    """Return the columns of `events`."""
    return {
        "item_id": item_id,
        "kind": str(event.kind),
        "at": event.at,
        "outcome": event.outcome,
        "detail": event.detail,
        "agent": event.agent,
    }


def read_event(row: _AnyRow) -> Event:
    """Read a row of `events`."""
    return Event(EventKind(row.kind), row.at, row.outcome, row.detail, row.agent)


def deposit_row(deposit: DepositRecord) -> dict[str, Any]:
    """Return the columns of `deposits`."""
    return {
        "id": deposit.id,
        "folder": deposit.folder,
        "depositor": deposit.depositor,
        "reference": deposit.reference,
        "started_at": deposit.started_at,
        "finished_at": deposit.finished_at,
    }


def read_deposit(row: _AnyRow) -> DepositRecord:
    """Read a row of `deposits`."""
    return DepositRecord(row.id, row.folder, row.depositor, row.reference, row.started_at, row.finished_at)


def refusal_row(refusal: Refusal) -> dict[str, Any]:
    """Return the columns of `refusals`. A key may be long (a path): its digest is what is unique."""
    return {
        "key_sha256": hashlib.sha256(refusal.key.encode(errors="surrogatepass")).hexdigest(),
        "key": refusal.key,
        "deposit_id": refusal.deposit_id,
        "original_name": refusal.original_name,
        "code": refusal.code,
        "reason": refusal.reason,
        "sha512": refusal.sha512,
        "at": refusal.at,
    }


def read_refusal(row: _AnyRow) -> Refusal:
    """Read a row of `refusals`."""
    return Refusal(row.key, row.deposit_id, row.original_name, row.code, row.reason, row.sha512, row.at)


def entry_row(entry: PendingEntry) -> dict[str, Any]:
    """Return the columns of `entries`."""
    return {"id": entry.id, "subject": entry.subject, "payload": entry.payload}


def salt_rows(entry: PendingEntry) -> list[dict[str, Any]]:
    """Return the rows of `commitment_salts`, numbered in their order."""
    return [
        {"entry_id": entry.id, "field": salt.field, "salt": salt.salt, "value": salt.value, "place": place}
        for place, salt in enumerate(entry.salts)
    ]
