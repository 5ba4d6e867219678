"""`nachklang catalogue import`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.catalogue import MOST_LISTED, PartInfo, SnapshotInfo
from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown
from nachklang.cli.progress import ImportProgress

if TYPE_CHECKING:
    from nachklang.catalogue.sources import Source

_PATHS = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")

_FIRST_STAND = f"The first {MOST_LISTED:,} of each reason stand"
_EPILOG = """\b
What was not taken stands, a JSON object a line, in reports/ in the snapshot's folder; of each reason
the first 1,000 one by one, and then how many more there are. An import that was interrupted goes on
where it was when the same command runs again.

\b
Example:
"""


@click.group(name="import")
def import_() -> None:
    """Take in open metadata, label deliveries or a table of your own.

    Each import makes a new snapshot, in which everything else stays as it was. Its licence has to be a
    ground for keeping and showing the metadata, and the log says that it was taken in.
    """


@import_.command(
    epilog=_EPILOG + "  nachklang --archive my-archive catalogue import musicbrainz mbdump.tar.bz2\n"
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@_JSON
def musicbrainz(path: Path, *, as_json: bool) -> int:
    """Import the core dump PATH of MusicBrainz: mbdump.tar.bz2, .tar.zst, .tar.xz, .tar, or a folder.

    It takes the place of everything that was imported from MusicBrainz before.
    """
    from nachklang.catalogue.sources.musicbrainz.dump import MusicBrainzDump  # noqa: PLC0415

    return _take_in(MusicBrainzDump(path), as_json=as_json)


@import_.command(
    "musicbrainz-json",
    epilog=_EPILOG + "  nachklang --archive my-archive catalogue import musicbrainz-json release.tar.xz\n",
)
@_PATHS
@_JSON
def musicbrainz_json(paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Import JSON of MusicBrainz: dumps with a document a line, documents of its web service, or folders.

    Releases that are in it take the place of what was known of them; all others stay.
    """
    from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson  # noqa: PLC0415

    return _take_in(MusicBrainzJson(paths), as_json=as_json)


@import_.command(
    epilog=_EPILOG + "  nachklang --archive my-archive catalogue import discogs discogs_20261101_*.xml.gz\n"
)
@_PATHS
@_JSON
def discogs(paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Import the monthly XML files of Discogs: artists, labels, masters, releases, or a folder of them.

    They take the place of everything that was imported from Discogs before.
    """
    from nachklang.catalogue.sources.discogs import Discogs  # noqa: PLC0415

    return _take_in(Discogs(paths), as_json=as_json)


@import_.command(
    epilog=_EPILOG
    + "  nachklang --archive my-archive catalogue import ddex ~/deliveries --licence LicenseRef-our-label\n"
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--licence",
    required=True,
    metavar="SPDX",
    help="The licence of the metadata, or LicenseRef-NAME for the agreement under which it came.",
)
@click.option("--sender", help="Whose deliveries to take, where the folder holds those of several senders.")
@click.option("--xsd", type=click.Path(path_type=Path), help="A folder of DDEX schemas to validate against.")
@_JSON
def ddex(folder: Path, licence: str, sender: str | None, xsd: Path | None, *, as_json: bool) -> int:
    """Import label deliveries in DDEX ERN 3.8.2 or 4.3 from FOLDER: new releases, updates, withdrawals.

    Releases that are in it take the place of what was known of them; all others of the label stay.
    """
    from nachklang.catalogue.sources.ddex import Ddex  # noqa: PLC0415

    return _take_in(Ddex(folder, licence=licence, xsd=xsd, sender=sender), as_json=as_json)


@import_.command(epilog=_EPILOG + "  nachklang --archive my-archive catalogue import table songs.toml\n")
@click.argument("mapping", metavar="MAPPING", type=click.Path(path_type=Path))
@_JSON
def table(mapping: Path, *, as_json: bool) -> int:
    """Import tables of your own: CSV, TSV, JSON lines or Parquet.

    The file MAPPING names them and says which column is what.
    """
    from nachklang.catalogue.sources.own_table import OwnTable  # noqa: PLC0415

    return _take_in(OwnTable(mapping), as_json=as_json)


def _take_in(source: "Source", *, as_json: bool) -> int:
    with open_archive(sign=True) as archive, ImportProgress() as progress:
        info = archive.take_in(source, progress)
    part = next(part for part in info.parts if part.source == source.origin.name)
    if as_json:
        emit_json({"snapshot": info.number, "rows": info.rows, "part": part})
    else:
        _print(info, part)
    return statuses.PARTLY_DONE if part.set_aside else statuses.OK


def _print(info: SnapshotInfo, part: PartInfo) -> None:
    console = results()
    console.print(
        shown(f"Snapshot {info.number}: {part.source} {part.snapshot} ({part.licence})"), markup=False
    )
    held = ", ".join(plural(info.rows[name], name) for name in ("artist", "release", "recording"))
    console.print(f"In all sources: {held}", markup=False)
    for words, counted in (("set aside", part.set_aside), ("taken in part", part.partly)):
        for reason, count in sorted(counted.items()):
            console.print(shown(f"{words:<14} {count:>10}  {reason}"), markup=False)
    most = max((*part.set_aside.values(), *part.partly.values()), default=0)
    if part.report and most:
        listed = "Each of them stands" if most <= MOST_LISTED else _FIRST_STAND
        console.print(f"{listed} in catalogue/snapshots/{info.number}/{part.report}", markup=False)
