"""The calls that change the disk: each made durable here, its errors told in the archive's words."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: the system may take fewer than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and its bytes to the disk; its name is durable once its folder is synced."""
    descriptor = create_file(path)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make the names in a folder and in every folder below it durable, deepest first."""
    for inner in sorted(path for path in folder.rglob("*") if path.is_dir())[::-1]:
        sync_folder(inner)
    sync_folder(folder)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, each durable before the next; existing ones are left alone."""
    if folder.is_dir():
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
