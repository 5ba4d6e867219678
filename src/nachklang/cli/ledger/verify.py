"""`nachklang ledger verify`."""

import click

from nachklang.archive import verify_ledger
from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results
from nachklang.cli.progress import item_bar
from nachklang.ledger import Checkpoint, LedgerProblem

_VERIFY_EPILOG = """\b
Example:
  nachklang --archive my-archive ledger verify

\b
The exit status is 11 when the log is not what its signed checkpoint says.
"""


@click.command(epilog=_VERIFY_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def verify(*, as_json: bool) -> int:
    """Compute the whole log again from its entries and compare it with its signed checkpoint."""
    with open_archive() as archive, item_bar("Verifying") as bar:
        problems = verify_ledger(archive, on_entries=lambda count: bar.advance(bar.task_ids[0], count))
        checkpoint = None if problems else archive.ledger.checkpoint()
    if as_json:
        emit_json(_document(problems, checkpoint))
    else:
        _print(problems, checkpoint)
    return statuses.FIXITY if problems else statuses.OK


def _document(problems: list[LedgerProblem], checkpoint: Checkpoint | None) -> dict[str, object]:
    """Return what was signed, where it could be trusted, and the problems."""
    signed: dict[str, object] = {"origin": None, "size": None, "root": None}
    if checkpoint is not None:
        root = checkpoint.root_hash.hex()
        signed = {"origin": checkpoint.origin, "size": checkpoint.size, "root": root}
    return {**signed, "problems": problems}


def _print(problems: list[LedgerProblem], checkpoint: Checkpoint | None) -> None:
    console = results()
    for problem in problems:
        console.print(f"problem  {problem.path}: {problem.detail}", markup=False)
    if checkpoint is None:
        console.print(f"The log is not as it was signed: {plural(len(problems), 'problem')}", markup=False)
    else:
        entries = plural(checkpoint.size, "entry", "entries")
        root = checkpoint.root_hash.hex()
        console.print(f"{checkpoint.origin}, {entries}: as signed, root {root}", markup=False)
