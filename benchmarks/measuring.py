"""Measuring contestants in turns, on the wall clock and in CPU seconds of all processes involved."""

import gc
import os
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

Work = Callable[[], object]
Prepare = Callable[[], AbstractContextManager[Work]]


class Role(StrEnum):
    """What a contestant stands for."""

    OURS = "ours"
    PEER = "peer"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: every full amount times `factor`, `rounds` times."""

    factor: float
    rounds: int

    def of(self, amount: int) -> int:
        """Scale an amount, never to nothing."""
        return max(1, round(amount * self.factor))

    @property
    def slow(self) -> "Scale":
        """The same amount for work that takes many seconds: three rounds at most."""
        return Scale(self.factor, min(self.rounds, 3))


FULL = Scale(1.0, 5)
SMALL = Scale(0.05, 2)


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to do a case's work. What `prepare` gives is timed, neither its set-up nor its clean-up."""

    name: str
    role: Role
    prepare: Prepare


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work: `amount` of `unit`. `note` says what the comparison is worth."""

    benchmark: str
    title: str
    amount: float
    unit: str
    contestants: Sequence[Contestant]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians in seconds over `runs`; `cpu` is user and system time, child processes included."""

    name: str
    role: Role
    wall: float
    cpu: float
    runs: int


@dataclass(frozen=True, slots=True)
class Result:
    """A case with the timings of its contestants, ours first."""

    case: Case
    timings: tuple[Timing, ...]

    @property
    def ours(self) -> Timing:
        """The timing that the ratios are taken to."""
        return self.timings[0]


def at_once(work: Work) -> Prepare:
    """Make the preparation of work that needs none."""
    return lambda: nullcontext(work)


def measure(case: Case, scale: Scale) -> Result:
    """Let the contestants take turns, so that whatever else the machine does hits them alike."""
    taken: dict[str, list[tuple[float, float]]] = {one.name: [] for one in case.contestants}
    for _ in range(scale.rounds):
        for one in case.contestants:
            with one.prepare() as work:
                taken[one.name].append(_timed(work))
    timings = (
        Timing(
            one.name,
            one.role,
            median(wall for wall, _ in taken[one.name]),
            median(cpu for _, cpu in taken[one.name]),
            scale.rounds,
        )
        for one in case.contestants
    )
    return Result(case, tuple(timings))


def _timed(work: Work) -> tuple[float, float]:
    gc.collect()
    cpu, wall = _cpu_seconds(), perf_counter()
    work()
    return perf_counter() - wall, _cpu_seconds() - cpu


def _cpu_seconds() -> float:
    """Add up this process, its children that ended, and those that live with the children they waited for."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime + sum(map(_of_child, _children()))


def _children() -> Iterator[int]:
    for thread in Path("/proc/self/task").iterdir():
        # A thread that ended since it was listed has no children any more: they belong to another.
        with suppress(FileNotFoundError, ProcessLookupError):
            yield from map(int, (thread / "children").read_text(encoding="ascii").split())


def _of_child(process: int) -> float:
    """Return the CPU seconds of a child that lives; one that ended since is counted with those that ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    # Fields 14 to 17 of proc_pid_stat(5); the second, the name, may hold spaces and ends with the last ")".
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def cold(folder: Path, work: Work) -> Iterator[Work]:
    """Have the files of a folder written out and dropped from memory, so that the disk is read."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)
    yield work
