"""Whatever a reader can write or meet is in the reference: commands, keys, columns, codes, addresses."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from docs.generate import commands, error_classes, pages, write_pages
from tests.unit.docs.pages import DOCS, PROJECT

from nachklang import archive
from nachklang.catalogue import Catalogue
from nachklang.cli.entry import root
from nachklang.config import parse_settings
from nachklang.deposit import COLUMNS
from nachklang.deposit.toml_reader import read_toml
from nachklang.errors import ArchiveError, DepositDescriptionError, SettingsError
from nachklang.ledger import Entry, EntryKind
from nachklang.web import app

REFERENCE = DOCS / "reference"
GENERATED = pages()
CONTEXTS = {context.command_path: context for context in commands()}

DEPOSIT_TABLES = {
    "[deposit]": "[deposit]",
    "[[file]]": '[[file]]\npath = "a"\ncomposers_complete = true',
    "[file.rights.LAYER]": '[defaults.rights.recording]\nlicence = "CC0-1.0"',
    "[[agreement]]": '[[agreement]]\nreference = "A"\nacts = ["stream"]',
    "[[prohibition]]": '[[prohibition]]\nkind = "hold"\nreason = "r"\nacts = ["stream"]',
    "[[copyright]]": '[[copyright]]\nfile = "a"',
}


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """Return the part of a page below the heading that names this table."""
    return next(part for part in re.split(r"^## ", text, flags=re.MULTILINE) if f"`{heading}`" in part[:80])


def known_keys(text: str) -> set[str]:
    """Ask the reader of `deposit.toml` which keys it knows, by a key that it cannot know."""
    with pytest.raises(DepositDescriptionError) as caught:
        read_toml(f"{text}\n0123456789 = 1\n", frozenset({"a"}))
    return set(str(caught.value).split("known here: ")[1].split(", "))


def settings_keys(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        inner = value[0] if isinstance(value, list) and isinstance(value[0], dict) else value
        if isinstance(inner, dict):
            yield from settings_keys(inner, f"{key}.")
        else:
            yield f"{prefix}{key}"


def test_every_command_is_in_the_reference() -> None:
    leaves = {"init", "deposit accept", "vault verify", "ledger verify", "rights explain", "serve", "demo"}
    assert {f"nachklang {leaf}" for leaf in leaves} < set(CONTEXTS)
    for path in CONTEXTS:
        assert f"## {path}\n" in GENERATED["cli.md"]
    assert "generated/cli.md" in page("cli.md")


@pytest.mark.parametrize(
    "path", [path for path, one in CONTEXTS.items() if not isinstance(one.command, click.Group)]
)
def test_the_help_of_every_command_holds_an_example(path: str) -> None:
    context = CONTEXTS[path]
    assert "Example:\n" in context.command.get_help(context)
    for parameter in context.command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts[0]} says nothing of itself"


def test_the_help_of_the_whole_names_each_command_once() -> None:
    listed = root.list_commands(click.Context(root))
    assert listed == [path.split()[1] for path in CONTEXTS if len(path.split()) == 2]


def test_every_exit_status_is_in_the_reference() -> None:
    for status in ("0", "1", "2", "3", "10", "11", "12", "130"):
        assert f"| `{status}` |" in GENERATED["exit-statuses.md"]


def keys_of(table: str) -> set[str]:
    """Ask the reader of `archive.toml` which keys it knows where `init` writes only some."""
    text = GENERATED["archive-toml.md"].removeprefix("```toml\n").rsplit("```", 1)[0]
    with pytest.raises(SettingsError) as caught:
        parse_settings(text.replace(f"[{table}]\n", f"[{table}]\nstrange = 1\n"), Path("archive"))
    return {f"{table}.{key}" for key in str(caught.value).split("known here: ")[1].split(", ")}


def store_keys() -> set[str]:
    """Ask the same of a store for copies, which `init` writes none of."""
    text = GENERATED["archive-toml.md"].removeprefix("```toml\n").rsplit("```", 1)[0]
    with pytest.raises(SettingsError) as caught:
        parse_settings(f'{text}\n[[store]]\nname = "a"\nurl = "/a"\nstrange = 1\n', Path("archive"))
    return {f"store.{key}" for key in str(caught.value).split("known here: ")[1].split(", ")}


def test_every_key_of_archive_toml_is_in_the_reference() -> None:
    written = tomllib.loads(GENERATED["archive-toml.md"].removeprefix("```toml\n").rsplit("```", 1)[0])
    documented = set(re.findall(r"^\| `([\w.]+)` \|", page("archive-toml.md"), flags=re.MULTILINE))
    optional = keys_of("engine") | keys_of("copies") | keys_of("ledger") | store_keys()
    assert documented == set(settings_keys(written)) | optional


@pytest.mark.parametrize("table", DEPOSIT_TABLES)
def test_every_key_of_deposit_toml_is_in_the_reference_and_in_the_example(table: str) -> None:
    documented = set(
        re.findall(r"^\| `(\w+)` \|", section(page("deposit-toml.md"), table), flags=re.MULTILINE)
    )
    known = known_keys(DEPOSIT_TABLES[table])
    assert documented == known
    example = (DOCS / "how-to" / "describe-a-deposit.md").read_text("utf-8")
    for key in known - {"rights"}:
        assert re.search(rf"^{key} = ", example, flags=re.MULTILINE), f"{table} {key} is in no example"


def test_every_table_of_deposit_toml_is_in_the_reference() -> None:
    for table in known_keys(""):
        assert re.search(rf"^## .*`\[+{table}\]+`", page("deposit-toml.md"), flags=re.MULTILINE), table


def test_every_column_of_deposit_csv_is_in_the_reference_and_in_the_example() -> None:
    assert "generated/deposit-csv.md" in page("deposit-csv.md")
    for column in COLUMNS:
        assert f"| `{column}` |" in GENERATED["deposit-csv.md"]
    example = (DOCS / "how-to" / "describe-a-deposit.md").read_text("utf-8")
    assert ";".join(COLUMNS) in example


def test_every_error_code_is_in_the_reference() -> None:
    codes = {one.code for one in error_classes()}
    assert {ArchiveError.code, "locked", "fixity", "catalogue-index", "address"} < codes
    for code in codes:
        assert f"| `{code}` |" in GENERATED["error-codes.md"]


def test_every_reason_of_a_refusal_is_in_the_reference() -> None:
    """Codes are written where they arise, so they are looked for in the source."""
    source = PROJECT / "src" / "nachklang"
    found = set(re.findall(r'\("([a-z\-]+)", (?:reason|f?")', (source / "deposit/listing.py").read_text()))
    found |= set(
        re.findall(
            r'_refuse\((?:work\.)?candidate, "([a-z\-]+)"', (source / "deposit/workflow.py").read_text()
        )
    )
    for file in (source / "audio").glob("*.py"):
        found |= set(re.findall(r'(?:UnfitAudioError|AudioProblem)\(\s*"([a-z\-]+)"', file.read_text()))
    assert {"link", "name-collides", "object-missing", "drm", "truncated", "empty"} < found
    for code in found:
        assert f"| `{code}` |" in page("codes.md"), code


def test_every_kind_and_field_of_a_ledger_entry_is_in_the_reference() -> None:
    for kind in EntryKind:
        assert f"- `{kind}`" in GENERATED["entry-kinds.md"]
    for field in ("v", *Entry.__dataclass_fields__):
        assert f"| `{field}` |" in page("ledger-entries.md")


def test_every_address_of_the_site_is_in_the_reference() -> None:
    for route in app._routes():
        assert f"`{route.path}`" in page("site.md"), route.path


def test_every_name_of_the_python_interface_is_in_the_reference() -> None:
    text = page("python.md")
    for name in set(archive.__all__) - {"KEY_VARIABLE"}:  # archive-toml.md has it
        assert f":: nachklang.archive.{name}\n" in text
    members = {
        name: set(found.split(", "))
        for name, found in re.findall(r"autoclass:: [\w.]+\.(\w+)\n   :members: (.+)", text)
    }
    assert {"take_in", "link_catalogue"} < members["Archive"]
    # What makes snapshots belongs to the archive, which asks rights first and logs it.
    inner = {"build", "take_in", "link", "collect"}
    assert members["Catalogue"] == {name for name in vars(Catalogue) if name[0] != "_"} - inner


def test_a_page_that_is_right_is_not_written_again(tmp_path: Path) -> None:
    write_pages(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    write_pages(tmp_path)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before
