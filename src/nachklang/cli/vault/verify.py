"""`nachklang vault verify`."""

import click

from nachklang.archive import VaultReport, verify_vault
from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, size
from nachklang.cli.progress import byte_bar

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault verify

\b
The exit status is 11 when a byte differs, is missing or is extra.
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def verify(*, as_json: bool) -> int:
    """Read every byte of the vault again and compare it with its record."""
    with open_archive() as archive, byte_bar("Verifying", archive.vault.total_bytes()) as bar:
        report = verify_vault(archive, on_bytes=lambda count: bar.advance(bar.task_ids[0], count))
    if as_json:
        emit_json(report)
    else:
        _print(report)
    return statuses.FIXITY if report.problems else statuses.OK


def _print(report: VaultReport) -> None:
    console = results()
    for problem in report.problems:
        where = f"{problem.object_id}, " if problem.object_id else ""
        console.print(f"{problem.kind}  {where}{problem.path}: {problem.detail}", markup=False)
    found = plural(len(report.problems), "problem") if report.problems else "every byte is as recorded"
    console.print(f"{plural(report.objects, 'object')}, {size(report.size)} read: {found}", markup=False)
