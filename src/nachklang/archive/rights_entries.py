"""The ledger entries of recorded rights and of withdrawals: facts in the open, words as commitments."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from nachklang.ledger import EntryKind
from nachklang.model.acts import Act, Layer, Territory
from nachklang.model.mandates import Mandate, Prohibition
from nachklang.model.plain import canonical_json
from nachklang.model.rights_records import RecordedKind, RightsRecord, RightsStatement
from nachklang.preservation.entries import committed_entry
from nachklang.preservation.profile import Profile
from nachklang.registry import PendingEntry, Withdrawal
from nachklang.rights import Decision

_RECORDED = {
    RecordedKind.MANDATE: EntryKind.MANDATE_RECORDED,
    RecordedKind.PROHIBITION: EntryKind.PROHIBITION_PLACED,
    RecordedKind.CIRCUMSTANCE: EntryKind.CIRCUMSTANCE_RECORDED,
}
_ENDED = {
    RecordedKind.MANDATE: EntryKind.MANDATE_ENDED,
    RecordedKind.PROHIBITION: EntryKind.PROHIBITION_LIFTED,
    RecordedKind.CIRCUMSTANCE: EntryKind.CIRCUMSTANCE_ENDED,
}


def recorded_entry(profile: Profile, record: RightsRecord) -> PendingEntry:
    """Make the entry that says: this was recorded. Whom it is about and in which words stays a commitment."""
    said = record.statement
    facts, private = _said(said)
    private |= {
        "scope": canonical_json(said.scope).decode(),
        "statement": said.statement,
        "evidence": said.proof,
    }
    return committed_entry(
        profile.make_id("entry", "recorded", record.id),
        _RECORDED[said.kind],
        record.recorded_at,
        record.id,
        "",
        private,
        facts=_there(facts),
    )


def ended_entry(profile: Profile, record: RightsRecord, on: date, because: str, at: datetime) -> PendingEntry:
    """Make the entry that says: this record stands to the end of a day, and no longer."""
    return committed_entry(
        profile.make_id("entry", "ended", record.id, on.isoformat()),
        _ENDED[record.statement.kind],
        at,
        record.id,
        "",
        {"reason": because},
        facts={"until": on.isoformat()},
    )


def opened_entry(
    profile: Profile, case: Withdrawal, territory: Territory, decision: Decision
) -> PendingEntry:
    """Make the entry that says: an item lost acts that it had."""
    return committed_entry(
        profile.make_id("entry", "withdrawal-opened", case.id),
        EntryKind.WITHDRAWAL_OPENED,
        case.opened_at,
        case.item_id,
        decision.digest(),
        {"case": case.id, "reason": case.reason},
        facts={
            "acts": acts_text(case.acts),
            "territories": str(territory),
            "since": case.since.isoformat(),
        },
    )


def closed_entry(profile: Profile, case: Withdrawal, ending: str, at: datetime) -> PendingEntry:
    """Make the entry that says: a case ended."""
    return committed_entry(
        profile.make_id("entry", "withdrawal-closed", case.id),
        EntryKind.WITHDRAWAL_CLOSED,
        at,
        case.item_id,
        "",
        {"case": case.id},
        facts={"acts": acts_text(case.acts), "ending": ending},
    )


def acts_text(acts: Iterable[Act]) -> str:
    """Write acts as entries and people read them."""
    return ",".join(sorted(acts))


def _said(said: RightsStatement) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return what a statement says in the open, and what is committed to."""
    if said.prohibition is not None:
        return _prohibition(said.prohibition), {"reason": said.prohibition.reason}
    if said.circumstance is not None:
        return {"kind": said.circumstance.kind, "since": _day(said.circumstance.since)}, {}
    return _mandate(said.mandates[0], {one.layer for one in said.mandates})


def _prohibition(one: Prohibition) -> dict[str, str | None]:
    return {
        "kind": one.kind,
        "acts": _words(one.acts),
        "territories": _words(map(str, one.territories)),
        "since": _day(one.since),
        "until": _day(one.until),
    }


def _mandate(one: Mandate, layers: set[Layer]) -> tuple[dict[str, str | None], dict[str, str | None]]:
    facts: dict[str, str | None] = {"basis": one.basis, "layers": _words(layers)}
    if one.agreement is not None:
        agreed = one.agreement
        facts |= {
            "acts": _words(agreed.acts),
            "territories": _words(map(str, agreed.territories)),
            "since": _day(agreed.valid_from),
            "until": _day(agreed.valid_to),
        }
        return facts, {"reference": agreed.reference, "grantor": agreed.grantor}
    if one.procedure is not None:
        done = one.procedure
        facts |= {
            "territories": str(done.territory),
            "since": _day(done.recorded_on),
            "until": _day(done.ended_on),
        }
        return facts, {"reference": done.reference}
    return facts, {"reference": str(one.licence)}


def _words(words: Iterable[Act | Layer | str]) -> str | None:
    return ",".join(sorted(words)) or None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _there(facts: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value is not None}
