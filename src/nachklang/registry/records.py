"""What the registry keeps beside items and events: deposits, refusals, the ledger's outbox, copies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from nachklang.model.acts import Act
from nachklang.model.items import Event


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


class CopyState(StrEnum):
    """What a copy was when it was last read. A copy that lost all of its files is damaged, too."""

    SOUND = "sound"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ObjectRecord:
    """An object that was read whole once: its newest version, the SHA-512 of its inventory, its seal.

    `bytes` counts all of its files, inventories too. `held_by` names the stores that hold a sound copy,
    sorted; `held_since` is when that changed last. Both follow from the copies and are kept here.
    """

    object_id: str
    head: str
    digest: str
    seal: str
    files: int
    bytes: int
    held_by: tuple[str, ...] = ()
    held_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CopyRecord:
    """One object in one store: the version that it holds there, and what its last check said.

    `deep_at` is when it was last compared by SHA-512, `detail` says what is wrong with it.
    """

    object_id: str
    store: str
    head: str
    state: CopyState
    checked_at: datetime
    written_at: datetime
    deep_at: datetime | None = None
    detail: str = ""


class TaskKind(StrEnum):
    """What waits for a store. A removal comes before anything else."""

    REMOVE = "remove"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done in a store. `failure` is what the last of its `tries` said."""

    store: str
    kind: TaskKind
    subject: str
    since: datetime
    tries: int = 0
    next_at: datetime | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A store that could not be used, since when, and when it is asked again."""

    store: str
    since: datetime
    tries: int
    next_at: datetime
    failure: str


@dataclass(frozen=True, slots=True)
class Damage:
    """Damage of a copy, from when it was found until it was repaired, and how."""

    object_id: str
    store: str
    found_at: datetime
    detail: str
    repaired_at: datetime | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True)
class HeldTogether:
    """How many objects the same stores hold soundly, their bytes, and the oldest change among them."""

    stores: tuple[str, ...]
    objects: int
    bytes: int
    since: datetime


@dataclass(frozen=True, slots=True)
class AuditDay:
    """What was read in a store on one day (of UTC, as YYYY-MM-DD)."""

    day: str
    store: str
    copies: int
    bytes: int
    damaged: int


class RecordKind(StrEnum):
    """What the stores have to know, so that the registry can be made anew: beside objects and ledger."""

    DEPOSIT = "deposit"
    REFUSAL = "refusal"
    SALTS = "salts"
    ERASED = "erased"
    HOLD = "hold"
    RIGHT = "right"
    PROOF = "proof"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Record:
    """Something that changed, in the order in which it did; `body` is None where it is there no more."""

    position: int
    kind: RecordKind
    subject: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: while it is not lifted, the object stays."""

    id: str
    object_id: str
    reason: str
    placed_at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal that was decided, with the stores that confirmed it. `size` is that of the original.

    `events` are those of the item until then: the registry has neither it nor them any more.
    """

    object_id: str
    item_id: str
    sha512: str
    size: int
    notice: str
    decided_at: datetime
    events: tuple[Event, ...] = ()
    confirmed: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that proves a recorded statement. `sha512` is of its bytes, in hex."""

    sha512: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of the reviewed acts an item had on the day on which it was reviewed last."""

    item_id: str
    acts: frozenset[Act]
    on: date


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A case: acts that an item had, and lost on the day `since`; it is open until `closed_at`.

    `ending` is `returned` where every act is permitted again, `removed` where the item had to go.
    """

    id: str
    item_id: str
    acts: frozenset[Act]
    since: date
    reason: str
    opened_at: datetime
    closed_at: datetime | None = None
    ending: str | None = None
