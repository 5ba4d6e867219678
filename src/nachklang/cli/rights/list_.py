"""`nachklang rights list`."""

from typing import TYPE_CHECKING

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown

if TYPE_CHECKING:
    from nachklang.model.rights_records import RightsRecord

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights list
"""


@click.command("list", epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the records as JSON, with their scopes.")
def list_(*, as_json: bool) -> None:
    """List what was recorded of rights, oldest first, those that ended too."""
    with open_archive() as archive:
        found = archive.registry.rights.all()
    if as_json:
        emit_json(found)
        return
    for one in found:
        until = f"to {one.ended_on}" if one.ended_on else "stands"
        day = one.recorded_at.date().isoformat()
        results().print(shown(f"{one.id}  {day}  {until}  {_says(one)}"), markup=False)


def _says(record: "RightsRecord") -> str:
    """Say a record in a few words."""
    said = record.statement
    if said.prohibition is not None:
        acts = ", ".join(sorted(said.prohibition.acts))
        return f"{said.prohibition.kind} of {acts}: {said.prohibition.reason}"
    layers = ", ".join(one.layer for one in said.mandates)
    what = f"{said.mandates[0].basis} for {layers}" if said.mandates else "circumstance"
    return f"{what}: {said.statement}"
