"""The vault's one door: `Vault`."""

import json
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from nachklang.errors import FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.vault import stubs as _stubs
from nachklang.vault import verify as _verify
from nachklang.vault import versions as _versions
from nachklang.vault._disk import (
    make_folders,
    remove_tree,
    storing,
    sync_file_system,
    sync_folder,
    sync_tree,
    write_file,
)
from nachklang.vault._documents import LONGEST_DOCUMENT, Pair
from nachklang.vault._reading import measure_bytes, read_plain
from nachklang.vault._tree import walk
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR, Inventory, Version
from nachklang.vault.layout import CONFIG, CONFIG_FILE, ROOT_DECLARATION, ROOT_FILES, object_path
from nachklang.vault.staging import Staging
from nachklang.vault.values import FixityProblem, NewFile, NewObject, StagedFile
from nachklang.vault.writer import digests_of, write_objects


def _ignore(_: int) -> None:
    """Take a number of bytes and do nothing: for callers who show no progress."""


@dataclass(frozen=True, slots=True)
class Vault:
    """An OCFL 1.1 storage root and its staging folder; get one by `create` or `open`.

    Reading and verifying need no lock. Writers of one vault exclude each other by the archive's deposit
    lock; the storage root stays valid even where they do not.
    """

    root: Path
    staging: Staging

    @classmethod
    def create(cls, root: Path, *, staging: Path) -> Self:
        """Make an empty storage root; one that exists is opened. Raises StorageError.

        `root` may be missing or an empty folder. `staging` must lie outside of it, on its file system.
        """
        if staging.absolute().is_relative_to(root.absolute()):
            raise StorageError(
                f"the staging folder {staging} lies in the vault {root}; put it beside the vault"
            )
        with storing(root):
            make_folders(root.parent)
            make_folders(staging)
            if not (root / ROOT_DECLARATION).exists():
                _make_root(root, Staging(staging))
            sync_folder(root.parent)
        return cls.open(root, staging=staging)

    @classmethod
    def open(cls, root: Path, *, staging: Path) -> Self:
        """Open a storage root that `create` made; raises StorageError where it is no such root."""
        if not (root / ROOT_DECLARATION).is_file():
            raise StorageError(f"{root} is no vault: {ROOT_DECLARATION} is missing; check the path")
        try:
            config = json.loads(read_plain(root / CONFIG_FILE, limit=LONGEST_DOCUMENT))
        except (OSError, ValueError, RecursionError) as error:
            raise StorageError(
                f"cannot read {root / CONFIG_FILE}: {error}; restore it from a copy"
            ) from error
        if config != CONFIG:
            raise StorageError(f"{root / CONFIG_FILE} asks for another layout; expected {dict(CONFIG)}")
        with storing(staging):
            make_folders(staging)
        return cls(root, Staging(staging))

    def stage(self, source: Path, *, on_bytes: Callable[[int], None] | None = None) -> StagedFile:
        """Copy a plain file into staging, reading it once. The copy is durable once an object holds it.

        Raises SourceError where it cannot be read, is a link or no plain file, or changed meanwhile, and
        StorageError where the copy cannot be written; no partial copy stays. `on_bytes` gets the number
        of bytes of each step.
        """
        return self.staging.copy(source, on_bytes)

    def discard(self, staged: StagedFile) -> None:
        """Remove a staged copy; one that is gone already is no error."""
        self.staging.discard(staged)

    def clear_staging(self) -> None:
        """Remove what killed runs left in staging; only for the holder of the archive's deposit lock.

        What they put in place without having it synced is durable when this returns.
        """
        self.complete_versions()
        with storing(self.root):
            sync_file_system(self.root)
        self.staging.clear()

    def complete_versions(self) -> None:
        """Complete, or take back, the versions that killed runs left half written; needs no lock."""
        _versions.complete_versions(self.root, self.staging)

    def create_object(
        self,
        object_id: str,
        files: Sequence[NewFile],
        *,
        message: str,
        user: str,
        address: str,
        created: datetime,
    ) -> Inventory:
        """Write v1 of a new object: `create_objects` with a batch of one."""
        return self.create_objects([NewObject(object_id, files, message, user, address, created)])[0]

    def create_objects(self, batch: Sequence[NewObject]) -> list[Inventory]:
        """Write v1 of new objects; when this returns, all are durable. Staged files are moved into them.

        Where one of them cannot be made, none is, and the staged files stay: raises ObjectExistsError,
        InvalidLogicalPathError, InvalidValueError (another value is not right, or is twice in the batch) or
        StorageError. What fails later is a StorageError too, or an ObjectExistsError where somebody else has
        just made that object: then the staged files are used up and each object is whole or not there. Ask
        `has`: one that is there may not be durable yet, which `clear_staging` makes up for. Where the disk
        failed, all that was staged has to be staged again.
        """
        return write_objects(self.root, self.staging, batch)

    def add_version(
        self,
        previous: Inventory,
        files: Sequence[NewFile],
        *,
        removed: Collection[str] = (),
        message: str,
        user: str,
        address: str,
        created: datetime,
    ) -> Inventory:
        """Write the version that follows `previous`: its files, but for those of `removed`, and `files`.

        Bytes that the object holds are not kept again. When this returns, the version is durable. Raises
        VersionConflictError where the object is no longer as `previous` has it, LockedError where somebody
        else writes it, NotFoundError for a path of `removed` that it has not, and as `create_object` does;
        InvalidValueError also where nothing would change. After a StorageError the object is as it was, or
        `complete_versions` finds the version whole and completes it.
        """
        version = Version(created, message, user, address, {})
        return _versions.write_version(self.root, self.staging, previous, files, removed, version)

    def replace_with_stub(
        self,
        object_id: str,
        files: Sequence[NewFile],
        *,
        message: str,
        user: str,
        address: str,
        created: datetime,
    ) -> None:
        """Remove an object with every version, durably, and make another of these few files under its id.

        Only what the law orders to be removed is removed so. Called again, also after a kill, it goes on.
        Raises as `create_object` does, LockedError where somebody else writes the object.
        """
        wanted = {one.logical_path: digests_of(one.content)[0] for one in files}

        def is_stub() -> bool:
            try:
                held = self.inventory(object_id).logical_paths()
                return held == wanted and not self.verify_object(object_id)
            except (FixityError, NotFoundError):
                return False

        _stubs.replace_object(
            self.root,
            self.staging,
            object_id,
            is_stub,
            lambda: self.create_object(
                object_id, files, message=message, user=user, address=address, created=created
            ),
        )

    def has(self, object_id: str) -> bool:
        """Whether an object of that id is there; its bytes are not looked at."""
        folder = self.root / object_path(object_id)
        try:
            return stat.S_ISDIR(folder.lstat().st_mode)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StorageError(f"cannot look into {folder}: {error.strerror}; check its rights") from error

    def inventory(self, object_id: str) -> Inventory:
        """Read an object's inventory; raises NotFoundError, or FixityError where it is not to be believed."""
        if not self.has(object_id):
            raise NotFoundError(f"the vault holds no object {object_id[:80]!a}")
        return self._inventory_in(object_path(object_id))

    def path(self, object_id: str, logical_path: str) -> Path:
        """Return where a file of the head version lies on disk; raises as `inventory` does."""
        content = self.inventory(object_id).content_path(logical_path)
        return self.root / object_path(object_id) / content

    def read(self, object_id: str, logical_path: str) -> bytes:
        """Read a small file of the head version; raises FixityError where its bytes are not the recorded."""
        inventory = self.inventory(object_id)
        path = self.root / object_path(object_id) / inventory.content_path(logical_path)
        data = _read(path)
        if measure_bytes(data).sha512 != inventory.digest(logical_path):
            raise FixityError(f"{path} differs from what was recorded for {object_id}; verify the vault")
        return data

    def object_ids(self) -> Iterator[str]:
        """Yield the id of each object, by storage path; raises FixityError at damage that hides an id."""
        for place in _verify.storage_paths(self.root):
            if isinstance(place, str):
                yield self._inventory_in(place).object_id
            elif place.kind == "unreadable":
                raise FixityError(f"cannot list {self.root / place.path}: {place.detail}; verify the vault")

    def verify(
        self, *, expected: Collection[str] = (), on_bytes: Callable[[int], None] | None = None
    ) -> Iterator[FixityProblem]:
        """Read every byte again and yield what is wrong; nothing yielded means that all was checked.

        Object ids of `expected` that are not there are `missing`. `on_bytes` gets the number of bytes of
        each step. Damage is never an exception here.
        """
        return _verify.verify(self.root, expected, on_bytes or _ignore)

    def verify_object(self, object_id: str) -> list[FixityProblem]:
        """Read every byte of one object again and list what is wrong; no object there is `missing`."""
        return list(_verify.verify_object(self.root, object_id, _ignore))

    def total_bytes(self) -> int:
        """Add up the sizes of all files below the root: what `verify` reads if nothing is wrong."""
        return sum(entry.size for entry in walk(self.root))

    def _inventory_in(self, place: str) -> Inventory:
        folder = self.root / place
        pair = Pair("", _read(folder / INVENTORY), _read(folder / SIDECAR))
        if pair.inventory is None or not pair.matches:
            raise FixityError(f"{folder / INVENTORY} does not match its sidecar; verify the vault")
        try:
            inventory = decode(pair.inventory)
        except InvalidValueError as error:
            raise FixityError(f"{folder / INVENTORY} is no inventory of this vault: {error}") from error
        if object_path(inventory.object_id) != place:
            raise FixityError(f"{folder / INVENTORY} is of another object, {inventory.object_id!a}")
        return inventory


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, limit=LONGEST_DOCUMENT)
    except OSError as error:
        raise FixityError(f"cannot read {path}: {error.strerror}; verify the vault") from error


def _make_root(root: Path, staging: Staging) -> None:
    """Make the root whole in staging and rename it into place."""
    if root.is_dir() and any(root.iterdir()):
        raise StorageError(f"{root} is no vault and not empty; name a folder that is new or empty")
    bench = staging.new_path("root")
    try:
        for path, data in ROOT_FILES.items():
            (bench / path).parent.mkdir(parents=True, exist_ok=True)
            write_file(bench / path, data)
        sync_tree(bench)
        bench.rename(root)
    finally:
        remove_tree(bench)
