"""The law files that come with the software, and the log's entry that they are others than before."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files

from nachklang.ledger import EntryKind
from nachklang.preservation.entries import committed_entry
from nachklang.preservation.profile import Profile
from nachklang.registry import PendingEntry, Registry
from nachklang.rights import Law


def law_texts() -> dict[str, str]:
    """Return the text of each law file by its name."""
    folder = files("nachklang.rights") / "law"
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }


def read_law() -> Law:
    """Read the law files that come with the software."""
    return Law.parse(law_texts())


def note_law(law: Law, registry: Registry, profile: Profile, at: datetime) -> bool:
    """Note for the log on which law files decisions rest from now on; False where they are as before."""
    if registry.law_versions.newest() == law.digest:
        return False
    return registry.law_versions.note(law.digest, at, _entry(law, law_texts(), profile, at))


def _entry(law: Law, texts: Mapping[str, str], profile: Profile, at: datetime) -> PendingEntry:
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())}
    return committed_entry(
        profile.make_id("entry", "law", law.digest, at.isoformat()),
        EntryKind.LAW_CHANGED,
        at,
        law.digest,
        "",
        {},
        facts={"files": str(len(digests)), **digests},
    )
