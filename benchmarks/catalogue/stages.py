"""How long a stage took, and the most that it held in memory and on the disk."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

_MEMORY_EVERY = 0.25
_DISK_EVERY = 12
"""The folder is measured at each twelfth look at the memory."""


@dataclass(slots=True)
class Figures:
    """One stage, in seconds and bytes.

    `memory` and `private` are peaks of all processes together: all that is resident, and that without
    the pages of files, which the system may take back. `disk` is the peak of the work folder, `left` its
    size at the end; what has several names counts once. `cpu` is the processor time of this process alone.
    """

    name: str
    seconds: float = 0.0
    memory: int = 0
    private: int = 0
    disk: int = 0
    left: int = 0
    cpu: float = 0.0


@dataclass(slots=True)
class Recorder:
    """Measures one stage after the other below `folder` and keeps `file` up to date."""

    folder: Path
    file: Path
    about: dict[str, Any]
    stages: list[Figures] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def resume(self) -> None:
        """Take over the figures of an earlier run."""
        with suppress(FileNotFoundError):
            known = json.loads(self.file.read_text(encoding="utf-8"))
            self.stages = [Figures(**stage) for stage in known["stages"]]
            self.figures = known["figures"]

    def has(self, name: str) -> bool:
        """Tell whether the stage was measured already."""
        return any(stage.name == name for stage in self.stages)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside; written where it ends well."""
        figures = Figures(name)
        stop = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(figures, stop), daemon=True)
        watcher.start()
        began, cpu = perf_counter(), process_time()
        try:
            yield
            figures.seconds = round(perf_counter() - began, 2)
            figures.cpu = round(process_time() - cpu, 2)
        finally:
            stop.set()
            watcher.join()
        figures.left = folder_size(self.folder)
        self.stages = [*(stage for stage in self.stages if stage.name != name), figures]
        self.write()
        gigabytes = (
            f"{value / 1e9:.2f}" for value in (figures.memory, figures.private, figures.disk, figures.left)
        )
        print(name, f"{figures.seconds:.1f} s", "GB:", *gigabytes, flush=True)

    def _watch(self, figures: Figures, stop: threading.Event) -> None:
        looks = 0
        while not stop.wait(_MEMORY_EVERY):
            whole, private = memory_of_all()
            figures.memory = max(figures.memory, whole)
            figures.private = max(figures.private, private)
            if looks % _DISK_EVERY == 0:
                figures.disk = max(figures.disk, folder_size(self.folder))
            looks += 1

    def note(self, name: str, value: object) -> None:
        """Keep a figure that is no stage."""
        self.figures[name] = value
        self.write()
        print(name, json.dumps(value), flush=True)

    def write(self) -> None:
        """Write all figures so far."""
        document = {
            "about": self.about,
            "stages": [asdict(stage) for stage in self.stages],
            "figures": self.figures,
        }
        self.file.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def folder_size(folder: Path) -> int:
    """Add up the blocks of all files below `folder`; files that go meanwhile count nothing."""
    sizes: dict[int, int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                stat = os.stat(os.path.join(parent, name))  # noqa: PTH116, PTH118  (called for a thousand files)
                sizes[stat.st_ino] = stat.st_blocks * 512
    return sum(sizes.values())


def memory_of_all() -> tuple[int, int]:
    """Return the resident bytes of this process and all below it, and those that are no pages of files."""
    whole = private = 0
    for process in _family(os.getpid()):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
            sizes = {
                line.partition(":")[0]: line.split()[1]
                for line in lines
                if line.startswith(("VmRSS", "RssFile"))
            }
            whole += int(sizes.get("VmRSS", 0)) * 1024
            private += (int(sizes.get("VmRSS", 0)) - int(sizes.get("RssFile", 0))) * 1024
    return whole, private


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                for child in (thread / "children").read_text(encoding="ascii").split():
                    yield from _family(int(child))
