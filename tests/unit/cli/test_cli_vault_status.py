"""`vault status` over a registry that tells of a year."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from tests.unit.web.vault_archive import TELLTALES, make_empty_archive, make_vault_archive

from nachklang.archive import Archive, vault_status
from nachklang.cli.vault.status_lines import lines_of

NOW = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
"""A Thursday."""


class _Then(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Then":
        return cls(2026, 11, 19, 9, 30, tzinfo=tz)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    place = make_vault_archive(tmp_path_factory.mktemp("status"), NOW)
    with pytest.MonkeyPatch.context() as patch, Archive.open(place) as archive:
        patch.setattr("nachklang.archive.preserving.datetime", _Then)
        yield list(lines_of(vault_status(archive)))


def test_the_last_weeks_of_audits_are_one_line(lines: list[str]) -> None:
    (at,) = [number for number, line in enumerate(lines) if line.startswith("audits")]
    signs = lines[at].removeprefix("audits   ")
    assert [len(week) for week in signs.split(" ")] == [7] * 7 + [4]
    assert signs.endswith(" !*.+")
    assert (signs.count("#"), signs.count("!")) == (1, 1)
    assert "from 2026-09-28: . nothing read, -+*# from little to most, ! damage found" in lines[at + 1]
    assert all(len(line) < 100 for line in lines[at : at + 2])


def test_where_nothing_was_read_nothing_is_drawn(tmp_path: Path) -> None:
    with Archive.open(make_empty_archive(tmp_path)) as archive:
        assert [line for line in lines_of(vault_status(archive)) if line.startswith("audits")] == []


def test_those_who_keep_the_archive_are_told_why(lines: list[str]) -> None:
    text = "\n".join(lines)
    for name in ("absence", "task", "damage", "hold"):
        assert TELLTALES[name] in text


def test_the_command_prints_the_lines_on_any_terminal(tmp_path: Path) -> None:
    place = make_vault_archive(tmp_path, datetime.now(UTC))
    words = [sys.executable, "-X", "utf8=0", "-m", "nachklang", "--archive", str(place), "vault", "status"]
    done = subprocess.run(
        words, capture_output=True, check=False, env={"LC_ALL": "C", "PYTHONPATH": ":".join(sys.path)}
    )
    assert done.returncode == 11, done.stderr
    assert b"\naudits   " in done.stdout
    assert b"\\u" not in done.stdout
