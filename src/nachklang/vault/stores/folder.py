"""A store in a folder: of a local disk, an external one, or a mounted one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.vault._disk import (
    create_file,
    make_folders,
    remove_hollow,
    remove_tree,
    storing,
    sync_folder,
    write_all,
)
from nachklang.vault._hashing import BLOCK
from nachklang.vault._reading import forget_cached, opened
from nachklang.vault._tree import Entry as Found
from nachklang.vault._tree import listing
from nachklang.vault.stores import content as _content
from nachklang.vault.stores._lock import held
from nachklang.vault.stores._renaming import rename_new
from nachklang.vault.stores.content import Content
from nachklang.vault.stores.errors import StoreAwayError, StoreConflictError, StoreExistsError
from nachklang.vault.stores.keys import STAGING, check_key, check_prefix, is_listed
from nachklang.vault.stores.store import Entry

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Keys are files below `root`, which has to be there: a disk that is not mounted is a store away."""

    root: Path

    @property
    def where(self) -> str:
        """The folder, as a URL."""
        return self.root.absolute().as_uri()

    def put_new(self, key: str, content: Content, *, sha256: str) -> None:
        """Write in staging, sync, read again, rename without overwriting, sync the folder; see `Store`."""
        check_key(key)
        target = self._path(key)
        with ExitStack() as undo:
            undo.enter_context(storing(target))
            if os.path.lexists(target):
                raise self._exists(key)
            staged = self._stage(content, sha256)
            undo.callback(remove_tree, staged)
            make_folders(target.parent)
            try:
                rename_new(staged, target)
            except FileExistsError:
                raise self._exists(key) from None
            # All folders above, for a writer killed before this one may have made them without syncing.
            for folder in (target.parent, *target.parent.relative_to(self.root).parents):
                sync_folder(self.root / folder)

    def replace(self, key: str, content: bytes, *, expected: str) -> None:
        """Compare and rename under a lock of this folder; see `Store`."""
        check_key(key)
        target = self._path(key)
        with held(self._staging() / _LOCK, self.where):
            if _content.digest_of(self.read(key)) != expected:
                raise StoreConflictError(f"{target} is not what was to be replaced; read it again")
            with storing(target):
                staged = self._stage(content, _content.digest_of([content]))
                staged.replace(target)
                sync_folder(target.parent)

    def read(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes as the disk has them: what memory keeps of the file is asked to go first."""
        check_key(key)
        yield from _chunks(self._path(key), start, end)

    def size(self, key: str) -> int:
        """Return the size of the file."""
        check_key(key)
        with _reading(self._path(key)) as descriptor:
            return os.fstat(descriptor).st_size

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield keys and sizes; a folder that cannot be listed is a StorageError.

        Links and devices are told as keys of no bytes: they can be deleted, and not be read.
        """
        check_prefix(prefix)
        self._require_root()
        waiting = self._listing(prefix[:-1])
        while waiting:
            found = waiting.pop()
            if found.kind == "folder":
                waiting += self._listing(found.path)
            elif found.kind == "unreadable":
                raise StorageError(f"cannot list {self.root / found.path}: {found.why}")
            elif is_listed(found.path, prefix):
                yield found.path, found.size

    def delete(self, key: str) -> None:
        """Remove the file, durably, with the folders that it leaves empty; of a folder, what is empty."""
        check_key(key)
        path = self._path(key)
        with storing(path):
            try:
                if path.is_dir() and not path.is_symlink():
                    remove_hollow(path)
                else:
                    path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return
            if path.parent.is_dir():
                sync_folder(path.parent)
                self._remove_empty(path.parent)

    def clear_staging(self, *, before: datetime) -> None:
        """Remove files of staging that were last written before that instant."""
        folder = self._staging()
        with storing(folder):
            for path in sorted(folder.iterdir()):
                if path.name != _LOCK and path.lstat().st_mtime < before.timestamp():
                    remove_tree(path)

    def _listing(self, path: str) -> list[Found]:
        """List a folder, last key first: a folder's keys go on with `/`, which is not the least character."""
        if not (self.root / path).is_dir():
            return []
        found = listing(self.root, path)
        return sorted(
            found, key=lambda one: f"{one.path}/" if one.kind == "folder" else one.path, reverse=True
        )

    def _path(self, key: str) -> Path:
        self._require_root()
        return self.root / key

    def _require_root(self) -> None:
        if not self.root.is_dir():
            raise StoreAwayError(f"the store {self.root} is not there; is its disk mounted?")

    def _exists(self, key: str) -> StoreExistsError:
        return StoreExistsError(f"{self.root / key} is there already; nothing was written")

    def _staging(self) -> Path:
        self._require_root()
        folder = self.root / STAGING
        with storing(folder):
            make_folders(folder)
        return folder

    def _stage(self, content: Content, sha256: str) -> Path:
        """Write a durable copy without a name of its own yet, and read it from the disk again.

        Raises as `measured` does, FixityError where the disk does not give back what it took, OSError.
        """
        path = self._staging() / secrets.token_hex(16)
        with ExitStack() as undo, _content.measured(content, sha256) as stream:
            descriptor = create_file(path)
            undo.callback(remove_tree, path)
            try:
                for chunk in stream.chunks:
                    write_all(descriptor, chunk)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if _content.digest_of(_chunks(path, 0, None)) != sha256:
                raise FixityError(f"{self.root} does not give back what was written to it; check the disk")
            undo.pop_all()
        return path

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
            sync_folder(folder)


def _chunks(path: Path, start: int, end: int | None) -> Iterator[bytes]:
    with _reading(path) as descriptor:
        forget_cached(descriptor)
        begin, stop, _ = slice(start, end).indices(os.fstat(descriptor).st_size)
        os.lseek(descriptor, begin, os.SEEK_SET)
        while begin < stop:
            chunk = os.read(descriptor, min(BLOCK, stop - begin))
            if not chunk:
                raise FixityError(f"{path} became shorter while it was read")
            begin += len(chunk)
            yield chunk


@contextmanager
def _reading(path: Path) -> Iterator[int]:
    with ExitStack() as closing:
        try:
            descriptor = closing.enter_context(opened(path))
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError(f"the store holds no {path}") from None
        except OSError as error:
            if path.is_dir():
                raise NotFoundError(f"the store holds keys below {path}, but nothing there") from None
            raise _unreadable(path, error) from error
        try:
            yield descriptor
        except OSError as error:
            raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError(f"cannot read {path}: {error.strerror}; check its rights and the disk")
