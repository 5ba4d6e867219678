"""The lines of `vault status`."""

from collections.abc import Iterator

from nachklang.cli.output import plural, size
from nachklang.preservation.calendar import CalendarDay, calendar_of
from nachklang.preservation.status import Status
from nachklang.preservation.wording import span

_WEEKS = 8
_SIGNS = ".-+*#"
"""What every terminal can show: nothing read, then the steps of bytes."""
_LEGEND = f"{_SIGNS[0]} nothing read, {_SIGNS[1:]} from little to most, ! damage found"


def lines_of(found: Status) -> Iterator[str]:
    """Yield the lines, of which some hold words of other systems: they are shown with care."""
    yield f"{plural(found.objects, 'object')}, {size(found.bytes)}"
    yield from _places(found)
    yield from _audits(found)
    yield from _waiting(found)
    yield from _damage(found)
    yield from _law(found)


def _places(found: Status) -> Iterator[str]:
    for place in found.places:
        read = place.oldest_check
        oldest = "nothing read yet" if read is None else f"oldest check {span(read, found.at)} ago"
        yield f"  {place.name:<16}{place.objects:>10} sound copies, {size(place.bytes)}; {oldest}"
        if place.away is not None:
            yield f"  {'':<16}away for {span(place.away.since, found.at)}: {place.away.failure}"


def _audits(found: Status) -> Iterator[str]:
    """Draw the last weeks, a sign a day, where anything was read in them."""
    calendar = calendar_of(found.days, found.at.date(), _WEEKS)
    if any(calendar.days_read()):
        weeks = " ".join("".join(map(_sign, week)) for week in calendar.weeks)
        yield f"audits   {weeks}"
        yield f"{'':<9}a sign a day, from {calendar.weeks[0][0].day}: {_LEGEND}"


def _sign(day: CalendarDay) -> str:
    return "!" if day.damaged else _SIGNS[day.step]


def _waiting(found: Status) -> Iterator[str]:
    for short in found.short:
        where = ", ".join(short.held_by) or "nowhere"
        lacks = f"{short.lacks}, for {span(short.since, found.at)}"
        yield f"lacking  {plural(short.objects, 'object')} in {where}: {lacks}"
    if found.waiting_deposits:
        yield f"waiting  {plural(found.waiting_deposits, 'file')} of deposits, accepted once they have copies"
    for one in found.waiting:
        why = f": {one.failure}" if one.failure else ""
        yield f"waiting  {one.store}: {one.count} to {one.kind}, for {span(one.since, found.at)}{why}"


def _damage(found: Status) -> Iterator[str]:
    yield f"damage   {found.damage_found} found, {found.damage_repaired} repaired"
    for damage in found.standing:
        when = span(damage.found_at, found.at)
        yield f"damaged  {damage.object_id} in {damage.store}, found {when} ago: {damage.detail}"


def _law(found: Status) -> Iterator[str]:
    for removal in found.removals:
        missing = [place.name for place in found.places if place.name not in removal.confirmed]
        if missing:
            yield f"removal  {removal.object_id}: not confirmed by {', '.join(missing)}"
    for hold in found.holds:
        yield f"hold     {hold.object_id}: {hold.reason}"
