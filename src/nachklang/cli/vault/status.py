"""`nachklang vault status`."""

from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown

if TYPE_CHECKING:
    from nachklang.preservation.status import Status

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault status

\b
The exit status is 11 while damage stands, 3 while objects lack copies or anything waits, else 0.
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the status as JSON.")
def status(*, as_json: bool) -> int:
    """Show what is kept where, what was read when, what was found and what waits; no store is asked."""
    from nachklang.archive import vault_status  # noqa: PLC0415  (`--help` does without)
    from nachklang.cli.vault.status_lines import lines_of  # noqa: PLC0415

    with open_archive() as archive:
        found = vault_status(archive)
    if as_json:
        emit_json(found)
    else:
        for line in lines_of(found):
            results().print(shown(line), markup=False)
    return _exit(found)


def _exit(found: "Status") -> int:
    if found.standing:
        return statuses.FIXITY
    return statuses.PARTLY_DONE if found.short or found.waiting or found.waiting_deposits else statuses.OK
