"""The archive's entries and the commitments that stand in them for everything personal."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from nachklang.errors import LedgerError
from nachklang.ledger.tiles import require_entry_length
from nachklang.model.plain import canonical_json, from_plain, to_plain

VERSION = 1
SALT_LENGTH = 32
_DOMAIN = b"nachklang.ledger.commitment.v1\x00"
_IDENTIFIER = re.compile(r"[A-Za-z0-9._:/#=~\-]{1,200}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class EntryKind(StrEnum):
    """What an entry reports."""

    DEPOSIT_ACCEPTED = "deposit.accepted"
    DEPOSIT_REFUSED = "deposit.refused"
    CATALOGUE_IMPORTED = "catalogue.imported"
    OBJECT_REPAIRED = "object.repaired"
    HOLD_PLACED = "hold.placed"
    HOLD_LIFTED = "hold.lifted"
    OBJECT_REMOVED = "object.removed"
    REMOVAL_CONFIRMED = "removal.confirmed"
    KEY_ROTATED = "key.rotated"


def commit(field: str, value: str, salt: bytes) -> str:
    """Commit to the value of a field: 64 hex digits that say nothing without `salt`.

    HMAC-SHA256 keyed with the salt over a domain mark, the length of the field's name in bytes
    (uint32, big-endian), the name and the value, both UTF-8. A salt is 32 random bytes, used once
    and kept in the registry; erasing it erases what the log says about a person. Raises LedgerError
    for a salt of another length, or for text that UTF-8 cannot write.
    """
    if len(salt) != SALT_LENGTH:
        raise LedgerError(f"salt of {field!a}: {len(salt)} bytes; expected {SALT_LENGTH} random bytes")
    try:
        name, content = field.encode(), value.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(f"commitment to {field!a}: not UTF-8 text: {error.reason}") from error
    message = _DOMAIN + len(name).to_bytes(4) + name + content
    return hmac.digest(salt, message, hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class Entry:
    """One act that matters: ids, a time, the digest of a decision, and commitments; nothing personal.

    `id` and `subject` are the archive's own identifiers (letters, digits and `._:/#=~-`, up to 200).
    `decision` is a SHA-256 in hex, or empty where nothing was decided. Each value of `commitments`
    comes from `commit`. Anything else raises LedgerError, so that no plain text slips into the log.
    """

    id: str
    kind: EntryKind
    time: datetime
    subject: str
    decision: str
    commitments: Mapping[str, str]

    def __post_init__(self) -> None:
        for field, text in (("id", self.id), ("subject", self.subject)):
            _require(
                _IDENTIFIER.fullmatch(text),
                field,
                text,
                "an identifier of 1 to 200 of A-Z a-z 0-9 . _ : / # = ~ -",
            )
        _require(self.time.tzinfo, "time", str(self.time), "an instant with its zone")
        hashed = not self.decision or _DIGEST.fullmatch(self.decision)
        _require(hashed, "decision", self.decision, "a SHA-256 in lower-case hex, or nothing")
        for name, value in self.commitments.items():
            _require(_IDENTIFIER.fullmatch(name), "commitments", name, "a field's name")
            _require(_DIGEST.fullmatch(value), f"commitments.{name}", value, "64 hex digits from commit()")

    def encode(self) -> bytes:
        """Write the canonical JSON that goes into the log; LedgerError above 65,535 bytes."""
        data = canonical_json({"v": VERSION, **to_plain(self)})
        require_entry_length(data, f"entry {self.id}")
        return data

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read what `encode` wrote, and nothing else; raises LedgerError."""
        try:
            entry = from_plain(cls, _fields(json.loads(data)))
            canonical = entry.encode() == data
        except LedgerError:
            raise
        # Besides ValueError: wrong types come from cattrs as a group, deep nesting from the parser.
        except (ValueError, TypeError, RecursionError, ExceptionGroup) as error:
            raise LedgerError(f"not an entry: {data[:60]!r}: {error}") from error
        if not canonical:
            raise LedgerError(
                f"not an entry: {data[:60]!r}; expected canonical JSON (sorted keys, no spaces)"
            )
        return entry


def _fields(plain: Any) -> dict[str, Any]:
    """Take the version off; what remains are the fields of an entry."""
    if not isinstance(plain, dict) or plain.pop("v", None) != VERSION:
        raise LedgerError(f'not an entry of version {VERSION}: expected a JSON object with "v":{VERSION}')
    return plain


def _require(condition: object, field: str, found: str, expected: str) -> None:
    """Complain about a field without repeating more of it than is needed to find it."""
    if not condition:
        raise LedgerError(f"entry, field {field}: {found[:40]!a}; expected {expected}")
