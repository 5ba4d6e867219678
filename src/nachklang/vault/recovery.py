r"""Recovery data: PAR2 files beside an object, by which even a single copy can heal small damage.

The recovery data of an object lie in a folder of their own outside the storage root: `recovery.par2`, which
names the files, and `recovery.vol…+N.par2` with N recovery blocks. Any PAR2 program can use them. They
are of the object as it was when they were made; a new version needs new ones.

Paths are the object's own but for `%`, `\` and control characters, which PAR2 programs do not keep: these
are written as `%` and two hex digits. PAR2 leaves empty files out; `heal` makes them by the inventory.
"""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nachklang.errors import FixityError, InvalidValueError, StorageError
from nachklang.vault import _par2
from nachklang.vault._disk import create_file, make_folders, remove_tree, storing, sync_folder, write_file
from nachklang.vault._documents import LONGEST_DOCUMENT
from nachklang.vault._object_check import problem
from nachklang.vault._par2 import Ended, Packet
from nachklang.vault._reading import opened, read_plain
from nachklang.vault._tree import listing, walk
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY
from nachklang.vault.paths import check_logical_path
from nachklang.vault.values import FixityProblem

_NAME: Final = "recovery"
_INDEX: Final = f"{_NAME}{_par2.SUFFIX}"
_VOLUME: Final = re.compile(rf"{_NAME}\.vol[0-9]+\+([0-9]+)\.par2", re.ASCII)
_ODD: Final = re.compile(r"[%\\\x00-\x1f\x7f]")
_EMPTY: Final = hashlib.sha512().hexdigest()
_USUAL_BLOCKS, _USUAL_BLOCK, _LEAST_BLOCK, _LEAST_COUNT = 2000, 4096, 512, 4
_NO_CLONE: Final = frozenset({errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True)
class Healed:
    """Which files of an object were healed, by path, and where their right bytes lie, durably.

    The caller verifies them against the manifest before they take their place.
    """

    files: Mapping[str, Path]


def make_recovery(object_folder: Path, target: Path, percent: int) -> None:
    """Make recovery data for every file of an object, in the place of older ones in the folder `target`.

    They can make good for `percent` of the object's blocks. The caller has verified the object and keeps
    others from making the same. Made beside `target`, synced, then renamed: killed in between, none are
    there. Raises FixityError where the object changes meanwhile or holds what is no file, StorageError.
    """
    if not 1 <= percent <= 100:
        raise InvalidValueError(f"recovery data of {percent} per cent; expected 1 to 100")
    sizes = {path: size for path, size in _sizes(object_folder) if size}
    making = target.with_name(f".{target.name}.making")
    with storing(target):
        remove_tree(making)
        make_folders(making / _NAME)
        folder = object_folder
        if any(_ODD.search(path) for path in sizes):
            folder = making / "object"
            _copy_object(object_folder, folder)
        _create(folder.resolve(), (making / _NAME).resolve(), [*sizes.values()], percent)
        if _described(making / _NAME) != {_encoded(path): size for path, size in sizes.items()}:
            raise FixityError(f"{object_folder} changed while recovery data were made for it; verify it")
        _sync_files(making / _NAME)
        remove_tree(target)
        (making / _NAME).rename(target)
        sync_folder(target.parent)
        remove_tree(making)


def check_recovery(recovery: Path) -> list[FixityProblem]:
    """Read the recovery data and list what is wrong with them; paths are names in that folder."""
    found = {entry.path: entry for entry in listing(recovery)}
    problems = []
    volumes = [name for name in found if _VOLUME.fullmatch(name)]
    for name, entry in found.items():
        if entry.kind == "unreadable":
            return [problem(None, ".", "unreadable", entry.why)]
        if entry.kind != "file" or (name != _INDEX and name not in volumes):
            problems.append(problem(None, name, "extra", "no file of recovery data"))
        else:
            problems += _check_file(recovery, name)
    if _INDEX not in found:
        problems.append(problem(None, _INDEX, "missing", "recovery data have it"))
    if not volumes:
        problems.append(problem(None, f"{_NAME}.vol", "missing", "no file with recovery blocks is there"))
    return problems


def heal(object_folder: Path, recovery: Path, bench: Path) -> Healed:
    """Repair copies of the object's files in `bench`, a folder that is made here; the object is only read.

    Heals what was changed, cut, lengthened, swapped or lost, back to what it was when the recovery data were
    made. Raises FixityError where the damage is beyond them, and where they are too damaged themselves.
    """
    names = _described(recovery)
    for name in names:
        check_logical_path(name)  # the program writes where it is told
    with storing(bench):
        remove_tree(bench)
        make_folders(bench)
        _copy_object(object_folder, bench)
        before = {name: _inode(bench / name) for name in names}
        _require_repaired(_par2.run("repair", bench.resolve(), "--", _first(recovery)), object_folder)
        healed = {_decoded(name): bench / name for name in names if _inode(bench / name) != before[name]}
        healed |= {path: bench / _encoded(path) for path in _make_empty(bench)}
        for path in healed.values():
            _sync_file(path)
    return Healed(healed)


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield each file below a folder and its size; raises FixityError for what is neither file nor folder."""
    for entry in walk(folder):
        if entry.kind == "file":
            yield entry.path, entry.size
        elif entry.kind != "folder":
            raise FixityError(
                f"{f'{folder}/{entry.path}'!a}: {entry.why or 'no plain file'}; verify the object"
            )


def _create(folder: Path, target: Path, sizes: list[int], percent: int) -> None:
    block, blocks = _blocks(sizes)
    count = max(_LEAST_COUNT, -(-blocks * percent // 100))
    index = str(target / _INDEX)
    ended = _par2.run(
        "create", folder, "-q", "-q", "-n1", f"-s{block}", f"-c{count}", "-R", "--", index, str(folder)
    )
    if ended.status != _par2.DONE:
        raise _failed(ended, folder)


def _blocks(sizes: list[int]) -> tuple[int, int]:
    """Choose the size of a block, and count the blocks: small enough that small files do not pad much."""
    if len(sizes) > _par2.MOST_BLOCKS:
        raise InvalidValueError(f"{len(sizes)} files; PAR2 can name {_par2.MOST_BLOCKS} in one set")
    total = sum(sizes)
    block = max(_USUAL_BLOCK, -(-total // _USUAL_BLOCKS) + 3 & ~3)
    while _count(sizes, block) * block > total * 1.1 and block >= 2 * _LEAST_BLOCK:
        smaller = block // 2 + 3 & ~3
        if _count(sizes, smaller) > _par2.MOST_BLOCKS:
            break
        block = smaller
    while _count(sizes, block) > _par2.MOST_BLOCKS:
        block *= 2
    return block, _count(sizes, block)


def _count(sizes: list[int], block: int) -> int:
    return sum(-(-size // block) for size in sizes)


def _copy_object(folder: Path, bench: Path) -> None:
    """Copy every plain file that can be read, as far as it can, under names that PAR2 keeps."""
    for entry in walk(folder):
        if entry.kind == "file":
            target = bench / _encoded(entry.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(folder / entry.path, target)


def _copy(source: Path, target: Path) -> None:
    """Copy a file, by sharing its blocks where the file system can; what cannot be read ends the copy."""
    written = create_file(target)
    try:
        with opened(source) as descriptor:
            try:
                while os.copy_file_range(descriptor, written, 1 << 30):
                    pass
            except OSError as error:
                if error.errno not in _NO_CLONE:
                    raise
                with (
                    open(descriptor, "rb", closefd=False) as read,
                    open(written, "wb", closefd=False) as made,
                ):
                    shutil.copyfileobj(read, made)
    except OSError as error:
        if error.errno not in {errno.EIO, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ELOOP, errno.EINVAL}:
            raise
    finally:
        os.close(written)


def _described(recovery: Path) -> dict[str, int]:
    """Return each file that sound packets name, and its size."""
    names: dict[str, int] = {}
    for path in _files(recovery):
        names.update(
            _par2.described(packet)
            for packet in _packets(path)
            if isinstance(packet, Packet) and packet.kind == _par2.DESCRIPTION
        )
    if not names:
        raise FixityError(f"{recovery} holds no recovery data that can be used")
    return names


def _files(recovery: Path) -> list[Path]:
    return [
        recovery / entry.path
        for entry in listing(recovery)
        if entry.kind == "file" and (entry.path == _INDEX or _VOLUME.fullmatch(entry.path))
    ]


def _packets(path: Path) -> Iterator[Packet | _par2.Damage]:
    try:
        yield from _par2.packets(path)
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}; check its rights and the disk") from error


def _first(recovery: Path) -> str:
    """Choose the file that the program is given; it finds the others by the beginning of their names."""
    return str(_files(recovery)[0].resolve())


def _check_file(recovery: Path, name: str) -> Iterator[FixityProblem]:
    blocks = 0
    try:
        for one in _par2.packets(recovery / name):
            if isinstance(one, Packet):
                blocks += one.kind == _par2.RECOVERY_BLOCK
            else:
                yield problem(None, name, "altered", f"no sound packet at byte {one.offset}")
    except OSError as error:
        yield problem(None, name, "unreadable", error.strerror or str(error))
        return
    volume = _VOLUME.fullmatch(name)
    if volume is not None and blocks != int(volume[1]):
        yield problem(None, name, "altered", f"{blocks} recovery blocks of {int(volume[1])} are sound")


def _require_repaired(ended: Ended, folder: Path) -> None:
    if ended.status == _par2.DONE:
        return
    if ended.status not in {_par2.BEYOND_REPAIR, _par2.TOO_LITTLE_KNOWN, _par2.REPAIR_FAILED}:
        raise _failed(ended, folder)
    counted = "; ".join(line.strip() for line in ended.lines if re.match(r"You (have|need) .*blocks", line))
    raise FixityError(
        f"{folder} is damaged beyond its recovery data ({counted or ended.lines[-1:]}): fetch another copy"
    )


def _failed(ended: Ended, folder: Path) -> StorageError:
    said = " ".join(line.strip() for line in ended.lines[-3:])
    return StorageError(
        f"PAR2 ended with status {ended.status} on {folder}: {said!a}; check space and rights"
    )


def _make_empty(bench: Path) -> Iterator[str]:
    """Make each file that the repaired inventory says is empty and that is not, and yield its path."""
    with suppress(OSError, InvalidValueError):
        inventory = decode(read_plain(bench / INVENTORY, limit=LONGEST_DOCUMENT))
        for path in inventory.manifest.get(_EMPTY, ()):
            target = bench / _encoded(path)
            if not target.is_file() or target.stat().st_size:
                remove_tree(target)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_file(target, b"")
                yield path


def _encoded(path: str) -> str:
    return _ODD.sub(lambda found: f"%{ord(found[0]):02X}", path)


def _decoded(name: str) -> str:
    return re.sub("%([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), name)


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except OSError:
        return None


def _sync_files(folder: Path) -> None:
    for path in folder.iterdir():
        _sync_file(path)
    sync_folder(folder)


def _sync_file(path: Path) -> None:
    with opened(path) as descriptor:
        os.fsync(descriptor)
