"""`nachklang init`."""

from pathlib import Path

import click

from nachklang.archive import create
from nachklang.cli.output import emit_json, messages, shown, shown_path
from nachklang.config import ARCHIVE_FILE, read_settings
from nachklang.errors import InvalidValueError
from nachklang.model.acts import INSTITUTION_CLASSES, ActorClass, Territory

_EPILOG = """\b
Example:
  nachklang init my-archive --name "Schallarchiv" --institution-class sound-heritage-body
"""


def _territory(context: click.Context, parameter: click.Parameter, text: str) -> Territory:
    del context, parameter
    try:
        return Territory.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="What the archive is called.  [default: the folder's name]")
@click.option(
    "--institution-class",
    "classes",
    type=click.Choice(sorted(one.value for one in INSTITUTION_CLASSES)),
    multiple=True,
    default=[ActorClass.CULTURAL_HERITAGE_INSTITUTION.value],
    show_default=True,
    help="What kind of institution keeps it; may be given several times.",
)
@click.option(
    "--jurisdiction",
    callback=_territory,
    default="DE",
    show_default=True,
    help="The territory whose law applies, by ISO 3166-1.",
)
@click.option(
    "--registry",
    "registry_url",
    default="sqlite:///registry.db",
    show_default=True,
    help="The operational database; or postgresql://user@host/database.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def init(
    folder: Path,
    name: str | None,
    classes: tuple[str, ...],
    jurisdiction: Territory,
    registry_url: str,
    *,
    as_json: bool,
) -> None:
    """Make an archive in DIR. Where there is one already, nothing is changed."""
    folder = folder.absolute()
    made = create(
        folder,
        name=shown(folder.name) if name is None else name,
        institution_classes=tuple(ActorClass(one) for one in classes),
        jurisdiction=jurisdiction,
        registry_url=registry_url,
    )
    settings = read_settings(folder)
    if as_json:
        emit_json({"folder": shown_path(folder), "id": str(settings.id), "name": settings.name, "made": made})
        return
    console = messages()
    if not made:
        console.print(f"{shown_path(folder)} is an archive already; nothing was changed", markup=False)
        return
    console.print(f"Made the archive {settings.name!r} in {shown_path(folder)}", markup=False)
    keys = "; keep a copy of the folder keys elsewhere" if settings.ledger.key.exists() else ""
    console.print(f"Its description is {ARCHIVE_FILE}{keys}", markup=False)
