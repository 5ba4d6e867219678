"""Reference pages made from the code, so that they cannot say anything else."""  # noqa: INP001 - no package

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import click
from docs.law_pages import law_page

import nachklang
from nachklang.catalogue.sources.own_table.fields import FIELDS, KEYS_OF_SOURCE, KEYS_OF_TABLE
from nachklang.cli import statuses
from nachklang.cli.entry import root
from nachklang.config import NewArchive, render
from nachklang.deposit import COLUMNS
from nachklang.errors import ArchiveError
from nachklang.ledger import EntryKind
from nachklang.model.acts import ActorClass, Territory

_WIDTH = 96


def write_pages(folder: Path) -> None:
    """Write every page into `folder`; one that says the same already keeps its time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def pages() -> Mapping[str, str]:
    """Return the pages by file name."""
    return {
        "cli.md": _commands_page(),
        "archive-toml.md": _fenced("toml", _example_settings()),
        "deposit-csv.md": _table(
            ("column", "holds"), ((f"`{name}`", text) for name, text in COLUMNS.items())
        ),
        "exit-statuses.md": _table(
            ("status", "meaning"), ((f"`{status}`", text) for status, text in statuses.MEANINGS.items())
        ),
        "error-codes.md": _errors_page(),
        "law.md": law_page(),
        "entry-kinds.md": "\n".join(f"- `{kind}`" for kind in EntryKind) + "\n",
        "table-mapping-source.md": _keys(KEYS_OF_SOURCE),
        "table-mapping-table.md": _keys(KEYS_OF_TABLE),
        **{f"table-mapping-{holds}.md": _keys(fields) for holds, fields in FIELDS.items()},
    }


def commands(
    command: click.Command = root, parent: click.Context | None = None, name: str = "nachklang"
) -> Iterator[click.Context]:
    """Yield a context for every command of the tree, parents first."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield context
    if isinstance(command, click.Group):
        for inner_name in command.list_commands(context):
            inner = command.get_command(context, inner_name)
            if inner is not None:
                yield from commands(inner, context, inner_name)


def error_classes() -> list[type[ArchiveError]]:
    """Return every class of the hierarchy, by code."""
    for module in pkgutil.walk_packages(nachklang.__path__, "nachklang."):
        if not module.name.startswith(("nachklang.registry.migrations", "nachklang.__main__")):
            importlib.import_module(module.name)
    found = {ArchiveError}
    waiting = [ArchiveError]
    while waiting:
        inner = [one for one in waiting.pop().__subclasses__() if one not in found]
        found.update(inner)
        waiting += inner
    ours = [one for one in found if one.__module__.startswith("nachklang.")]
    return sorted(ours, key=lambda one: (one.code, one.__name__))


def _commands_page() -> str:
    return "\n".join(
        f"## {context.command_path}\n\n{_fenced('text', context.command.get_help(context))}"
        for context in commands()
    )


def _errors_page() -> str:
    """Tell each code by the docstring of its class; a class without a code of its own is left out."""
    rows = [
        (f"`{one.code}`", (one.__doc__ or "").split("\n\n")[0].replace("\n", " "))
        for one in error_classes()
        if "code" in vars(one)
    ]
    return _table(("code", "meaning"), rows)


def _example_settings() -> str:
    return render(
        NewArchive(
            id=UUID("00000000-0000-4000-8000-000000000000"),
            name="Schallarchiv Beispielstadt",
            institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
            jurisdiction=Territory("DE"),
            registry_url="sqlite:///registry.db",
            origin="nachklang.example/00000000-0000-4000-8000-000000000000",
            verifier="nachklang.example/00000000-0000-4000-8000-000000000000+d0664559+AVH3soD/…",
        )
    )


def _table(heads: tuple[str, str], rows: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    lines = [heads, ("---", "---"), *rows]
    return "".join(f"| {left} | {right} |\n" for left, right in lines)


def _keys(meanings: Mapping[str, str]) -> str:
    return _table(("key", "meaning"), [(f"`{key}`", text) for key, text in meanings.items()])


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"
