"""The root of the command tree."""

import click
import pytest
from click.testing import CliRunner

from nachklang.cli import statuses
from nachklang.cli.entry import COMMANDS, root
from nachklang.errors import ArchiveError, FixityError, LockedError, NotPermittedError, StorageError
from nachklang.vault import ObjectExistsError


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_is_there(name: str) -> None:
    context = click.Context(root)
    command = root.get_command(context, name)
    assert command is not None
    assert command.name == name


def test_a_command_that_is_not_there_is_none() -> None:
    assert root.get_command(click.Context(root), "steal") is None


def test_help_lists_every_command() -> None:
    listed = CliRunner().invoke(root, ["--help"]).output
    for name, (_, summary) in COMMANDS.items():
        assert f"{name} " in listed
        assert summary in listed


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ArchiveError(), 1),
        (StorageError(), 1),
        (ObjectExistsError(), 1),
        (NotPermittedError(), 10),
        (FixityError(), 11),
        (LockedError(), 12),
    ],
)
def test_an_error_has_the_status_of_its_nearest_class(error: ArchiveError, status: int) -> None:
    assert statuses.status_of(error) == status
    assert status in statuses.MEANINGS
