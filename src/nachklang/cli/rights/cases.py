"""`nachklang rights cases`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights cases
"""


@click.command(epilog=_EPILOG)
@click.option("--all", "closed", is_flag=True, help="List the cases that ended, too.")
@click.option("--json", "as_json", is_flag=True, help="Write the cases as JSON.")
def cases(*, closed: bool, as_json: bool) -> None:
    """List the cases of withdrawal that are open: items that lost acts which they had, and why."""
    with open_archive() as archive:
        found = archive.registry.withdrawals.cases(closed=closed)
    if as_json:
        emit_json(found)
        return
    for one in found:
        ended = f" ({one.ending})" if one.ending else ""
        acts = ", ".join(sorted(one.acts))
        results().print(
            shown(f"{one.id}  {one.item_id}  {acts} since {one.since}{ended}: {one.reason}"), markup=False
        )
