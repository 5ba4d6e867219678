"""What the registry keeps beside items and events: deposits, refusals, and the ledger's outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DepositRecord:
    """One run over one folder. `finished_at` is None while it runs, and for ever where it was killed."""

    id: str
    folder: str
    depositor: str | None
    reference: str | None
    started_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not accepted, and why. Equal keys mean: the same refusal, seen again.

    `code` is stable, `reason` is for people; `sha512` is None where the file could not be read.
    """

    key: str
    deposit_id: str
    original_name: str
    code: str
    reason: str
    sha512: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CommitmentSalt:
    """What opens one salted commitment in the ledger. Without it the commitment tells nobody anything."""

    field: str
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that has to get into the ledger: its bytes, and the salts that never do.

    `subject` is the id of the item, or of whatever else the entry is about.
    """

    id: str
    subject: str
    payload: bytes
    salts: tuple[CommitmentSalt, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeRecord:
    """What a store at `url` was found to do: None stands for what could not be found out."""

    store: str
    url: str
    at: datetime
    findings: Mapping[str, bool | None]
