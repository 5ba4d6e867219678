"""What holds for every test."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes, or is made, says something of the machine and its load: no test may ask for it.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Spark's Java compiles with care what runs for hours; a test runs for seconds. What it compiles so takes more
# room than it would make for it, where one Java serves all tests of a worker.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--driver-java-options '{_JAVA}' pyspark-shell")

_MEMORY = Path("/dev/shm")  # noqa: S108 - only taken where it is large, and emptied at the end
_ROOM = 8 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Let tests write into memory where there is enough: most of their time is waiting for syncs of a disk.

    What a sync does is not tested by waiting for it: see `tests/unit/vault/power_loss.py`.
    """
    wanted = config.option.basetemp is None and not hasattr(config, "workerinput")
    if wanted and _MEMORY.is_dir() and min(shutil.disk_usage(_MEMORY).free, _available()) > _ROOM:
        config.option.basetemp = tempfile.mkdtemp(prefix="nachklang-tests-", dir=_MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to run where tests that share what takes minutes to make would be spread over workers."""
    grouped = [one for one in session.items if one.get_closest_marker("xdist_group")]
    if getattr(session.config.option, "loadgroup", False) and not all("@" in one.nodeid for one in grouped):
        raise pytest.UsageError(
            "pytest-xdist does not heed xdist_group; install what requirements-dev.lock says"
        )


def _available() -> int:
    """Return the bytes of memory that programs can still have."""
    lines = (line.split() for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines())
    return next(int(size) << 10 for name, size, *_ in lines if name == "MemAvailable:")
