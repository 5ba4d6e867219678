"""Putting files of an object right, never in place: what is wrong goes into quarantine, the right one comes.

The right bytes lie whole and durable in staging before anything is touched, and take the place of the wrong
ones by one rename. A kill in between leaves the wrong file or the right one; quarantine has what was wrong.
"""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError, SourceError, StorageError
from nachklang.vault._disk import (
    create_file,
    make_folders,
    remove_tree,
    storing,
    sync_folder,
    sync_tree,
    write_all,
    write_file,
)
from nachklang.vault._reading import measure, opened
from nachklang.vault.inventory import Inventory
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, object_path
from nachklang.vault.locking import locked_object
from nachklang.vault.staging import MENDED, Staging
from nachklang.vault.stores.errors import StoreAwayError, StoreRefusedError
from nachklang.vault.writer import put_in_place

_ELSEWHERE = (FixityError, NotFoundError, SourceError, StorageError, StoreAwayError, StoreRefusedError)
"""What one source may say, and the next one be asked."""

Fetch = Callable[[str], Iterable[bytes]]
"""Gives the bytes of a content path from one source; raises an ArchiveError where that has none."""


@dataclass(frozen=True, slots=True)
class Mender:
    """Puts files of objects below `root` right. `quarantine` gets what was wrong."""

    root: Path
    staging: Staging
    quarantine: Path

    def mend(self, inventory: Inventory, wrong: Iterable[str], sources: Sequence[Fetch]) -> None:
        """Put right the files at these paths of an object's folder, which the inventory is of.

        A path that the inventory does not know goes into quarantine, and nothing comes. All is put right
        that can be; raises FixityError where for some files no source gives the recorded bytes: those stay
        as they are.
        """
        place = object_path(inventory.object_id)
        documents = {**inventory.documents(), OBJECT_DECLARATION: OBJECT_DECLARATION_TEXT}
        failed: list[str] = []
        with locked_object(self.staging.folder, place):
            for path in sorted(wrong):
                try:
                    right = self._right(path, inventory, documents, sources)
                except FixityError as error:
                    failed.append(str(error))
                    continue
                self._put(self.root / place / path, right, self._kept(inventory.object_id, path))
        if failed:
            raise FixityError("; ".join(failed))

    def make(self, inventory: Inventory, sources: Sequence[Fetch]) -> None:
        """Make an object that is not there at all, whole or not; raises FixityError where a file is nowhere.

        What lies in its place, or in that of a folder above it, and is no folder goes into quarantine.
        """
        place, bench = object_path(inventory.object_id), self.staging.new_path(MENDED)
        try:
            with storing(bench):
                (bench / place).mkdir(parents=True)
            for path in inventory.content():
                self._move(self._fetched(path, inventory, sources), bench / place / path)
            for path, data in inventory.documents().items():
                with storing(bench):
                    (bench / place / path).parent.mkdir(parents=True, exist_ok=True)
                    write_file(bench / place / path, data)
            with storing(self.root / place):
                self._clear_way(place, inventory.object_id)
                write_file(bench / place / OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT)
                sync_tree(bench)
                put_in_place(bench, self.root, place, inventory.object_id)
        finally:
            with storing(bench):
                remove_tree(bench)

    def _clear_way(self, place: str, object_id: str) -> None:
        for inner in [*[*Path(place).parents][-2::-1], Path(place)]:
            found = self.root / inner
            if os.path.lexists(found) and (found.is_symlink() or not found.is_dir()):
                self._exchange(found, None, self._kept(object_id, found.name))

    def _put(self, target: Path, right: Path | None, kept: Path) -> None:
        try:
            with storing(target):
                self._exchange(target, right, kept)
        finally:
            if right is not None:
                right.unlink(missing_ok=True)

    def _right(
        self, path: str, inventory: Inventory, documents: Mapping[str, bytes], sources: Sequence[Fetch]
    ) -> Path | None:
        """Return a staged file with the bytes that belong at a path; None where nothing belongs there."""
        if path in documents:
            staged = self.staging.new_path(MENDED)
            with storing(staged):
                write_file(staged, documents[path])
            return staged
        return self._fetched(path, inventory, sources) if path in inventory.content() else None

    def _fetched(self, path: str, inventory: Inventory, sources: Sequence[Fetch]) -> Path:
        """Fetch a content file into staging, durably, from the first source that has the recorded bytes."""
        said: list[str] = []
        for fetch in sources:
            staged = self.staging.new_path(MENDED)
            try:
                if self._copied(fetch(path), staged) == inventory.content()[path]:
                    return staged
                said.append("a copy of it is damaged, too")
            except _ELSEWHERE as error:
                said.append(str(error))
            remove_tree(staged)
        why = "; ".join(said) or "there is no other copy"
        raise FixityError(f"{inventory.object_id}: {path!a} cannot be put right: {why}")

    @staticmethod
    def _copied(chunks: Iterable[bytes], staged: Path) -> str:
        """Write what comes, durably, and return the SHA-512 of what can then be read."""
        with storing(staged):
            descriptor = create_file(staged)
        try:
            for chunk in chunks:
                with storing(staged):
                    write_all(descriptor, chunk)
            with storing(staged):
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with opened(staged) as reading:
            return measure(reading).sha512

    @staticmethod
    def _move(staged: Path, target: Path) -> None:
        with storing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.rename(target)

    def _kept(self, object_id: str, path: str) -> Path:
        return quarantined(self.quarantine, object_id, f"{secrets.token_hex(8)}/{path}")

    @staticmethod
    def _exchange(target: Path, right: Path | None, kept: Path) -> None:
        """Keep what is at `target` in quarantine, and put the right file there, or nothing."""
        make_folders(target.parent)
        if os.path.lexists(target):
            make_folders(kept.parent)
            _keep(target, kept, by_link=right is not None)
            sync_folder(kept.parent)
        if right is not None:
            right.replace(target)
        sync_folder(target.parent)


def keep_aside(chunks: Iterable[bytes], kept: Path) -> None:
    """Write what was found into quarantine, as far as it can be read; raises StorageError only for writing.

    A store that is away, or refuses, raises as it does.
    """
    with storing(kept):
        make_folders(kept.parent)
        descriptor = create_file(kept)
    try:
        for chunk in _readable(chunks):
            with storing(kept):
                write_all(descriptor, chunk)
    finally:
        with storing(kept):
            os.fsync(descriptor)
            os.close(descriptor)
            sync_folder(kept.parent)


def _readable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks until there are no more, or the next one cannot be read."""
    with suppress(NotFoundError, FixityError, StorageError):
        yield from chunks


def quarantined(quarantine: Path, object_id: str, path: str = "") -> Path:
    """Return where what was found of an object is kept, or one file of it."""
    return quarantine / object_id.removeprefix("urn:uuid:") / path


def _keep(target: Path, kept: Path, *, by_link: bool) -> None:
    """Give a file a second name in quarantine, so that its first can be taken over; move anything else."""
    if by_link and target.is_file() and not target.is_symlink():
        with suppress(OSError):
            os.link(target, kept)
            return
    try:
        target.rename(kept)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        raise OSError(error.errno, "the quarantine lies on another file system", str(kept)) from error
