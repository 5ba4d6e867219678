"""Taking one file into the archive, in an order that survives being killed at any moment.

1. The registry notes the plan: the item, its events and its ledger entry.
2. The vault writes the object, whole or not at all.
3. The object is read again, byte by byte.
4. It is copied into every store that can be used now; each copy is read again, byte by byte.
5. Where that are as many copies as the policy asks for, the registry turns the plan into an item, and its
   entry joins the ledger's outbox, in one transaction. Else the plan waits for the stores that are away.

A plan that is found later was cut off, or waits: `recover` goes on with it where its object exists and
proves whole, and drops it where there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from nachklang.deposit.assessment import Assessment
from nachklang.deposit.entries import acceptance_entry
from nachklang.deposit.records import metadata_files
from nachklang.deposit.services import Services
from nachklang.errors import FixityError
from nachklang.model.items import Event, EventKind, Item, Technical
from nachklang.preservation.acceptance import accept, held_by
from nachklang.preservation.outbox import flush
from nachklang.preservation.profile import CONTACT, Profile
from nachklang.preservation.replication import copy_now, receive
from nachklang.registry import DepositRecord
from nachklang.vault import NewFile, StagedFile


@dataclass(frozen=True, slots=True)
class Submission:
    """A file of a deposit that was copied, decoded, described and permitted."""

    name: str
    staged: StagedFile
    technical: Technical
    assessment: Assessment
    deposit: DepositRecord
    proofs: Mapping[str, bytes]
    """The files that prove its agreements, by their names in the deposit."""


def keep(submission: Submission, services: Services) -> tuple[Item, str | None]:
    """Keep one file that may be kept; returns the item, and what it waits for or None.

    Raises StorageError and FixityError.

    Where the vault has its object already, the registry has lost the item, as one that was put back from
    an older copy has: then the object stays as it is, and the item is recorded anew.
    """
    at = services.clock()
    staged, assessment = submission.staged, submission.assessment
    item = _item(submission, services, at)
    known = services.vault.has(item.object_id)
    if known:
        item = replace(item, logical_path=_place(item, services))
    events = _events(item, assessment, services.profile.agent)
    entry = acceptance_entry(services.profile, item, assessment.decision, submission.deposit.depositor)
    services.registry.plan_acceptance(item, events, entry)
    if not known:
        metadata = metadata_files(item, staged.sha256, assessment, events)
        metadata |= {f"metadata/evidence/{name}": data for name, data in submission.proofs.items()}
        services.vault.create_object(
            item.object_id,
            [NewFile(item.logical_path, staged), *(NewFile(path, data) for path, data in metadata.items())],
            message=f"Accepted into {services.profile.archive_name}",
            user=services.profile.agent,
            address=CONTACT,
            created=at,
        )
    return item, _settle(item, services)


def _place(item: Item, services: Services) -> str:
    """Return the logical path of the item's bytes in an object that is there already."""
    inventory = services.vault.inventory(item.object_id)
    for path in inventory.logical_paths():
        if inventory.digest(path) == item.sha512:
            return path
    raise FixityError(
        f"{item.object_id}: the vault has this object, but without the bytes of {item.original_name!a}; "
        "run `nachklang vault verify`"
    )


def recover(services: Services) -> None:
    """Finish or drop the plans of runs that were cut off, and log what waits. Needs the deposit lock."""
    services.vault.clear_staging()
    for item in services.registry.plans():
        if services.vault.has(item.object_id):
            _settle(item, services)
        else:
            services.registry.drop_plan(item.id)
    flush(services.registry, services.ledger)


def _settle(item: Item, services: Services) -> str | None:
    """Read the object again and copy it; only what was read back whole, often enough, counts as accepted.

    Returns what it lacks, or None where it is accepted now. What only waits for other stores was read before.
    """
    preservation = services.preservation
    if preservation.own not in held_by(item.object_id, preservation):
        receive(item.object_id, preservation)
    copy_now(item.object_id, preservation, services.stores)
    return accept(item, preservation)


def item_id_of(staged: StagedFile, profile: Profile) -> str:
    """Return the id of the item that these bytes are, here."""
    return profile.make_id("item", staged.sha512)


def _item(submission: Submission, services: Services, at: datetime) -> Item:
    staged, assessment = submission.staged, submission.assessment
    item_id = item_id_of(staged, services.profile)
    return Item(
        id=item_id,
        object_id=f"urn:uuid:{item_id}",
        deposit_id=submission.deposit.id,
        original_name=submission.name,
        logical_path=f"original/{PurePosixPath(submission.name).name}",
        size=staged.size,
        sha512=staged.sha512,
        description=assessment.description,
        technical=submission.technical,
        rights=assessment.rights,
        accepted_at=at,
    )


def _events(item: Item, assessment: Assessment, agent: str) -> list[Event]:
    """Return the PREMIS events of an acceptance, in the order in which things happened."""
    technical = item.technical
    decoded = f"{technical.samples} samples per channel decoded by {technical.decoder}"
    details = {
        EventKind.DIGEST_CALCULATION: "SHA-512 and SHA-256 computed while the file was copied",
        EventKind.FORMAT_IDENTIFICATION: f"{technical.media_type} ({technical.container}, {technical.codec})",
        EventKind.VALIDATION: decoded,
        EventKind.RIGHTS_DECISION: f"preserve permitted, decision {assessment.decision.digest()}",
        EventKind.INGESTION: f"accepted as {item.object_id}",
    }
    return [Event(kind, item.accepted_at, "success", detail, agent) for kind, detail in details.items()]
