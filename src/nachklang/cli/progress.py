"""Progress on stderr: quiet where that is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from nachklang.cli.output import messages, size

if TYPE_CHECKING:
    from nachklang.catalogue import Stage
    from nachklang.deposit import Outcome


@contextmanager
def byte_bar(label: str, total: int | None) -> Iterator[Progress]:
    """Show a bar of bytes with rate and, where the total is known, time left; the task's id is 0."""
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        bar.add_task(label, total=total)
        yield bar


@contextmanager
def item_bar(label: str) -> Iterator[Progress]:
    """Show a count of things whose total nobody knows yet; the task's id is 0."""
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(label, total=None)
        yield bar


class ImportProgress:
    """Shows an import stage by stage: bytes read with rate and time left, or steps, and rows taken."""

    def __init__(self) -> None:
        self._console = messages()
        self._stage = ""
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[amount]}"))
        self._bar = Progress(
            *columns,
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", amount="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, stage: "Stage") -> None:
        """Take note of how far the work got."""
        if stage.name != self._stage:
            self._stage = stage.name
            self._bar.reset(self._task, description=stage.name, total=stage.total)
        self._bar.update(self._task, completed=stage.done, total=stage.total, amount=_amount(stage))


def _amount(stage: "Stage") -> str:
    rows = f", {stage.rows:,} rows" if stage.rows else ""
    if stage.name in {"hash", "read"}:
        return f"{size(stage.done)}/{size(stage.total)}{rows}"
    return f"step {stage.done + 1} of {stage.total}{rows}"


class DepositProgress:
    """Shows a deposit: bytes read with their rate and the time left, files done, the newest refusals."""

    def __init__(self) -> None:
        self._console = messages()
        self._files = 0
        self._done = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[files]}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, files: int, size: int) -> None:
        """Learn how much there is to do."""
        self._files = files
        self._bar.add_task("Depositing", total=size, files=f"0/{files} files")

    def bytes_read(self, count: int) -> None:
        """Move the bar."""
        self._bar.advance(self._bar.task_ids[0], count)

    def finished(self, outcome: "Outcome") -> None:
        """Count a file that was looked into."""
        from nachklang.deposit import Status  # noqa: PLC0415  (whoever shows bytes only does without)

        if outcome.status in {Status.ACCEPTED, Status.WAITING, Status.HELD, Status.REFUSED}:
            self._done = min(self._done + 1, self._files)
            self._bar.update(self._bar.task_ids[0], files=f"{self._done}/{self._files} files")
