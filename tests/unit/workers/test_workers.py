"""Nothing that decodes outlives the process that asked for it."""

import subprocess
import sys

PARENT = """\
import os, sys
from nachklang.workers import processes

if __name__ == "__main__":
    print(processes().submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


def test_when_the_parent_is_killed_its_workers_end() -> None:
    """The workers hold the parent's output open: it ends when the last of them has."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) != parent.pid
    parent.kill()
    rest, _ = parent.communicate(timeout=60)
    assert rest == b""
