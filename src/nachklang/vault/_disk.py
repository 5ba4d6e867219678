"""The calls that change the disk and make it durable, their errors told in the archive's words."""

import ctypes
import errno
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nachklang.errors import StorageError

_ADVICE = {
    errno.ENOSPC: "free space on this file system, then run the same command again",
    errno.EDQUOT: "raise the quota or free space, then run the same command again",
    errno.EFBIG: "raise the limit on file sizes (ulimit -f), then run the same command again",
    errno.EROFS: "mount this file system for writing, then run the same command again",
    errno.EACCES: "give this user the right to write there",
    errno.EPERM: "give this user the right to write there",
    errno.EXDEV: "put the vault and its staging folder on one file system",
    errno.EIO: "check the disk: the system log says more",
}

_SYSTEM = ctypes.CDLL(None, use_errno=True)


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a StorageError that names `path` and what to do."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "check the folder and the file system")
        raise StorageError(f"cannot write {path}: {error.strerror}; {advice}") from error


def create_file(path: Path) -> int:
    """Open a file for writing that does not exist yet; the caller closes it."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte: the system may take fewer than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_file(path: Path, data: bytes) -> None:
    """Write a new file; neither its bytes nor its name are durable yet."""
    descriptor = create_file(path)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the bytes of a file durable; its name is durable once its folder is synced."""
    _sync(path, os.O_NOFOLLOW)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    _sync(folder, os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make a folder and everything below it durable, what is deepest first."""
    with os.scandir(folder) as found:
        for entry in found:
            sync = sync_tree if entry.is_dir(follow_symlinks=False) else sync_file
            sync(folder / entry.name)
    sync_folder(folder)


def knows_syncfs() -> bool:
    """Whether `syncfs` is there and tells of what could not be written: on Linux, since 5.8."""
    release = re.match(r"(\d+)\.(\d+)", platform.release())
    new = release is not None and (int(release[1]), int(release[2])) >= (5, 8)
    return sys.platform == "linux" and new and hasattr(_SYSTEM, "syncfs")


def syncfs(descriptor: int) -> None:
    """Make everything durable on the file system that the descriptor, of any folder, belongs to.

    Raises OSError where anything of it could not be written since the descriptor was opened.
    """
    if _SYSTEM.syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def sync_file_system(folder: Path) -> None:
    """Make everything on the file system of a folder durable, whoever wrote it."""
    if not knows_syncfs():
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        syncfs(descriptor)
    finally:
        os.close(descriptor)


def make_parents(folder: Path) -> None:
    """Make a folder and those above it, none of them durable yet; existing ones are left alone."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    except FileNotFoundError:
        make_parents(folder.parent)
        folder.mkdir()


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, each durable before the next; existing ones are left as they are."""
    if folder.is_dir():
        # Whoever made it may have been killed before its sync. Where one may not list, another made it.
        with suppress(PermissionError):
            sync_folder(folder.parent)
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def remove_hollow(folder: Path) -> None:
    """Remove what is empty of a folder and of the folders below it; nothing that is no folder goes."""
    for inner in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not inner.is_symlink() and not any(inner.iterdir()):
            inner.rmdir()
    if not any(folder.iterdir()):
        folder.rmdir()


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with all that it holds; symbolic links are not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
