"""Everything that strangers hand over: a clear error for each, and nothing lost."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from tests.audio_fixtures import cut, flip, tone, write_flac, write_mp3, write_wav
from tests.commands import PROGRAM, accept, described, new_archive, outcomes, run

from nachklang.archive import Archive
from nachklang.deposit import Outcome, Status

GOOD = "good.flac"


def with_tags(path: Path, **tags: str) -> Path:
    """Write tags into a file."""
    opened = mutagen.File(path)
    assert opened is not None
    opened.update({key: [value] for key, value in tags.items()})
    opened.save()
    return path


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Make a folder with one good file under CC0."""
    folder = tmp_path / "music"
    folder.mkdir()
    write_flac(folder / GOOD, tone(0.4))
    described(folder, [])
    return folder


def require_sound(archive: Path, objects: int) -> None:
    """Require that vault and ledger verify, with so many objects, and that nothing waits in staging."""
    assert run("--archive", archive, "vault", "verify", "--json").json["objects"] == objects
    assert run("--archive", archive, "ledger", "verify", "--json").json["problems"] == []
    assert [path for path in (archive / "staging").rglob("*") if path.is_file()] == []


def test_each_bad_file_is_refused_by_name_and_the_rest_goes_on(archive: Path, music: Path) -> None:
    raw = os.fsencode(music)
    (music / "empty.flac").touch()
    write_wav(music / "silent.wav", np.zeros((0, 2)))
    (music / "text.flac").write_text("This is a letter, not a song.\n" * 50)
    cut(write_flac(music / "cut.flac"), 0.6)
    cut(write_mp3(music / "cut.mp3"), 0.6)
    cut(write_wav(music / "cut.wav"), 0.6)
    flip(write_flac(music / "flipped.flac"), 0.5)
    (music / "link.flac").symlink_to("/etc/passwd")
    (music / "folder.flac").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(music / "pipe.flac")
    shutil.copy(raw + b"/good.flac", raw + b"/new\nline.flac")
    shutil.copy(raw + b"/good.flac", raw + b"/latin-\xfc.flac")
    for name in ("Case.flac", "case.FLAC"):
        write_flac(music / name, tone(0.2))
    (music / "..dots..flac").write_bytes((music / GOOD).read_bytes())
    with_tags(write_flac(music / "long.flac", tone(0.25)), title="x" * 10_000, isrc="DEABC26٠٠٠٠١")
    report = accept(archive, music, check=3)
    assert outcomes(report) == {
        GOOD: ("held", "held"),
        "..dots..flac": ("accepted", None),
        "Case.flac": ("refused", "name-collides"),
        "case.FLAC": ("refused", "name-collides"),
        "cut.flac": ("refused", "truncated"),
        "cut.mp3": ("refused", "truncated"),
        "cut.wav": ("refused", "truncated"),
        "deposit.toml": ("read", None),
        "empty.flac": ("refused", "empty"),
        "flipped.flac": ("refused", "corrupt"),
        "folder.flac": ("refused", "link"),
        "latin-\\xfc.flac": ("refused", "name-unsafe"),
        "link.flac": ("refused", "link"),
        "long.flac": ("accepted", None),
        "new\\nline.flac": ("refused", "name-unsafe"),
        "pipe.flac": ("refused", "not-a-file"),
        "silent.wav": ("refused", "empty"),
        "text.flac": ("refused", "not-audio"),
    }
    assert all(one["reason"] for one in report["files"] if one["status"] == "refused")
    notes = " ".join(next(one for one in report["files"] if one["name"] == "long.flac")["notes"])
    assert "10000 characters" in notes
    assert "not an ISRC" in notes
    require_sound(archive, 2)


def test_a_refusal_is_logged_once_however_often_it_is_met(archive: Path, music: Path) -> None:
    (music / "text.flac").write_text("no")
    accept(archive, music, check=3)
    again = accept(archive, music, check=3)
    assert outcomes(again)["text.flac"] == ("refused", "not-audio")
    assert run("--archive", archive, "ledger", "verify", "--json").json["size"] == 3


def test_a_refused_file_goes_in_once_its_rights_are_recorded(archive: Path, music: Path) -> None:
    description = (music / "deposit.toml").read_text()
    (music / "deposit.toml").unlink()
    first = accept(archive, music, check=10)
    assert outcomes(first) == {GOOD: ("refused", "no-ground")}
    (music / "deposit.toml").write_text(description)
    assert outcomes(accept(archive, music))[GOOD] == ("accepted", None)
    require_sound(archive, 1)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("deposit.csv", "file,titel\ngood.flac,x\n", "deposit.csv, line 1: no such column: 'titel'"),
        (
            "deposit.csv",
            "file,isrc\ngood.flac,DEABC26٠٠٠٠١\n",
            "deposit.csv, line 2, column isrc: not an ISRC",
        ),
        ("deposit.csv", "file\n../good.flac\n", "points out of the folder"),
        (
            "deposit.toml",
            '[[file]]\npath = "../../etc/passwd"\n',
            "deposit.toml, line 2: '../../etc/passwd' points",
        ),
    ],
)
def test_a_faulty_description_takes_nothing(
    archive: Path, music: Path, name: str, text: str, expected: str
) -> None:
    (music / name).write_text(text)
    ran = run("--archive", archive, "deposit", "accept", music, "--json", check=1)
    assert expected in ran.err
    assert ran.json["error"]["code"] == "deposit-description"
    require_sound(archive, 0)


def test_a_folder_that_is_not_there_is_named(archive: Path, tmp_path: Path) -> None:
    ran = run("--archive", archive, "deposit", "accept", tmp_path / "nowhere", check=1)
    assert "nowhere: no such folder" in ran.err


def test_an_empty_folder_says_so(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    ran = run("--archive", archive, "deposit", "accept", tmp_path / "nothing", check=1)
    assert "holds no audio file" in ran.out


@pytest.mark.skipif(
    shutil.which("setpriv") is None, reason="needs setpriv (util-linux) to give up root's rights"
)
def test_a_file_that_cannot_be_read_is_refused_by_name(archive: Path, music: Path) -> None:
    write_flac(music / "locked.flac", tone(0.3)).chmod(0)
    bound = "-dac_override,-dac_read_search"
    words = ["setpriv", f"--bounding-set={bound}", f"--inh-caps={bound}"] if os.geteuid() == 0 else []
    command = [*words, *PROGRAM, "--archive", str(archive), "deposit", "accept", str(music)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 3, done.stderr
    assert "refused  locked.flac\n         source: " in done.stdout
    assert "Permission denied" in done.stdout
    require_sound(archive, 1)


class Meddler:
    """Follows a deposit, and does something to a file as soon as bytes were read."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self._meddle = meddle
        self.outcomes: list[Outcome] = []

    def begin(self, files: int, size: int) -> None:
        """Ignore it."""

    def bytes_read(self, count: int) -> None:
        """Meddle."""
        del count
        self._meddle()

    def finished(self, outcome: Outcome) -> None:
        """Keep it."""
        self.outcomes.append(outcome)


@pytest.mark.parametrize("how", ["grown", "rewritten", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_refused_by_name(
    archive: Path, tmp_path: Path, how: str
) -> None:
    folder = tmp_path / "changing"
    folder.mkdir()
    file = write_flac(folder / "song.flac", tone(0.3))
    described(folder, [])
    data = file.read_bytes()

    def meddle() -> None:
        if how == "grown":
            file.write_bytes(data + b"more")
        elif how == "rewritten":
            file.write_bytes(data[:-1] + b"\x00")
        else:
            fresh = folder / "song.new"
            fresh.write_bytes(data)
            fresh.replace(file)

    meddler = Meddler(meddle)
    with Archive.open(archive, sign=True) as opened:
        opened.accept(folder, meddler)
    song = next(one for one in meddler.outcomes if one.name == "song.flac")
    assert (song.status, song.code) == (Status.REFUSED, "source")
    assert "changed while it was" in (song.reason or "")
    require_sound(archive, 0)


def test_a_second_deposit_at_the_same_time_waits_for_its_turn(archive: Path, music: Path) -> None:
    """The second is told so with status 12, loses nothing, and goes through afterwards."""
    seen: list[Any] = []

    def second() -> None:
        if not seen:
            seen.append(run("--archive", archive, "deposit", "accept", music, check=12))

    with Archive.open(archive, sign=True) as opened:
        opened.accept(music, Meddler(second))
    assert f"a deposit is being done by process {os.getpid()}" in seen[0].err
    assert outcomes(accept(archive, music))[GOOD] == ("held", "held")
    require_sound(archive, 1)


def test_many_deposits_at_once_end_with_every_file_once(archive: Path, tmp_path: Path) -> None:
    folders = []
    for number in range(3):
        folder = tmp_path / f"music{number}"
        folder.mkdir()
        write_flac(folder / "mine.flac", tone(0.2 + number / 10))
        write_flac(folder / "ours.flac", tone(0.9))
        described(folder, [])
        folders.append(folder)
    statuses: list[int] = []

    def until_done(folder: Path) -> None:
        while (status := run("--archive", archive, "deposit", "accept", folder, check=None).status) == 12:
            pass
        statuses.append(status)

    threads = [threading.Thread(target=until_done, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [0, 0, 0]
    require_sound(archive, 4)
    assert run("--archive", archive, "ledger", "verify", "--json").json["size"] == 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 6 MB, on which a deposit runs out of room."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI may not skip: a tmpfs cannot be mounted: {mounted.stderr.decode()}")
        pytest.skip("needs root, to mount a small tmpfs")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.root
def test_a_full_disk_stops_the_deposit_and_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    noise = np.random.default_rng(1)
    for number in range(6):
        samples = noise.uniform(-0.5, 0.5, (44100 * 8, 2))
        write_flac(music / f"{number}.flac", samples)
    described(music, [])
    archive = new_archive(small_disk / "archive")
    ran = run("--archive", archive, "deposit", "accept", music, "--json", check=1)
    assert ran.json["error"]["code"] == "storage"
    assert "No space left" in ran.err
    kept = run("--archive", archive, "vault", "verify", "--json").json
    assert kept["problems"] == []
    subprocess.run(["mount", "-o", "remount,size=80m", str(small_disk)], check=True)
    report = accept(archive, music)
    assert report["counts"]["accepted"] + report["counts"]["held"] == 6
    assert report["counts"]["held"] == kept["objects"]
    require_sound(archive, 6)


def test_a_deposit_waits_for_whoever_builds_the_catalogue(archive: Path, music: Path) -> None:
    """The site may build it at just that moment, without the items that came since."""
    with (archive / "catalogue/.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        builder = threading.Timer(4.0, lock.close)
        builder.start()
        with Archive.open(archive, sign=True) as opened:
            opened.accept(music, Meddler(lambda: None))
        builder.join()
    hits = run("--archive", archive, "search", "good", "--json").json
    assert [hit["title"] for hit in hits] == ["good"]


def test_an_interrupted_deposit_says_how_to_go_on(archive: Path, music: Path) -> None:
    """Ctrl-C ends with status 130, and the next run goes on."""
    script = (
        "import sys, _thread; from nachklang.vault import Vault; from nachklang.cli import main\n"
        "stage = Vault.stage\n"
        "def stopped(*words, **named):\n"
        "    _thread.interrupt_main(); return stage(*words, **named)\n"
        "Vault.stage = stopped\n"
        f"sys.argv = ['nachklang', '--archive', {str(archive)!r}, 'deposit', 'accept', {str(music)!r}]\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, text=True)
    assert done.returncode == 130, done.stderr
    assert "interrupted; run the same command again" in done.stderr
    assert outcomes(accept(archive, music))[GOOD] == ("accepted", None)
