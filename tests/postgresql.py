"""A real PostgreSQL server for tests: on a free loopback port, in a temporary folder, gone afterwards."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

_INSTALLED = Path("/usr/lib/postgresql")
_ACCOUNT = "postgres"
_SECONDS = "60"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "log_timezone": "UTC",
    # Sessions far from UTC, so that a test notices where an instant loses its zone.
    "timezone": "Asia/Kathmandu",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `folder` holds its files, for tests that look for traces in them."""

    folder: Path
    port: int
    programs: Path
    _numbers: "count[int]" = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://{_ACCOUNT}@127.0.0.1:{self.port}/{database}"

    def new_database(self, *options: str) -> str:
        """Make an empty database and return its URL; `options` are those of `createdb`."""
        name = f"nachklang_{next(self._numbers)}"
        self.run("createdb", *options, name)
        return self.url(name)

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's client programs against this server and return what it printed."""
        place = ["--host=127.0.0.1", f"--port={self.port}", f"--username={_ACCOUNT}"]
        return _run([str(self.programs / program), *place, *arguments])


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server and stop it at the end. Skips where PostgreSQL is not installed; in CI that fails."""
    programs = _programs()
    # Its account must get in, which it could not below pytest's own folders.
    with tempfile.TemporaryDirectory(prefix="nachklang-postgresql-") as made:
        base = Path(made)
        if os.geteuid() == 0:
            shutil.chown(base, _ACCOUNT)
        server = Server(base / "data", _free_port(), programs)
        _set_up(server)
        control = [str(programs / "pg_ctl"), f"--pgdata={server.folder}", f"--timeout={_SECONDS}", "--wait"]
        _run([*_account(), *control, f"--log={base / 'server.log'}", "start"])
        try:
            yield server
        finally:
            _run([*_account(), *control, "--mode=immediate", "stop"])


def _programs() -> Path:
    """Return the folder of the newest server's programs."""
    found = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: _version(path.parent.parent.name))
    if found:
        return found[-1].parent
    missing = "PostgreSQL is not installed: apt-get install postgresql (looked into /usr/lib/postgresql)"
    if os.environ.get("CI") == "true" or os.environ.get("NACHKLANG_NO_SKIP") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", text))


def _account() -> list[str]:
    """Return what to put before a command: PostgreSQL refuses to run as root."""
    return ["runuser", "-u", _ACCOUNT, "--"] if os.geteuid() == 0 else []


def _set_up(server: Server) -> None:
    initdb = str(server.programs / "initdb")
    # Words sort as people sort them (a, A, b), so that a test notices who relies on another order.
    words = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=und"]
    options = ["--auth=trust", f"--username={_ACCOUNT}", "--no-sync", *words]
    _run([*_account(), initdb, f"--pgdata={server.folder}", *options])
    settings = {**_SETTINGS, "port": str(server.port)}
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    with (server.folder / "postgresql.conf").open("a") as file:
        file.writelines(lines)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _run(command: list[str]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # Its output goes to a file: the server would inherit a pipe and keep it open.
    with tempfile.TemporaryFile("w+") as output:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            check=False,
        )
        output.seek(0)
        said = output.read()
    if ended.returncode != 0:
        pytest.fail(f"{Path(command[0]).name} ended with {ended.returncode}:\n{said}")
    return said
