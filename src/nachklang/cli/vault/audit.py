"""`nachklang vault audit`."""

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown, size
from nachklang.cli.progress import byte_bar

if TYPE_CHECKING:
    from nachklang.preservation.audit import Audited

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault audit --for 2h
  nachklang --archive my-archive vault audit --deep

\b
The exit status is 11 while a copy is damaged, and 1 where a store could not be asked: a check that did not
run is none. An audit that ends because its time is over has status 0 if all that it read was sound.
"""
_SPAN = re.compile(r"([0-9]{1,6})(s|min|m|h|d)", re.ASCII)
_UNITS = {"s": "seconds", "min": "minutes", "m": "minutes", "h": "hours", "d": "days"}


def _span(context: click.Context, parameter: click.Parameter, text: str | None) -> timedelta | None:
    del context, parameter
    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"{text!a}: expected a number and s, min, h or d, such as 2h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.command(epilog=_EPILOG)
@click.option(
    "--for", "span", callback=_span, help="How long to go on, such as 90min or 2h.  [default: to the end]"
)
@click.option(
    "--deep", is_flag=True, help="Compare every file with its SHA-512, and not objects by their seals."
)
@click.option("--repair/--no-repair", default=True, show_default=True, help="Put right what is damaged.")
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def audit(*, span: timedelta | None, deep: bool, repair: bool, as_json: bool) -> int:
    """Read copies again in every store, those that were read longest ago first.

    Each object is polled: every store has to answer with a digest that nobody can compute without reading all
    bytes now. What differs is compared file by file, put right from a copy that is as recorded, and read
    again. Interrupted, or when its time is over, it goes on where it was.
    """
    from nachklang.archive import audit_copies  # noqa: PLC0415  (`--help` does without)
    from nachklang.preservation.audit import Wanted  # noqa: PLC0415

    until = None if span is None else time.monotonic() + span.total_seconds()
    wanted = Wanted(deep, repair, lambda: until is None or time.monotonic() < until)
    with open_archive(sign=True) as archive, byte_bar("Auditing", None) as bar:
        done = audit_copies(archive, wanted, on_bytes=lambda count: bar.advance(bar.task_ids[0], count))
    if as_json:
        emit_json(done)
    else:
        _print(done)
    return _status(done)


def _status(done: "Audited") -> int:
    if done.damaged:
        return statuses.FIXITY
    return statuses.FAILURE if done.skipped else statuses.OK


def _print(done: "Audited") -> None:
    console = results()
    for one in done.found:
        word = "repaired" if one.repaired else "damaged "
        console.print(shown(f"{word}  {one.object_id} in {one.place}: {one.detail}"), markup=False)
    for name, why in done.skipped.items():
        console.print(shown(f"not read  {name}: {why}"), markup=False)
    parts = [
        f"{plural(done.objects, 'object')}, {plural(done.copies, 'copy', 'copies')}, {size(done.bytes)} read",
        f"{plural(len(done.damaged), 'copy', 'copies')} damaged"
        if done.damaged
        else "every byte is as recorded",
    ]
    repaired = len(done.found) - len(done.damaged)
    parts += [f"{plural(repaired, 'copy', 'copies')} repaired"] if repaired else []
    parts += ["the time is over: the next audit goes on"] if done.unfinished else []
    console.print("; ".join(parts), markup=False)
