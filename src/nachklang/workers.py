"""Processes that work for another one: as many as there are processors, and none that outlives it."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor


def count() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


def processes(most: int | None = None) -> Executor:
    """Make at most `most` processes: forked from a clean server, they inherit no locks and no open files."""
    return ProcessPoolExecutor(
        max_workers=most or count(), mp_context=multiprocessing.get_context("forkserver"), initializer=_belong
    )


def _belong() -> None:
    """Leave Ctrl-C to the parent, and end when it ends: a killed parent can tell nobody to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
