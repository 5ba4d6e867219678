"""`nachklang rights explain`."""

from datetime import UTC, datetime

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.rights import explain as explained

_EXPLAIN_EPILOG = """\b
Example:
  nachklang --archive my-archive rights explain DEABC2600001 --act stream --in DE --on 2026-11-22

\b
The exit status is 0 for yes and 10 for no.
"""


@click.command(epilog=_EXPLAIN_EPILOG)
@click.argument("item")
@click.option(
    "--act", type=click.Choice([act.value for act in Act]), required=True, help="What somebody wants to do."
)
@click.option("--in", "territory", help="Where, by ISO 3166-1.  [default: the archive's own territory]")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="On which day.  [default: today]")
@click.option(
    "--actor",
    type=click.Choice([one.value for one in ActorClass]),
    help="Who, by class.  [default: the archive itself, as on its site]",
)
@click.option("--json", "as_json", is_flag=True, help="Write the decision as JSON.")
def explain(
    item: str, act: str, territory: str | None, day: datetime | None, actor: str | None, *, as_json: bool
) -> int:
    """Say whether an act is permitted for ITEM, with every ground or the missing fact.

    ITEM is an item's id, the beginning of one, a recording's id or an ISRC.
    """
    with open_archive() as archive:
        decision = archive.decide(
            Act(act),
            archive.find_item(item),
            territory=_territory(territory),
            on=(day or datetime.now(UTC)).date(),
            actor=None if actor is None else ActorClass(actor),
        )
    if as_json:
        emit_json({"permitted": decision.permitted, "reasons": decision.reasons(), "decision": decision})
    else:
        click.echo(explained(decision))
    return statuses.OK if decision.permitted else statuses.NOT_PERMITTED


def _territory(text: str | None) -> Territory | None:
    try:
        return None if text is None else Territory.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error), param_hint="--in") from error
