"""Preservation with the settings, the stores and the clock of an archive."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import nachklang
from nachklang.archive.evidence import former_log_keys
from nachklang.archive.stores import locks_of, open_copies
from nachklang.config import Settings
from nachklang.preservation.policy import Policy
from nachklang.preservation.profile import Profile
from nachklang.preservation.services import Services
from nachklang.vault.stores import held

if TYPE_CHECKING:
    from nachklang.archive.archive import Archive

AGENT = f"Nachklang {nachklang.__version__}"


def services_of(archive: "Archive") -> Services:
    """Put together what looks after copies; no store is opened yet."""
    settings = archive.settings
    return Services(
        registry=archive.registry,
        vault=archive.vault,
        ledger=archive.ledger,
        former_keys=former_log_keys(settings),
        profile=profile_of(settings),
        policy=policy_of(settings),
        openers={one.name: partial(open_copies, archive, one.name) for one in settings.copies},
        records=settings.folder / "records",
        quarantine=settings.folder / "quarantine",
        recovery=settings.folder / "recovery",
        recovery_percent=settings.policy.recovery,
        alone=partial(_alone, settings.folder),
        clock=_now,
    )


def _alone(folder: Path) -> AbstractContextManager[None]:
    """Keep other processes from working on copies; only now is a lock's folder made where it is missing."""
    return held(locks_of(folder) / "preservation.lock", "copies of objects")


def profile_of(settings: Settings) -> Profile:
    """Return who keeps the archive."""
    return Profile(
        archive_id=settings.id,
        archive_name=settings.name,
        institution_classes=settings.institution_classes,
        jurisdiction=settings.jurisdiction,
        agent=AGENT,
    )


def policy_of(settings: Settings) -> Policy:
    """Return how many copies an object needs; the vault's own place comes first."""
    own = settings.stores[0]
    places = {own.name: own.threats} | {one.name: one.threats for one in settings.copies}
    wanted = settings.policy
    return Policy(places, wanted.least, wanted.apart, wanted.threats)


def _now() -> datetime:
    return datetime.now(UTC)
