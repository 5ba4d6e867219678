"""Killed, filled up or unplugged at any moment: the log stays whole and goes on."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.disk import Disk, Killed, fill, install, kill
from tests.unit.ledger.oracle import tree_hash

from nachklang.errors import StorageError
from nachklang.ledger import Ledger, Signer
from nachklang.ledger.durable import UNSYNCED

# Sizes of the batches before, then of the append that is stopped.
SCENARIOS = [
    ([], 3),
    ([3], 4),
    ([250, 3], 3),
    ([254], 5),
    ([200, 100], 1),
    ([200], 600),
    ([256], 256),
]


def _batch(name: str, count: int) -> list[bytes]:
    return [b"%s %d" % (name.encode(), number) for number in range(count)]


def _files(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name[0] != ".")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


class Bench:
    """One prepared log, of which every trial gets a copy."""

    def __init__(self, folder: Path, signer: Signer, before: Sequence[int]) -> None:
        self.folder = folder
        self.signer = signer
        prepared = Ledger.create(folder / "prepared", origin=ORIGIN, signer=signer)
        for number, count in enumerate(before):
            prepared.append(_batch(f"before {number}", count))
        self.size = prepared.size

    def copy(self, name: str = "trial") -> Ledger:
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.folder / "prepared", root, copy_function=_link_or_copy)
        return self.open(name)

    def open(self, name: str = "trial") -> Ledger:
        return Ledger.open(
            self.folder / name, origin=ORIGIN, verifier=self.signer.verifier, signer=self.signer
        )

    def recovered(self) -> Ledger:
        """Open the trial as the next process does, and require that whoever only reads finds it whole."""
        ledger = self.open()
        assert ledger.verify() == []
        ledger.recover()
        assert ledger.verify() == []
        return ledger

    def uninterrupted(self, *batches: Sequence[bytes]) -> dict[str, bytes]:
        ledger = self.copy("reference")
        for batch in batches:
            ledger.append(batch)
        return _files(ledger.root)


def _stop_append(ledger: Ledger, batch: Sequence[bytes], disk: Disk, error: type[BaseException]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        with pytest.raises(error):
            ledger.append(batch)


def _link_or_copy(source: str, target: str) -> None:
    """Link what the log never changes in place, which makes copies of large logs cheap."""
    if Path(source).name.startswith("."):
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def _count_calls(bench: Bench, batch: Sequence[bytes]) -> int:
    return len(_calls(bench, batch))


def _calls(bench: Bench, batch: Sequence[bytes]) -> list[tuple[str, Path]]:
    disk = Disk()
    ledger = bench.copy()
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        ledger.append(batch)
    return disk.calls


def _before_commit(bench: Bench, batch: Sequence[bytes]) -> int:
    """Return the call before which all tiles are written, and nothing yet of the checkpoint."""
    return next(at for at, (_, path) in enumerate(_calls(bench, batch)) if path.name == ".new")


@pytest.fixture(params=SCENARIOS, ids=str)
def scenario(request: pytest.FixtureRequest, tmp_path: Path, signer: Signer) -> tuple[Bench, list[bytes]]:
    before, count = request.param
    return Bench(tmp_path, signer, before), _batch("stopped", count)


@pytest.mark.parametrize("done_first", [False, True])
def test_killed_at_every_call_the_log_goes_on_as_if_nothing_had_been(
    scenario: tuple[Bench, list[bytes]], *, done_first: bool
) -> None:
    bench, batch = scenario
    after = _batch("after", 2)
    whole, whole_and_more = bench.uninterrupted(batch), bench.uninterrupted(batch, after)
    committed = set()
    for last in range(_count_calls(bench, batch)):
        ledger = bench.copy()
        _stop_append(ledger, batch, Disk(last, kill, done_first), Killed)
        reopened = bench.recovered()
        committed.add(reopened.size)
        if reopened.size == bench.size:
            reopened.append(batch)
        assert _files(reopened.root) == whole
        reopened.append(after)
        assert _files(reopened.root) == whole_and_more
    assert committed == {bench.size, bench.size + len(batch)}


@pytest.mark.parametrize("before", [[254], [65_534]], ids=str)
def test_other_entries_may_follow_a_killed_append(tmp_path: Path, signer: Signer, before: list[int]) -> None:
    bench, batch = Bench(tmp_path, signer, before), _batch("stopped", 300)
    others = [_batch("other", 1), _batch("other", 4)]
    expected = [bench.uninterrupted(other) for other in others]
    for last in range(0, _count_calls(bench, batch), 3):
        for other, files in zip(others, expected, strict=True):
            ledger = bench.copy()
            _stop_append(ledger, batch, Disk(last, kill), Killed)
            ledger = bench.recovered()
            if ledger.size == bench.size:
                ledger.append(other)
                assert _files(ledger.root) == files


@pytest.mark.parametrize("seed", range(6))
def test_other_entries_may_follow_a_power_cut(tmp_path: Path, signer: Signer, seed: int) -> None:
    """What was not synced yet may be there or not, whole or torn, in any combination."""
    bench, batch = Bench(tmp_path, signer, [200, 54]), _batch("stopped", 12_000)
    other = _batch("other", 5)
    calls = _count_calls(bench, batch)
    ledger, disk = bench.copy(), Disk(calls - 12, kill)
    _stop_append(ledger, batch, disk, Killed)
    chosen = random.Random(seed)
    written = [path for name, path in disk.calls if name == "write" and path.name[0] != "."]
    for path in written[-UNSYNCED:]:
        fate = chosen.choice(["lost", "torn", "whole"])
        if fate == "lost":
            path.unlink()
        elif fate == "torn":
            path.write_bytes(path.read_bytes()[: chosen.randrange(40)])
    assert bench.recovered().size == 254
    ledger.append(other)
    assert _files(ledger.root) == bench.uninterrupted(other)


def test_a_large_append_is_finished_with_few_files_open_at_a_time(tmp_path: Path, signer: Signer) -> None:
    bench, batch = Bench(tmp_path, signer, [200, 54]), _batch("stopped", 12_000)
    calls = _calls(bench, batch)
    _stop_append(bench.copy(), batch, Disk(len(calls) - 1, kill), Killed)
    assert calls[-1][0] == "replace"
    few = len(os.listdir("/proc/self/fd")) + UNSYNCED + 8  # noqa: PTH208
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, before[1]))
    try:
        ledger = bench.recovered()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert _files(ledger.root) == bench.uninterrupted(batch)


def test_killed_again_while_it_heals_the_log_still_goes_on(tmp_path: Path, signer: Signer) -> None:
    bench, batch = Bench(tmp_path, signer, [200, 54]), _batch("stopped", 600)
    retry = _batch("retry", 3)
    whole = bench.uninterrupted(retry)
    first_kill = _before_commit(bench, batch)
    for last in range(200):
        ledger = bench.copy()
        _stop_append(ledger, batch, Disk(first_kill, kill), Killed)
        disk = Disk(last, kill)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                ledger.append(retry)
            except Killed:
                disk.dead = True
        ledger = bench.recovered()
        if ledger.size == bench.size:
            ledger.append(retry)
        assert _files(ledger.root) == whole
        if not disk.dead:
            return
    pytest.fail("healing never came to its end")


@pytest.mark.parametrize(("begun", "count"), [(252, 3), (252, 9), (255, 1), (512, 300)])
def test_who_appended_before_sees_what_another_began_since(
    tmp_path: Path, signer: Signer, begun: int, count: int
) -> None:
    """Else what a process remembers of the edge would let it leave the files of a killed one behind."""
    bench = Bench(tmp_path, signer, [begun])
    first, stopped, after = _batch("first", 1), _batch("stopped", count), _batch("after", 2)
    whole, less = bench.uninterrupted(first, stopped, after), bench.uninterrupted(first, after)
    ends, disk = set(), Disk()
    for last in range(100):
        ledger, disk = bench.copy(), Disk(last, kill)
        ledger.append(first)
        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            install(patch, disk)
            bench.open().append(stopped)
        ledger.append(after)
        files = _files(ledger.root)
        ends.add(files == whole)
        assert files in (whole, less)
        assert ledger.verify() == []
        if not disk.dead:
            break
    assert not disk.dead
    assert ends == {True, False}


def test_two_that_take_turns_leave_one_log(tmp_path: Path, signer: Signer) -> None:
    bench = Bench(tmp_path, signer, [250])
    batches = [_batch(f"turn {number}", count) for number, count in enumerate((1, 1, 4, 2, 300, 1, 1))]
    expected = bench.uninterrupted(*batches)
    both = [bench.copy(), bench.open()]
    for turn, batch in enumerate(batches):
        both[turn % 2].append(batch)
    assert _files(both[0].root) == expected


@pytest.mark.parametrize("done_first", [False, True])
def test_creating_killed_at_every_call_can_be_repeated(
    tmp_path: Path, signer: Signer, *, done_first: bool
) -> None:
    kills = 0
    for last in range(100):
        root = tmp_path / str(last) / "log"
        disk = Disk(last, kill, done_first)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                Ledger.create(root, origin=ORIGIN, signer=signer)
            except Killed:
                kills += 1
        ledger = Ledger.create(root, origin=ORIGIN, signer=signer)
        assert (ledger.size, ledger.verify()) == (0, [])
        if not disk.dead:
            break
    assert kills > 5


def test_a_disk_full_at_any_call_is_a_storage_error_and_loses_nothing(
    scenario: tuple[Bench, list[bytes]],
) -> None:
    bench, batch = scenario
    whole = bench.uninterrupted(batch)
    for last in range(_count_calls(bench, batch)):
        ledger = bench.copy()
        _stop_append(ledger, batch, Disk(last, fill), StorageError)
        assert ledger.verify() == []
        if ledger.size == bench.size:
            ledger.append(batch)
        assert _files(ledger.root) == whole


def test_the_error_of_a_full_disk_names_the_file_and_says_what_to_do(tmp_path: Path, signer: Signer) -> None:
    ledger = Bench(tmp_path, signer, [3]).copy()
    disk = Disk(2, fill)
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        with pytest.raises(StorageError, match=r"trial/tile/entries/000\.p/4: No space left.*free space"):
            ledger.append([b"x"])
    assert not (ledger.root / ".new").exists()


@pytest.mark.root
def test_a_really_full_disk_loses_nothing(tmp_path: Path, signer: Signer) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "none", tmp_path], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"this machine lets nobody mount a tmpfs: {mounted.stderr.decode().strip()}")
    try:
        ledger = Ledger.create(tmp_path / "log", origin=ORIGIN, signer=signer)
        kept = _batch("kept", 300)
        ledger.append(kept)
        with pytest.raises(StorageError, match="No space left"):
            ledger.append([b"x" * 1000] * 600)
        assert (ledger.size, ledger.verify()) == (300, [])
        ledger.append([b"small"])
        assert list(ledger.entries()) == [*kept, b"small"]
        assert ledger.checkpoint().root_hash == tree_hash([*kept, b"small"])
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_everything_is_durable_before_the_checkpoint_says_so(scenario: tuple[Bench, list[bytes]]) -> None:
    bench, batch = scenario
    ledger, disk = bench.copy(), Disk()
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        ledger.append(batch)
    unsynced: set[Path] = set()
    for name, path in disk.calls:
        if name == "fsync":
            unsynced.discard(path)
        elif name == "replace":
            assert not unsynced
        elif name == "write":
            unsynced.add(path)
        elif name == "pwrite":
            pass  # whose turn it is need not last; where a tile begins, see below
        elif name == "rmdir":
            unsynced.discard(path)
            unsynced.add(path.parent)
        # The name of the lock is not new.
        elif path.name != ".lock":
            unsynced.add(path.parent)
    assert [name for name, _ in disk.calls].count("replace") == 1
    # Where an append that fills a tile begins is durable before anything of it is written.
    first = next(at for at, (name, _) in enumerate(disk.calls) if name == "write")
    fills = (bench.size + len(batch)) // 256 > bench.size // 256
    assert (("fsync", ledger.root / ".lock") in disk.calls[:first]) == fills
    assert disk.calls[-1] == ("replace", ledger.root / "checkpoint")


SCRIPT = """
import os, sys
from pathlib import Path
from nachklang.ledger import Ledger, Signer
from tests.unit.ledger.disk import Disk, kill_by_signal
root, origin, key, last = sys.argv[1:]
signer = Signer.parse(key)
ledger = Ledger.open(Path(root), origin=origin, verifier=signer.verifier, signer=signer)
disk = Disk(int(last), kill_by_signal, done_first=True)
disk.install(lambda name, function: setattr(os, name, function))
ledger.append([b"stopped %d" % number for number in range(5)])
"""


@pytest.mark.parametrize("last", [0, 3, 5, 7, 12, 17, 22, 25])
def test_a_real_kill_9_leaves_no_lock_and_no_loss(tmp_path: Path, signer: Signer, last: int) -> None:
    bench, batch = Bench(tmp_path, signer, [254]), _batch("stopped", 5)
    ledger = bench.copy()
    arguments = [str(ledger.root), ORIGIN, signer.text, str(last)]
    ended = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], check=False, cwd=_project())
    assert ended.returncode == -signal.SIGKILL
    ledger = bench.recovered()
    assert ledger.size in {bench.size, bench.size + len(batch)}
    if ledger.size == bench.size:
        ledger.append(batch)
    assert _files(ledger.root) == bench.uninterrupted(batch)


def _project() -> Path:
    return Path(__file__).parents[3]
