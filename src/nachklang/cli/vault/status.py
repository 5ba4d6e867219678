"""`nachklang vault status`."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown, size

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

    with open_archive() as archive:
        found = vault_status(archive)
    if as_json:
        emit_json(found)
    else:
        for line in _lines(found):
            results().print(shown(line), markup=False)
    return _exit(found)


def _exit(found: "Status") -> int:
    if found.standing:
        return statuses.FIXITY
    return statuses.PARTLY_DONE if found.short or found.waiting or found.waiting_deposits else statuses.OK


def _lines(found: "Status") -> Iterator[str]:
    yield f"{plural(found.objects, 'object')}, {size(found.bytes)}"
    yield from _places(found)
    yield from _waiting(found)
    yield from _damage(found)
    yield from _law(found)


def _places(found: "Status") -> Iterator[str]:
    for place in found.places:
        read = place.oldest_check
        oldest = "nothing read yet" if read is None else f"oldest check {_ago(read, found.at)}"
        yield f"  {place.name:<16}{place.objects:>10} sound copies, {size(place.bytes)}; {oldest}"
        if place.away is not None:
            yield f"  {'':<16}away for {_span(place.away.since, found.at)}: {place.away.failure}"


def _waiting(found: "Status") -> Iterator[str]:
    for short in found.short:
        where = ", ".join(short.held_by) or "nowhere"
        lacks = f"{short.lacks}, for {_span(short.since, found.at)}"
        yield f"lacking  {plural(short.objects, 'object')} in {where}: {lacks}"
    if found.waiting_deposits:
        yield f"waiting  {plural(found.waiting_deposits, 'file')} of deposits, accepted once they have copies"
    for one in found.waiting:
        why = f": {one.failure}" if one.failure else ""
        yield f"waiting  {one.store}: {one.count} to {one.kind}, for {_span(one.since, found.at)}{why}"


def _damage(found: "Status") -> Iterator[str]:
    yield f"damage   {found.damage_found} found, {found.damage_repaired} repaired"
    for damage in found.standing:
        when = _ago(damage.found_at, found.at)
        yield f"damaged  {damage.object_id} in {damage.store}, found {when}: {damage.detail}"


def _law(found: "Status") -> Iterator[str]:
    for removal in found.removals:
        missing = [place.name for place in found.places if place.name not in removal.confirmed]
        if missing:
            yield f"removal  {removal.object_id}: not confirmed by {', '.join(missing)}"
    for hold in found.holds:
        yield f"hold     {hold.object_id}: {hold.reason}"


def _ago(then: datetime, now: datetime) -> str:
    return f"{_span(then, now)} ago"


def _span(then: datetime, now: datetime) -> str:
    """Say how long it is, in the largest unit that is not nothing."""
    seconds = max(0, int((now - then).total_seconds()))
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return plural(seconds // length, unit)
    return plural(seconds, "second")
