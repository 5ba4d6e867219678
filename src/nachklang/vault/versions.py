"""Adding a version to an object: complete and durable in staging, then three renames into the object.

The version's folder comes first, then the object's inventory, then its sidecar. What is still to be
renamed lies beside a note of where it belongs, so that a run that was cut off is completed by the next
one: once the version's folder is there, the version is. Before, nothing has changed.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from nachklang.errors import FixityError, InvalidValueError, LockedError, NotFoundError
from nachklang.vault._disk import remove_tree, storing, sync_file, sync_folder, sync_tree, write_file
from nachklang.vault._documents import LONGEST_DOCUMENT
from nachklang.vault._reading import measure_bytes, read_plain
from nachklang.vault.inventory import CONTENT, INVENTORY, SIDECAR, Inventory, Version, sidecar
from nachklang.vault.layout import object_path
from nachklang.vault.locking import locked_object, remove_left_locks
from nachklang.vault.paths import check_logical_paths
from nachklang.vault.staging import VERSION, Staging
from nachklang.vault.values import NewFile, StagedFile, VersionConflictError
from nachklang.vault.writer import check_version, digests_of, put_content, write_documents

_NOTE = "version.json"


def write_version(
    root: Path,
    staging: Staging,
    previous: Inventory,
    files: Sequence[NewFile],
    removed: Collection[str],
    version: Version,
) -> Inventory:
    """Write the version that follows `previous`; `version.state` is ignored. Staged files are used up.

    Raises VersionConflictError where the object is not, or no longer, as `previous` has it, LockedError
    where somebody else writes a version of it, and what making an object raises.
    """
    check_version(version)
    inventory, content = _plan(previous, files, removed, version)
    place, bench = object_path(previous.object_id), staging.new_path(VERSION)
    with ExitStack() as at_end:
        for one in (file.content for file in files):
            if isinstance(one, StagedFile):
                staging.check(one)
                at_end.callback(staging.discard, one)
        at_end.enter_context(locked_object(staging.folder, place))
        _check_unchanged(root / place, previous)
        try:
            with storing(bench):
                _build(bench, place, inventory, content)
            with storing(root / place):
                _put(bench, root / place, inventory.head)
        except BaseException:
            if not (root / place / inventory.head).exists():
                remove_tree(bench)
            raise
        with storing(bench):
            remove_tree(bench)
    return inventory


def complete_versions(root: Path, staging: Staging) -> None:
    """Complete or take back every version that a killed run left; those being written are left alone."""
    for bench in sorted(staging.folder.glob(staging.pattern(VERSION))):
        with suppress(LockedError):
            _complete(root, staging, bench)
    remove_left_locks(staging.folder)


def _complete(root: Path, staging: Staging, bench: Path) -> None:
    try:
        note = json.loads((bench / _NOTE).read_bytes())
        place, head, digest = str(note["place"]), str(note["head"]), str(note["sha512"])
    except (OSError, ValueError, KeyError, TypeError):
        # Killed before the note was whole, so before anything was renamed.
        with storing(bench):
            remove_tree(bench)
        return
    with locked_object(staging.folder, place), storing(root / place):
        if _waits(root / place, head, digest):
            _write_again(bench, root / place / head, digest)
            # Whoever renamed the version may have been killed before its sync.
            sync_folder(root / place)
            _put_inventory(bench, root / place)
        remove_tree(bench)


def _waits(folder: Path, head: str, digest: str) -> bool:
    """Whether the version is in place and the object's newest: a note may outlive what it was for."""
    newer = folder / f"v{int(head[1:]) + 1}"
    return _digest_of(folder / head / INVENTORY) == digest and not newer.exists()


def _write_again(bench: Path, version: Path, digest: str) -> None:
    """Write what `_put_inventory` renames, where a loss of power took it from here without moving it."""
    for name, data in ((INVENTORY, _document(version / INVENTORY) or b""), (SIDECAR, sidecar(digest))):
        if _document(bench / name) != data:
            (bench / name).unlink(missing_ok=True)
            write_file(bench / name, data)
        # Also what a recovery before this one wrote: it may have been killed before its sync.
        sync_file(bench / name)


def _plan(
    previous: Inventory, files: Sequence[NewFile], removed: Collection[str], version: Version
) -> tuple[Inventory, Mapping[str, StagedFile | bytes]]:
    """Lay out the version: bytes that any version holds are not kept again."""
    head = f"v{len(previous.versions) + 1}"
    logical = previous.logical_paths()
    for path in removed:
        if logical.pop(path, None) is None:
            raise NotFoundError(f"{previous.object_id} holds no {path[:80]!a} in {previous.head}")
    manifest = dict(previous.manifest)
    sha256 = dict(previous.sha256)
    content: dict[str, StagedFile | bytes] = {}
    check_logical_paths(file.logical_path for file in files)
    for file in files:
        long, short = digests_of(file.content)
        logical[file.logical_path] = long
        if long not in manifest:
            path = f"{head}/{CONTENT}/{file.logical_path}"
            manifest[long], content[path] = (path,), file.content
            sha256[short] = (*sha256.get(short, ()), path)
    check_logical_paths(logical)
    if not logical or logical == previous.logical_paths():
        raise InvalidValueError(
            f"{previous.object_id}: expected a version that has files and differs from the last"
        )
    state: dict[str, tuple[str, ...]] = {}
    for path, digest in logical.items():
        state[digest] = (*state.get(digest, ()), path)
    made = Version(version.created, version.message, version.user, version.address, state)
    return Inventory(previous.object_id, manifest, sha256, {**previous.versions, head: made}), content


def _check_unchanged(folder: Path, previous: Inventory) -> None:
    expected = measure_bytes(previous.encode()).sha512
    if _digest_of(folder / INVENTORY) == expected and _document(folder / SIDECAR) == sidecar(expected):
        return
    raise VersionConflictError(
        f"{previous.object_id} is not as it was read, in {previous.head}: read it again, then repeat; "
        "where that does not help, verify the vault"
    )


def _build(bench: Path, place: str, inventory: Inventory, content: Mapping[str, StagedFile | bytes]) -> None:
    """Write the version's folder, the object's new inventory and the note, and bring all to the disk."""
    (bench / inventory.head).mkdir(parents=True)
    put_content(bench, content)
    digest = write_documents(inventory, bench / inventory.head, bench)
    note = {"place": place, "head": inventory.head, "sha512": digest}
    write_file(bench / _NOTE, json.dumps(note).encode())
    sync_tree(bench)
    sync_folder(bench.parent)


def _put(bench: Path, folder: Path, head: str) -> None:
    (bench / head).rename(folder / head)
    sync_folder(folder)
    _put_inventory(bench, folder)


def _put_inventory(bench: Path, folder: Path) -> None:
    """Rename the inventory and its sidecar; until both are durable the note and the version's folder are."""
    for name in (INVENTORY, SIDECAR):
        (bench / name).replace(folder / name)
    sync_folder(folder)


def _digest_of(path: Path) -> str | None:
    data = _document(path)
    return None if data is None else measure_bytes(data).sha512


def _document(path: Path) -> bytes | None:
    try:
        return read_plain(path, limit=LONGEST_DOCUMENT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FixityError(f"cannot read {path}: {error.strerror}; verify the vault") from error
