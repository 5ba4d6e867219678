"""The options with which very many items are asked at once, and the lines in which turns are told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nachklang.cli.output import plural, shown
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Act, ActorClass, Territory

if TYPE_CHECKING:
    from nachklang.archive import NamedItem
    from nachklang.catalogue.permissions import Turned
    from nachklang.config import Settings
    from nachklang.rights import AnyUse

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--act",
        "acts",
        type=click.Choice([act.value for act in Act]),
        multiple=True,
        help="What somebody wants to do; several times for several acts.  [default: all of them]",
    ),
    click.option(
        "--in",
        "territories",
        multiple=True,
        help="Where, by ISO 3166-1; several times.  [default: the archive's own territory]",
    ),
    click.option(
        "--actor",
        "actors",
        type=click.Choice([one.value for one in ActorClass]),
        multiple=True,
        help="Who, by class; several times.  [default: the archive itself, as on its site]",
    ),
)
limited = click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many items to name at most; counts are always of all.",
)


def asked(command: _Command) -> _Command:
    """Let a command be told acts, territories and actors."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def uses(
    settings: "Settings", *, acts: Sequence[str], territories: Sequence[str], actors: Sequence[str]
) -> "tuple[AnyUse, ...]":
    """Return what is asked; what is not said is every act, in the archive's territory, by the archive."""
    from nachklang.rights import compiling  # noqa: PLC0415  (Arrow; `--help` does without)

    what = [Act(one) for one in dict.fromkeys(acts)] or Act
    where = [_territory(one) for one in dict.fromkeys(territories)] or [settings.jurisdiction]
    if actors:
        return compiling.uses_of(what, where, [ActorClass(one) for one in dict.fromkeys(actors)])
    return compiling.own_uses_of(what, where, settings.institution_classes)


def day_of(given: datetime | None) -> date:
    """Return the day that was named, or else today."""
    return (given or datetime.now(UTC)).date()


def turn_lines(turned: "Sequence[Turned]", named: "Sequence[NamedItem]") -> Iterator[str]:
    """Tell what is gained and lost, day by day, and then name the first items."""
    for one in turned:
        yield f"{one.day}  {_change(one)}  {plural(one.items, 'item')}"
    if not turned:
        yield "Nothing changes."
    if named:
        yield ""
    for each in named:
        yield shown(f"{each.turn.day}  {_change(each.turn)}  {each.turn.item}  {each.title}")
    left = sum(one.items for one in turned) - len(named)
    if named and left:
        yield f"… and {left} more; see --limit"


def _change(one: Any) -> str:
    answer = "permitted from now on" if one.gained else "no longer permitted"
    return f"{one.act:<12} {one.territory} {one.actor}: {answer}"


def _territory(text: str) -> Territory:
    try:
        return Territory.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error), param_hint="--in") from error
