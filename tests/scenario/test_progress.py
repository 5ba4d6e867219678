"""Long work shows its progress on a terminal, and is quiet where there is none."""

import os
import pty
import subprocess
from pathlib import Path

from tests.audio_fixtures import tone, write_wav
from tests.commands import PROGRAM, described, new_archive, run


def on_a_terminal(*words: str | Path) -> tuple[int, str]:
    """Run a command whose stderr is a terminal, and return its status and what appeared there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
    with subprocess.Popen(
        [*PROGRAM, *map(str, words)], stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return process.returncode, shown.decode()


def _read(descriptor: int) -> bytes:
    """Read from a terminal; Linux answers EIO, not the end of file, once its other side is closed."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def test_a_deposit_shows_bytes_rate_time_left_and_files(tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for number in range(3):
        write_wav(music / f"{number}.wav", tone(3 + number / 10))
    described(music, [])
    archive = new_archive(tmp_path / "archive")
    status, shown = on_a_terminal("--archive", archive, "deposit", "accept", music)
    assert status == 0
    for part in ("Depositing", "/1.6 MB", "/s", "3/3 files"):
        assert part in shown
    status, shown = on_a_terminal("--archive", archive, "vault", "verify")
    assert status == 0
    assert "Verifying" in shown


def test_without_a_terminal_nothing_but_the_result_is_written(tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    write_wav(music / "a.wav", tone(0.3))
    described(music, [])
    archive = new_archive(tmp_path / "archive")
    for words in (("deposit", "accept", music), ("vault", "verify"), ("ledger", "verify"), ("search", "a")):
        assert run("--archive", archive, *words).err == ""
