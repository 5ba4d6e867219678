"""Recording rights for many items at once, and ending what was recorded."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from nachklang.archive.archive import Archive
from nachklang.archive.reviewing import Reviewed, changing_rights, log_rights, review
from nachklang.archive.rights_entries import ended_entry, recorded_entry
from nachklang.deposit.record_reader import Known, Stated, read_records
from nachklang.errors import InvalidValueError, NotFoundError, RightsRecordError
from nachklang.model.acts import Act
from nachklang.model.plain import digest
from nachklang.model.rights_records import RightsRecord
from nachklang.preservation.services import Services
from nachklang.registry import Proof
from nachklang.rights.scopes import Coverage, Subject

_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a file of records: what is new, what stood already, and what items lost by it.

    `covered` counts the items that each new record covers now, by the record's id.
    """

    new: tuple[RightsRecord, ...]
    known: tuple[RightsRecord, ...]
    covered: dict[str, int]
    review: Reviewed


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that ended; `changed` is False where that was written down before."""

    record: RightsRecord
    changed: bool
    review: Reviewed


def record_rights(archive: Archive, file: Path) -> Recorded:
    """Record what a file states, all of it or nothing; what stands already is not recorded again.

    Needs `sign`. Raises RightsRecordError with line and key, and LockedError where rights are being changed.
    """
    with changing_rights(archive):
        stated = read_records(_text(file), file.name, _known(archive, file.parent))
        review(archive)  # what is lost by this was there before
        services = archive.preservation()
        new, known = _sorted_out(stated, services)
        proofs = [one.proof for one in stated if one.proof is not None]
        entries = [(record, recorded_entry(services.profile, record)) for record in new]
        services.registry.rights.record(entries, proofs)
        reviewed = _settled(archive, new)
    return Recorded(new, known, _covered(archive, new), reviewed)


def end_right(archive: Archive, record_id: str, because: str, *, on: date | None = None) -> Ended:
    """Let a record stand to the end of a day, of yesterday where nothing is said; it stays on record.

    Needs `sign`. Raises NotFoundError for an unknown id, InvalidValueError where it ended earlier already,
    and LockedError.
    """
    with changing_rights(archive):
        services = archive.preservation()
        record = services.registry.rights.of(record_id)
        if record is None:
            raise NotFoundError(f"no record of rights {record_id[:100]!a}; `rights list` shows them")
        at = services.clock()
        last = on or at.date() - timedelta(days=1)
        if on is not None and record.ended_on is not None and record.ended_on < last:
            raise InvalidValueError(
                f"the record {record.id} ended on {record.ended_on} already; what should stand again is "
                "recorded again"
            )
        review(archive)
        entry = ended_entry(services.profile, record, last, because, at)
        changed = services.registry.rights.end(record.id, last, because, at, entry)
        reviewed = _settled(archive, (record,))
    return Ended(services.registry.rights.of(record.id) or record, changed, reviewed)


def _settled(archive: Archive, changed: tuple[RightsRecord, ...]) -> Reviewed:
    """See what items lost or got back, log it all, and let the catalogue follow what may be described."""
    reviewed = review(archive)
    log_rights(archive)
    if any(Act.DESCRIBE in _acts(record) for record in changed):
        archive.rebuild_when_free()
    return reviewed


def _acts(record: RightsRecord) -> frozenset[Act]:
    """Return the acts that a record is about; every act where it does not name them itself."""
    said = record.statement
    if said.prohibition is not None:
        return said.prohibition.acts
    agreed = said.mandates[0].agreement if said.mandates else None
    return frozenset(Act) if agreed is None else agreed.acts


def _sorted_out(
    stated: list[Stated], services: Services
) -> tuple[tuple[RightsRecord, ...], tuple[RightsRecord, ...]]:
    """Tell what is new from what stands already. Equal statements that ended stand no more: these are new."""
    new: dict[str, RightsRecord] = {}
    known: dict[str, RightsRecord] = {}
    at = services.clock()
    for one in stated:
        said = digest(one.statement)
        before = services.registry.rights.saying(one.statement)
        if before and before[-1].ended_on is None:
            known[said] = before[-1]
        else:
            record_id = services.profile.make_id("right", said, str(len(before)))
            new[said] = RightsRecord(record_id, one.statement, at, one.resolved)
    return tuple(new.values()), tuple(known.values())


def _covered(archive: Archive, new: tuple[RightsRecord, ...]) -> dict[str, int]:
    counts = {record.id: 0 for record in new}
    coverage = Coverage(new)
    for item in archive.registry.items() if new else ():
        for record in coverage.covering(Subject.of(item.id, item.description)):
            counts[record.id] += 1
    return counts


def _known(archive: Archive, folder: Path) -> Known:
    """Look names up: items in the registry, recordings in the catalogue, proofs beside the file."""

    def item(text: str) -> str:
        try:
            return archive.registry.item(text.removeprefix("urn:uuid:")).id
        except NotFoundError as error:
            raise InvalidValueError(f"{error}; expected the whole id of an item that is held") from error

    def recording(text: str) -> frozenset[str]:
        snapshot = archive.catalogue.latest()
        if snapshot is None:
            raise InvalidValueError(
                f"no catalogue knows the recording {text[:60]!a}; build one, or name items"
            )
        try:
            return frozenset(snapshot.recording(text).item_ids)
        except NotFoundError as error:
            raise InvalidValueError(str(error)) from error

    def proof(name: str) -> Proof:
        try:
            data = _content(folder / name)
        except OSError as error:
            raise InvalidValueError(f"{name!a} beside the file cannot be read: {error.strerror}") from error
        return Proof(hashlib.sha512(data).hexdigest(), Path(name).name, data)

    return Known(item, recording, proof)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InvalidValueError(f"{file.name!a} is larger than {_LARGEST} bytes; expected a short document")
    return data


def _text(file: Path) -> str:
    try:
        return _content(file).decode("utf-8-sig")
    except OSError as error:
        raise RightsRecordError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RightsRecordError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except InvalidValueError as error:
        raise RightsRecordError(str(error)) from error
