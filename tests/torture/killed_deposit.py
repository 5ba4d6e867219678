"""Kill a deposit before one of its system calls, run it again, and say what the archive then holds.

Run as `python -m tests.torture.killed_deposit TEMPLATE MUSIC WORK POINTS`. TEMPLATE is a new archive, MUSIC
a folder to deposit, WORK an empty folder, POINTS how many moments to try (0: every one of them).

The process does everything once, imports included, and forks for each attempt, which then has no
start-up to pay for. In the
child a profiler sees every call into C; at the chosen call that could change the disk the child kills
itself with SIGKILL, as the kernel's out-of-memory killer would. Writes JSON lines: first the state after a
run that nobody disturbed, then one state a kill.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nachklang.archive import Archive
from nachklang.deposit import Outcome
from nachklang.ledger import Entry
from nachklang.model.plain import to_plain

CHANGING = frozenset(
    {
        "open",
        "write",
        "fsync",
        "fdatasync",
        "rename",
        "replace",
        "link",
        "unlink",
        "remove",
        "rmdir",
        "mkdir",
        "truncate",
        "ftruncate",
        "pwrite",
        "execute",
        "executemany",
        "commit",
        "copy_file_range",
        "sendfile",
        "chmod",
        "utime",
        "close",
        "flock",
    }
)


class Quiet:
    """A deposit's progress that nobody follows."""

    def begin(self, files: int, size: int) -> None:
        """Ignore it."""

    def bytes_read(self, count: int) -> None:
        """Ignore it."""

    def finished(self, outcome: Outcome) -> None:
        """Ignore it."""


class Counter:
    """Counts calls that could change the disk, and kills this process before the one that was chosen."""

    def __init__(self, deadly: int | None) -> None:
        self.count = 0
        self._deadly = deadly

    def __call__(self, frame: Any, event: str, arg: Any) -> None:
        del frame
        if event != "c_call" or getattr(arg, "__name__", "") not in CHANGING:
            return
        if self.count == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1


def one_thread() -> Executor:
    """Decode in a thread: starting processes would take most of an attempt's time."""
    return ThreadPoolExecutor(max_workers=1)


def deposit(archive: Path, music: Path, deadly: int | None) -> int:
    """Deposit, and return how many calls there were."""
    counter = Counter(deadly)
    sys.setprofile(counter)
    try:
        with Archive.open(archive, sign=True) as opened:
            opened.accept(music, Quiet(), executors=one_thread)
    finally:
        sys.setprofile(None)
    return counter.count


def state(archive: Path) -> dict[str, Any]:
    """Describe what an archive holds, without what may differ between two runs: instants, salts, keys."""
    with Archive.open(archive) as opened:
        items = [to_plain(item) | {"accepted_at": None} for item in opened.registry.items()]
        events = {item["id"]: [str(one.kind) for one in opened.registry.events(item["id"])] for item in items}
        entries = [Entry.decode(data) for data in opened.ledger.entries()]
        latest = opened.catalogue.latest()
        objects = list(opened.vault.object_ids())
        held = {item["id"] for item in items}  # the subject of a refusal is random
        return {
            "items": sorted(items, key=lambda item: str(item["id"])),
            "events": events,
            "refusals": sorted((one.original_name, one.code) for one in opened.registry.refusals()),
            "deposits": [(one.id, one.finished_at is not None) for one in opened.registry.deposits()],
            "log": [
                (str(one.kind), one.subject in held and one.subject, one.decision, sorted(one.commitments))
                for one in entries
            ],
            "indices": [opened.registry.ledger_index(item["id"]) for item in items],
            "waiting": len(opened.registry.pending_entries()) + len(opened.registry.plans()),
            "objects": sorted(objects),
            "files": sorted((one, sorted(opened.vault.inventory(one).logical_paths())) for one in objects),
            "vault": [to_plain(one) for one in opened.vault.verify(expected={i["object_id"] for i in items})],
            "ledger": [to_plain(one) for one in opened.ledger.verify()],
            "catalogue": None if latest is None else to_plain(latest.counts()),
            "staging": sorted(path.name for path in (archive / "staging").rglob("*") if path.is_file()),
        }


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a fork, and return the signal that ended it, or 0."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child's traceback is the report
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed with status {os.WEXITSTATUS(status)}")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def attempt(template: Path, music: Path, work: Path, deadly: int | None) -> dict[str, Any]:
    """Kill one deposit at a call, run it again to its end, and return the state and the signal."""
    archive = work / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    shutil.copytree(template, archive)
    report = work / "report.json"

    def first() -> None:
        report.write_text(json.dumps(deposit(archive, music, deadly)))

    died = in_child(first)
    if deadly is not None:
        in_child(lambda: drop(deposit(archive, music, None)))
    result = work / "state.json"
    in_child(lambda: drop(result.write_text(json.dumps(state(archive)))))
    calls = None if died else json.loads(report.read_text())
    return {"call": deadly, "signal": died, "calls": calls, "state": json.loads(result.read_text())}


def drop(value: object) -> None:
    """Forget a value: a child's work has no result."""
    del value


def write(line: dict[str, Any]) -> None:
    """Write one JSON line."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run the attempts and write their states."""
    template, music, work = (Path(word) for word in sys.argv[1:4])
    points = int(sys.argv[4])
    shutil.copytree(template, work / "warm")
    deposit(work / "warm", music, None)
    whole = attempt(template, music, work, None)
    write(whole)
    calls = whole["calls"]
    many = min(points or calls, calls)
    chosen = sorted({number * calls // many for number in range(many)})
    for call in chosen:
        write(attempt(template, music, work, call))


if __name__ == "__main__":
    main()
