"""`nachklang rights end`."""

from datetime import datetime

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights end 0b0e3f2c-6f0e-5a53-8a0d-0d9d8a9a7f51 --because "not renewed"
"""


@click.command(epilog=_EPILOG)
@click.argument("record_id", metavar="RECORD")
@click.option("--because", "reason", required=True, help="Why it ends. The log has only a commitment to it.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Its last day.  [default: yesterday, so that it stands no more from today on]",
)
@click.option("--json", "as_json", is_flag=True, help="Write the record as JSON.")
def end(record_id: str, reason: str, day: datetime | None, *, as_json: bool) -> None:
    """End the mandate or circumstance RECORD, or lift the prohibition RECORD, by its whole id.

    The record stays, with the reason and its last day. To change one, end it and record it as it is to be.
    Every item is reviewed at once: where one lost an act that it had, a case is opened.
    """
    from nachklang.archive import end_right  # noqa: PLC0415  (`--help` does without)

    if not reason.strip():
        raise click.BadParameter("say why it ends", param_hint="--because")
    with open_archive(sign=True) as archive:
        done = end_right(archive, record_id, reason, on=None if day is None else day.date())
    if as_json:
        emit_json(done)
        return
    console = results()
    told = "ended" if done.changed else "ended already"
    console.print(f"{told}  {done.record.id}  its last day is {done.record.ended_on}", markup=False)
    for case in done.review.opened:
        console.print(shown(f"lost  {case.item_id}  {', '.join(sorted(case.acts))}"), markup=False)
    for case in done.review.closed:
        console.print(shown(f"returned  {case.item_id}  {', '.join(sorted(case.acts))}"), markup=False)
