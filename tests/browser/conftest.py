"""A real server process over a real archive, and Debian's chromium to visit it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.unit.web.small_archive import (
    FREE,
    ON_THE_PREMISES,
    UNDER_EMBARGO,
    far_away,
    item_id,
    make_archive,
    recording_id,
)

from nachklang.archive import Archive

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
)
_SERVE = """
import sys
from pathlib import Path
from typing import NoReturn
from nachklang.web import serve
serve(Path(sys.argv[1]), host="127.0.0.1", port=0, on_ready=lambda address: print(address, flush=True))
"""


def do_without(reason: str) -> NoReturn:
    """Skip a test for want of something, but fail it where nothing may skip."""
    if os.environ.get("CI") == "true" or os.environ.get("NACHKLANG_NO_SKIP") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is being served: its address, and what the tests visit there."""

    address: str
    free: str
    refused: str
    refused_item: str
    embargoed: str
    release: str
    artist: str
    known: str
    known_release: str
    known_artist: str

    def pages(self) -> dict[str, str]:
        """Return one address of each kind of page."""
        return {
            "home": "/",
            "search": "/search",
            "found": "/search?q=nachklang",
            "recordings": "/recordings",
            "releases": "/releases",
            "artists": "/artists",
            "about": "/about",
            "vault": "/vault",
            "recording": self.free,
            "refused": self.refused,
            "refused-german": f"{self.refused}?lang=de",
            "embargoed": self.embargoed,
            "release": self.release,
            "artist": self.artist,
            "known-recording": self.known,
            "known-release": self.known_release,
            "known-artist": self.known_artist,
            "known-artist-recordings": f"{self.known_artist}/recordings?page=2",
            "problem-403": f"{self.refused}/audio",
            "problem-404": "/no/such/page",
            "problem-400": "/recordings?page=x",
        }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a small archive from a process of its own, on a free loopback port."""
    place = make_archive(tmp_path_factory.mktemp("browser"))
    with served(place) as address:
        yield _site(address, place)


@contextmanager
def served(place: Path) -> Iterator[str]:
    """Serve an archive from a process of its own and give the address, on a free loopback port."""
    command = [sys.executable, "-c", _SERVE, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip().rstrip("/")
            assert address.startswith("http://127.0.0.1:")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait() == 0


def _site(address: str, place: Path) -> Site:
    with Archive.open(place) as archive:
        snapshot = archive.catalogue.latest()
        assert snapshot is not None
        return Site(
            address=address,
            free=f"/recordings/{recording_id(archive, FREE)}",
            refused=f"/recordings/{recording_id(archive, ON_THE_PREMISES)}",
            refused_item=f"/items/{item_id(archive, ON_THE_PREMISES)}",
            embargoed=f"/recordings/{recording_id(archive, UNDER_EMBARGO)}",
            release=f"/releases/{snapshot.releases()[0].id}",
            artist=f"/artists/{snapshot.artists()[0].id}",
            known=far_away(snapshot, "recording"),
            known_release=far_away(snapshot, "release"),
            known_artist=far_away(snapshot, "artist"),
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start chromium."""
    program = shutil.which("chromium")
    if program is None:
        do_without("no chromium on PATH; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where screenshots go: `NACHKLANG_SHOTS`, or a folder that pytest keeps for a while."""
    named = os.environ.get("NACHKLANG_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
