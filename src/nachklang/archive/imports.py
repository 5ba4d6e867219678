"""The ground on which metadata is taken in, and the log's entry that it was."""

from datetime import datetime
from uuid import UUID, uuid5

from nachklang.catalogue import PartInfo
from nachklang.errors import NotPermittedError
from nachklang.ledger import EntryKind
from nachklang.model.acts import Act, Layer
from nachklang.model.licences import Licence
from nachklang.model.mandates import Agreement, Basis, Evidence, Mandate, RightsSignature
from nachklang.model.plain import digest
from nachklang.preservation.entries import committed_entry
from nachklang.registry import PendingEntry
from nachklang.rights import Decision

AGREEMENT_PREFIX = "LicenseRef-"
"""An SPDX id of one's own: metadata that comes under an agreement, by the agreement's name."""

ACTS = (Act.PRESERVE, Act.DESCRIBE)
"""What importing is: the rows are kept, and shown to everybody."""


def ground_of(source: str, licence: str, snapshot: str) -> RightsSignature:
    """Return the mandate that a source's licence is: for facts about music, on every layer alike.

    Raises InvalidValueError where the text names no licence.
    """
    evidence = Evidence("import", source, f"{source} {snapshot}: {licence}".strip())
    if licence.startswith(AGREEMENT_PREFIX):
        agreement = Agreement(licence.removeprefix(AGREEMENT_PREFIX), frozenset(ACTS))
        made = [Mandate(layer, Basis.AGREEMENT, evidence, agreement=agreement) for layer in Layer]
    else:
        parsed = Licence.parse(licence)
        made = [Mandate(layer, Basis.LICENCE, evidence, licence=parsed) for layer in Layer]
    return RightsSignature(mandates=tuple(made))


def require_ground(source: str, licence: str, decisions: list[Decision]) -> str:
    """Return the digest of the decisions; raises NotPermittedError where one of them is no."""
    for decision in decisions:
        if not decision.permitted:
            raise NotPermittedError(
                f"{source}: {licence} is no ground to {decision.act.value} its metadata: "
                f"{'; '.join(decision.reasons())}; name a licence that is, or with "
                f"{AGREEMENT_PREFIX}NAME the agreement that you have"
            )
    return digest([decision.digest() for decision in decisions])


def import_entry(archive: UUID, part: PartInfo, decided: str) -> PendingEntry:
    """Make the entry that says: this state of a source was taken in. Who sent it stays a commitment."""
    private = {
        "source": part.source,
        "licence": part.licence,
        "snapshot": part.snapshot,
        "digest": part.digest,
    }
    entry_id = str(uuid5(archive, f"entry\x1fimported\x1f{part.source}\x1f{part.content}"))
    at: datetime = part.imported_at
    return committed_entry(entry_id, EntryKind.CATALOGUE_IMPORTED, at, part.content, decided, private)
