"""Real S3 servers for tests, on free loopback ports, gone afterwards.

moto keeps everything in memory, refuses to overwrite, and never looks at digests or signatures. `rclone
serve s3` keeps files in a folder, looks at signatures, and ignores every condition.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from nachklang.vault.stores import S3Address, parse_address
from nachklang.vault.stores._signing import ask

KEY_ID = "AKIANACHKLANGTESTS00"
SECRET = "not-a-secret-but-looked-for-in-every-message"  # noqa: S105
_SECONDS = 60.0

# One request at a time: moto looks and writes in two steps, and threads could come in between.
_MOTO = """
import sys
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
run_simple("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    _numbers: "count[int]" = field(default_factory=count)

    def new_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"bucket-{next(self._numbers)}"
        answer = ask(self.address(name), "PUT")
        assert answer is not None
        assert answer[0] == 200
        return name

    def address(self, bucket: str, prefix: str = "copies/of music") -> S3Address:
        """Return the address of a store in a bucket of this server."""
        found = parse_address(f"s3://{bucket}/{prefix}", endpoint=f"http://127.0.0.1:{self.port}")
        assert isinstance(found, S3Address)
        return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running_moto(folder: Path) -> Iterator[Server]:
    """Start moto; `folder` gets its log."""
    port = free_port()
    with _running([sys.executable, "-c", _MOTO, str(port)], port, folder):
        yield Server(port)


@contextmanager
def running_rclone(folder: Path) -> Iterator[Server]:
    """Start rclone over buckets in `folder`, asking for our credentials."""
    port, buckets = free_port(), folder / "buckets"
    buckets.mkdir()
    program = str(Path(sys.executable).parent / "rclone")
    place = ["--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY_ID},{SECRET}"]
    with _running([program, "serve", "s3", "--config", os.devnull, *place, str(buckets)], port, folder):
        yield Server(port)


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as server:
        try:
            until = time.monotonic() + _SECONDS
            while not _listens(port):
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"{command[0]} does not serve:\n{log.read_text('utf-8', 'replace')}")
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
