"""`nachklang rights export`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, emit_line, plural, shown
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Territory

if TYPE_CHECKING:
    from nachklang.archive import Archive, RightsFormat, RightsOutcome

_FORMATS = ("odrl", "premis", "labels", "deals")

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights export DEABC2600001 --format labels --in DE --in US
  nachklang --archive my-archive rights export --all --format odrl --out /srv/policies

\b
The exit status is 10 where nothing, and 3 where not everything, may be described.
"""


@click.command(epilog=_EPILOG)
@click.argument("item", required=False)
@click.option("--all", "every", is_flag=True, help="Export the whole collection; needs --out.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="Policies, rights statements, labels, or a summary of terms.",
)
@click.option(
    "--in",
    "places",
    multiple=True,
    help="Where, by ISO 3166-1; again for more.  [default: the archive's own]",
)
@click.option(
    "--out",
    "target",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write files into this folder, not to stdout.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the report, or the deals, as JSON.")
def export(
    item: str | None, form: str, places: tuple[str, ...], target: Path | None, *, every: bool, as_json: bool
) -> int:
    """Write what may be done with ITEM in the words of others: ODRL, PREMIS, labels or deals.

    ITEM is an item's id, the beginning of one, a recording's id or an ISRC. Every document is written from
    the answers of the engine. Nothing is written of an item that may not be described.
    """
    from nachklang.archive import RightsFormat  # noqa: PLC0415  (`--help` does without)

    if (item is None) != every:
        raise click.UsageError("name the item to export, or give --all")
    territories, chosen = tuple(map(_territory, places)), RightsFormat(form)
    with open_archive() as archive:
        if target is not None:
            return _to_folder(archive, item, target, chosen, territories, as_json=as_json)
        if item is None:
            raise click.UsageError("--all writes many documents: name a folder for them with --out")
        return _to_stdout(archive, item, chosen, territories, as_json=as_json)


def _to_stdout(
    archive: "Archive", item: str, form: "RightsFormat", territories: tuple[Territory, ...], *, as_json: bool
) -> int:
    from nachklang.archive import rights_documents  # noqa: PLC0415  (see `export`)

    documents = rights_documents(archive, archive.find_item(item), form, territories)
    wanted = [text for ending, text in documents.items() if not as_json or "json" in ending]
    if not wanted:
        raise click.UsageError(f"{form} is XML: leave out --json, or write files with --out")
    click.echo(wanted[0].encode(), nl=False)  # in UTF-8, as the documents say of themselves
    return statuses.OK


def _to_folder(
    archive: "Archive",
    item: str | None,
    target: Path,
    form: "RightsFormat",
    territories: tuple[Territory, ...],
    *,
    as_json: bool,
) -> int:
    from nachklang.archive import export_rights  # noqa: PLC0415  (see `export`)

    items = archive.registry.items() if item is None else [archive.find_item(item)]
    outcomes = list(export_rights(archive, items, target, form, territories))
    if as_json:
        emit_json({"folder": str(target), "items": outcomes})
    else:
        _print(outcomes)
    return _status(outcomes)


def _status(outcomes: Sequence["RightsOutcome"]) -> int:
    refused = sum(one.status == "refused" for one in outcomes)
    if not refused:
        return statuses.OK
    return statuses.PARTLY_DONE if refused < len(outcomes) else statuses.NOT_PERMITTED


def _print(outcomes: Sequence["RightsOutcome"]) -> None:
    refused = [one for one in outcomes if one.status == "refused"]
    for one in refused:
        emit_line(shown(f"refused  {one.object_id}: {one.code}: {one.reason}"))
    told = f"{plural(len(outcomes) - len(refused), 'item')} exported"
    emit_line(f"{told}, {len(refused)} refused" if refused else told)


def _territory(text: str) -> Territory:
    try:
        return Territory.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error), param_hint="--in") from error
