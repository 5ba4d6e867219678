"""An archive without music, whose log is as long as a test needs it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from nachklang.archive import Archive, create
from nachklang.ledger import Entry, EntryKind, commit
from nachklang.model.acts import ActorClass, Territory

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
SALT = bytes(32)
STRANGE = (
    b'{"v":2,"kind":"moon.landed","subject":"<script>alert(1)</script>","time":7,"commitments":[]}',
    b"no JSON at all",
    b"\xff\xfe\x00",
    b"[" * 5_000,
    b"",
)
"""Entries that no version of these pages wrote; they stand at the end of the log."""


def an_entry(index: int) -> bytes:
    """Return an entry, an hour after the one before it; every tenth is a refusal."""
    kind = EntryKind.DEPOSIT_ACCEPTED if index % 10 else EntryKind.DEPOSIT_REFUSED
    at = BEGINNING + timedelta(hours=index)
    commitments = {"original_name": commit("original_name", f"{index}.wav", SALT)}
    return Entry(f"entry-{index}", kind, at, f"item-{index:05}", "", commitments).encode()


def make_archive_without_entries(folder: Path) -> Path:
    """Make an archive below `folder` in which nothing has happened yet."""
    place = folder / "archive"
    create(
        place,
        name="Klangarchiv Beispielstadt",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    return place


def make_log_archive(folder: Path, count: int) -> Path:
    """Make an archive below `folder` whose log has `count` entries and then the strange ones."""
    place = make_archive_without_entries(folder)
    with Archive.open(place, sign=True) as archive:
        archive.ledger.append([*(an_entry(index) for index in range(count)), *STRANGE])
    return place
