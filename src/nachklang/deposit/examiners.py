"""Decoding in other processes, so that a file that kills its decoder kills nothing else."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from nachklang.audio import AudioProblem, Examination, Tags

Examine = Callable[[Path, str], Examination]

CRASHED = Examination(
    technical=None,
    tags=Tags({}, {}),
    problem=AudioProblem("corrupt", "the decoder crashed on it"),
    warnings=(),
)


@dataclass(frozen=True, slots=True)
class Pending:
    """An examination under way, and the executor that runs it."""

    path: Path
    name: str
    future: "Future[Examination]"
    executor: Executor


class Examiners:
    """Runs examinations on an executor, and makes a new executor when one was broken."""

    def __init__(self, make: Callable[[], Executor], examine: Examine) -> None:
        self._make = make
        self._examine = examine
        self._executor = make()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def submit(self, path: Path, name: str) -> Pending:
        """Start an examination."""
        try:
            return self._submitted(path, name)
        except BrokenExecutor:
            self._renew()
            return self._submitted(path, name)

    def _submitted(self, path: Path, name: str) -> Pending:
        return Pending(path, name, self._executor.submit(self._examine, path, name), self._executor)

    def result(self, pending: Pending) -> Examination:
        """Wait for a result. Where the executor broke, the file is tried once more, alone.

        Every examination under way fails when one process dies; only alone does it show whose fault
        it was.
        """
        try:
            return pending.future.result()
        except BrokenExecutor:
            if pending.executor is self._executor:
                self._renew()
        with self._make() as alone:
            try:
                return alone.submit(self._examine, pending.path, pending.name).result()
            except BrokenExecutor:
                return CRASHED

    def _renew(self) -> None:
        self._executor.shutdown(wait=True)
        self._executor = self._make()
