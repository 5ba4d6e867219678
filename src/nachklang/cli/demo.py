"""`nachklang demo`."""

from pathlib import Path

import click
from rich.console import Console

from nachklang.archive import Archive, create, verify_ledger, verify_vault
from nachklang.cli import statuses
from nachklang.cli.deposit import summary
from nachklang.cli.output import messages, plural, shown_path, size
from nachklang.cli.progress import DepositProgress
from nachklang.demo import DebianMusicError, fetch_debian_music, perform
from nachklang.model.acts import ActorClass, Territory
from nachklang.web import serve

_EPILOG = """\b
Example:
  nachklang demo my-demo --no-serve
"""


@click.command(epilog=_EPILOG)
@click.argument(
    "folder", metavar="[DIR]", default="demo-archive", type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the pages at the end, or not.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Port.")
def demo(folder: Path, port: int, *, serving: bool) -> int:
    """Make an archive in DIR from music that the project performs itself, and show it.

    On Debian the openly licensed music of the package hyperrogue-music goes in as well.
    """
    console = messages()
    home, music = folder.absolute() / "archive", folder.absolute() / "music"
    create(
        home,
        name="Nachklang demonstration archive",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION, ActorClass.SOUND_HERITAGE_BODY),
        jurisdiction=Territory("DE"),
    )
    for source in _sources(music, console):
        _deposit(home, source, console)
    sound = _verify(home, console)
    _suggest(home, console)
    if sound and serving:
        serve(home, host="127.0.0.1", port=port, on_ready=lambda address: _ready(address, console))
    return statuses.OK if sound else statuses.FIXITY


def _sources(music: Path, console: Console) -> list[Path]:
    """Make and fetch what is to be deposited; what cannot be had is said and left out."""
    performed = music / "performed"
    console.print("Performing a few pieces that are in the public domain …", markup=False)
    perform(performed, on_file=lambda name: console.print(f"  {name}", markup=False))
    fetched = music / "debian"
    console.print("Fetching Debian's hyperrogue-music …", markup=False)
    try:
        fetch_debian_music(fetched)
    except DebianMusicError as error:
        console.print(f"  left out: {error}", markup=False)
        return [performed]
    return [performed, fetched]


def _deposit(home: Path, source: Path, console: Console) -> None:
    console.print(f"Depositing {shown_path(source)} …", markup=False)
    with Archive.open(home, sign=True) as archive, DepositProgress() as progress:
        report = archive.accept(source, progress)
    for line in summary(report):
        console.print(f"  {line}", markup=False)


def _verify(home: Path, console: Console) -> bool:
    """Verify vault and ledger, say what was found, and return whether all is as recorded."""
    with Archive.open(home) as archive:
        report = verify_vault(archive, on_bytes=lambda _: None)
        problems = verify_ledger(archive, on_entries=lambda _: None)
        entries = plural(archive.ledger.size, "entry", "entries")
    found = plural(len(report.problems), "problem") if report.problems else "every byte is as recorded"
    console.print(f"Vault: {plural(report.objects, 'object')}, {size(report.size)}: {found}", markup=False)
    console.print(f"Ledger: {entries}: {plural(len(problems), 'problem')}", markup=False)
    return not report.problems and not problems


def _suggest(home: Path, console: Console) -> None:
    place = shown_path(home)
    console.print("What to try:", markup=False)
    for command in (
        f"nachklang --archive {place} search joplin",
        f"nachklang --archive {place} vault verify",
        f"nachklang --archive {place} serve",
    ):
        console.print(f"  {command}", markup=False)


def _ready(address: str, console: Console) -> None:
    console.print(f"The archive is at {address} — search, open a recording, press play.", markup=False)
    console.print("Stop it with Ctrl-C.", markup=False)
