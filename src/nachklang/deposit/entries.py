"""The ledger entries of acceptances and refusals, and the salts that keep persons out of them."""

from uuid import uuid4

from nachklang.ledger import EntryKind
from nachklang.model.items import Item
from nachklang.model.plain import digest
from nachklang.preservation.entries import committed_entry
from nachklang.preservation.profile import Profile
from nachklang.registry import PendingEntry, Refusal
from nachklang.rights import Decision


def acceptance_entry(profile: Profile, item: Item, decision: Decision, depositor: str | None) -> PendingEntry:
    """Make the entry that says: this item was accepted, on this decision."""
    private = {"original_name": item.original_name, "depositor": depositor, "sha512": item.sha512}
    return committed_entry(
        profile.make_id("entry", "accepted", item.id),
        EntryKind.DEPOSIT_ACCEPTED,
        item.accepted_at,
        item.id,
        decision.digest(),
        private,
    )


def refusal_key(name: str, sha512: str | None, code: str, reason: str) -> str:
    """Return what makes two refusals the same one: the file's name and bytes, and why."""
    return digest({"name": name, "sha512": sha512, "code": code, "reason": reason})


def refusal_entry(refusal: Refusal, decision: str, depositor: str | None) -> PendingEntry:
    """Make the entry that says: something was refused, on this decision. It does not say what.

    Its ids are random: any that were made of the file's name would let others try names upon the log.
    """
    private = {"original_name": refusal.original_name, "depositor": depositor, "reason": refusal.reason}
    entry_id, subject = str(uuid4()), str(uuid4())
    return committed_entry(entry_id, EntryKind.DEPOSIT_REFUSED, refusal.at, subject, decision, private)
