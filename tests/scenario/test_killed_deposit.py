"""After `kill -9` at any moment of a deposit, a second run ends with the same archive."""

import json
import subprocess
import sys
from pathlib import Path

from tests.audio_fixtures import tone, write_flac, write_vorbis
from tests.commands import described, new_archive

POINTS = 24
"""Moments tried here; `make torture` tries every one."""


def killed_states(folder: Path, points: int) -> list[dict[str, object]]:
    """Make music and an archive, run the attempts, and return what each left."""
    music = folder / "music"
    music.mkdir(parents=True)
    write_flac(music / "a.flac", tone(0.3))
    (music / "b.flac").write_bytes(b"no audio at all")
    write_vorbis(music / "c.ogg", tone(0.3))
    described(music, [])
    archive = new_archive(folder / "template")
    (folder / "work").mkdir()
    words = [
        sys.executable,
        "-m",
        "tests.torture.killed_deposit",
        archive,
        music,
        folder / "work",
        str(points),
    ]
    done = subprocess.run([*map(str, words)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_deposit_that_was_killed_ends_as_one_that_was_not(tmp_path: Path) -> None:
    undisturbed, *killed = killed_states(tmp_path, POINTS)
    whole = undisturbed["state"]
    assert isinstance(whole, dict)
    assert len(whole["items"]) == 2
    assert whole["refusals"] == [["b.flac", "not-audio"]]
    assert len(whole["log"]) == 4, "the law, two files, and a refusal"
    assert (whole["waiting"], whole["staging"], whole["vault"], whole["ledger"]) == (0, [], [], [])
    assert len(killed) >= POINTS - 1
    for one in killed:
        assert one["signal"] == 9, one["call"]
        assert one["state"] == whole, one["call"]
