"""A file of known size, read piece by piece."""

import os
from typing import BinaryIO


class Source:
    """Reads of at most `count` bytes at an offset; short where the file ends, empty outside of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = stream.seek(0, os.SEEK_END)

    def at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`."""
        if not 0 <= offset < self.size:
            return b""
        self._stream.seek(offset)
        return self._stream.read(count)
