"""The words as a whole: they build, they link to what exists, and they keep to the project's own promises."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.unit.docs.pages import DOCS, PAGES, PROJECT, blocks, steps

CITED = {
    "127.0.0.1",
    "archive.example",
    "c2sp.org",
    "creativecommons.org",
    "semver.org",
    "witness.example",
}
"""Hosts that pages may cite: specifications, licences, the reader's own machine, and nobody's names."""


def names(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z\-]*):", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE))


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    """Sphinx finds what a reader would stumble over: broken links, pages in no table of contents."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    built = subprocess.run(
        [*command, "-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "html")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert built.returncode == 0, built.stderr
    assert "nachklang deposit accept" in (tmp_path / "html/reference/cli.html").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not urlsplit(target).scheme:
            assert (page.parent / target).exists(), f"{names(page)} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_only_known_hosts_are_named(page: Path) -> None:
    """So no page ties a reader to somebody's package index or server."""
    for host in re.findall(r"https?://([\w.\-]+)", page.read_text("utf-8")):
        assert host in CITED, f"{names(page)} names {host}"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_make_command_of_a_page_can_be_made(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"(?:`|^    |^\$ )make ([a-z][a-z\-]*)", text, flags=re.MULTILINE)
    assert set(named) <= targets()


def test_the_two_commands_of_the_readme_are_those_of_the_makefile_and_of_ci() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    two = re.findall(r"^    make ([a-z]+)$", readme, flags=re.MULTILINE)
    assert two == ["demo", "test"]
    assert (PROJECT / ".ci" / "run").read_text().splitlines()[-1] == "exec make test"


def test_the_readme_makes_an_archive_in_six_commands() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert sum(1 for block in blocks(readme) for _ in steps(block)) == 6


def test_the_architecture_names_every_floor_in_its_order() -> None:
    contract = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    floors = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = [set(re.findall(r"\w+", floor)) for floor in floors]
    table: dict[int, set[str]] = {}
    rows = re.findall(
        r"^\| (\d+) \| ([^|]+) \|", (PROJECT / "ARCHITECTURE.md").read_text("utf-8"), flags=re.MULTILINE
    )
    for floor, packages in rows:
        table.setdefault(int(floor), set()).update(re.findall(r"`(\w+)`", packages))
    assert [table[floor] for floor in sorted(table, reverse=True)] == rooms


def test_the_architecture_fits_on_its_page() -> None:
    assert len((PROJECT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 100


def test_the_architecture_draws_the_archive_as_init_makes_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nachklang", "init", str(tmp_path / "archive")]
    subprocess.run(command, check=True, capture_output=True)
    drawing = (PROJECT / "ARCHITECTURE.md").read_text("utf-8").split("```")[1]
    for entry in (tmp_path / "archive").iterdir():
        assert f"{entry.name}{'/' if entry.is_dir() else ''}" in drawing
