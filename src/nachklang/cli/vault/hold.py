"""`nachklang vault hold`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown

_EXAMPLES = """\b
Example:
  nachklang --archive my-archive vault hold {0}
"""


@click.group()
def hold() -> None:
    """Look after legal holds: what is under one cannot be removed."""


@hold.command(epilog=_EXAMPLES.format('place 3f2a81c4 --because "evidence in 12 O 345/26"'))
@click.argument("item", metavar="OBJECT")
@click.option("--because", "reason", required=True, help="Why it has to stay.")
@click.option("--json", "as_json", is_flag=True, help="Write the hold as JSON.")
def place(item: str, reason: str, *, as_json: bool) -> None:
    """Put OBJECT, an item's id or the beginning of one, under a legal hold."""
    from nachklang.archive import hold_object  # noqa: PLC0415  (`--help` does without)

    if not reason.strip():
        raise click.BadParameter("say why it has to stay", param_hint="--because")
    with open_archive(sign=True) as archive:
        made = hold_object(archive, archive.find_item(item), reason)
    if as_json:
        emit_json(made)
    else:
        results().print(shown(f"{made.object_id} is under the legal hold {made.id}"), markup=False)


@hold.command(epilog=_EXAMPLES.format("lift 0b0e3f2c-6f0e-4a53-8a0d-0d9d8a9a7f51"))
@click.argument("hold_id", metavar="HOLD")
@click.option("--json", "as_json", is_flag=True, help="Write what was lifted as JSON.")
def lift(hold_id: str, *, as_json: bool) -> None:
    """Lift the legal hold HOLD, by its whole id."""
    from nachklang.archive import lift_hold  # noqa: PLC0415  (`--help` does without)

    with open_archive(sign=True) as archive:
        lift_hold(archive, hold_id)
    if as_json:
        emit_json({"lifted": hold_id})
    else:
        results().print(shown(f"the legal hold {hold_id} is lifted"), markup=False)


@hold.command("list", epilog=_EXAMPLES.format("list"))
@click.option("--json", "as_json", is_flag=True, help="Write the holds as JSON.")
def list_(*, as_json: bool) -> None:
    """List the legal holds that stand."""
    with open_archive() as archive:
        found = archive.registry.removals.holds()
    if as_json:
        emit_json(found)
        return
    for one in found:
        day = one.placed_at.date().isoformat()
        results().print(shown(f"{one.id}  {one.object_id}  {day}  {one.reason}"), markup=False)
