"""Which files a dump of Discogs has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nachklang.catalogue.sources.discogs.records import KINDS, Kind, read_head
from nachklang.errors import SourceError

_XML = re.compile(r"\.xml(\.(gz|bz2|xz|zst))?$", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])(20[0-9]{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12][0-9]|3[01])(?![0-9])")


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One of the four files."""

    kind: Kind
    path: Path


def find_files(paths: Sequence[Path]) -> tuple[list[DumpFile], list[Path]]:
    """Return the files of a dump in the order of reading, and what else lies in the folders.

    Raises SourceError where there is none, where two are of one kind, or where one is no dump's.
    """
    found = dict[str, DumpFile]()
    others = []
    for path, named in _listed(paths):
        if not named and not _XML.search(path.name):
            others.append(path)
            continue
        kind = read_head(path)
        if kind.root in found:
            raise SourceError(
                f"{path}: {found[kind.root].path} is a file of {kind.root}, too; name one of each kind"
            )
        found[kind.root] = DumpFile(kind, path)
    if not found:
        raise SourceError(
            f"{', '.join(map(str, paths)) or 'nothing'}: no file of Discogs; expected some of "
            + ", ".join(f"discogs_<date>_{kind.root}.xml.gz" for kind in KINDS)
        )
    return [found[kind.root] for kind in KINDS if kind.root in found], others


def dumped_on(files: Sequence[DumpFile]) -> str:
    """Return the date in the files' names, or that of the newest file; SourceError where they differ."""
    dates = {"-".join(found.groups()) for file in files if (found := _DATE.search(file.path.name))}
    if len(dates) > 1:
        raise SourceError(
            f"{files[0].path.parent}: files of different dumps ({', '.join(sorted(dates))}); "
            "import files of one month"
        )
    newest = max(file.path.stat().st_mtime for file in files)
    return dates.pop() if dates else datetime.fromtimestamp(newest, tz=UTC).date().isoformat()


def _listed(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield each file, and whether it was named."""
    for path in paths:
        if path.is_dir():
            yield from ((inside, False) for inside in sorted(path.iterdir()) if inside.is_file())
        else:
            yield path, True
