"""Giving a file its name without ever taking another file's."""

import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path

_HERE = -100  # AT_FDCWD
_NO_REPLACE = 1  # RENAME_NOREPLACE
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}

_Rename = Callable[[int, bytes, int, bytes, int], int]


def rename_new(source: Path, target: Path) -> None:
    """Rename a file; raises FileExistsError where `target` is there, OSError else. Both share a file system.

    Linux's renameat2 does it in one step. Where system or file system does not know it (NFS for one), a
    hard link is made and the old name removed; a kill in between leaves both, and the old one is in staging.
    """
    rename = _renameat2()
    if rename is not None and _renamed(rename, source, target):
        return
    os.link(source, target, follow_symlinks=False)
    source.unlink()


def _renamed(rename: _Rename, source: Path, target: Path) -> bool:
    if rename(_HERE, os.fsencode(source), _HERE, os.fsencode(target), _NO_REPLACE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(target))


@functools.cache
def _renameat2() -> _Rename | None:
    """Return the C library's function (glibc 2.28, musl 1.2.6), where there is one."""
    if sys.platform != "linux":
        return None
    found: _Rename | None = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return found
