"""`nachklang ledger`."""

import click
from rich.console import Console

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural
from nachklang.cli.progress import item_bar

_VERIFY_EPILOG = """\b
Example:
  nachklang --archive my-archive ledger verify

\b
The exit status is 11 when the log is not what its signed checkpoint says.
"""


@click.group()
def ledger() -> None:
    """Look after the public log."""


@ledger.command(epilog=_VERIFY_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def verify(*, as_json: bool) -> int:
    """Compute the whole log again from its entries and compare it with its signed checkpoint."""
    with open_archive() as archive, item_bar("Verifying", archive.ledger.size) as bar:
        problems = archive.ledger.verify(on_entries=lambda count: bar.advance(bar.task_ids[0], count))
        checkpoint = archive.ledger.checkpoint()
    root = checkpoint.root_hash.hex()
    if as_json:
        emit_json({"origin": checkpoint.origin, "size": checkpoint.size, "root": root, "problems": problems})
        return statuses.FIXITY if problems else statuses.OK
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(f"problem  {problem.path}: {problem.detail}", markup=False)
    entries = plural(checkpoint.size, "entry", "entries")
    found = plural(len(problems), "problem") if problems else f"as signed, root {root}"
    console.print(f"{checkpoint.origin}, {entries}: {found}", markup=False)
    return statuses.FIXITY if problems else statuses.OK
