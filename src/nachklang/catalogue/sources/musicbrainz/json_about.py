"""What a JSON dump says of itself, in small files that stand before the documents or beside them."""

import re
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from nachklang.catalogue.sources.compression import open_compressed
from nachklang.catalogue.sources.musicbrainz.json_files import DocumentFile, Form
from nachklang.errors import SourceError

_FORM = "JSON_DUMPS_SCHEMA_NUMBER"
_KNOWN_FORM = "1"
_TIMESTAMP = "TIMESTAMP"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 1_000


def dumped_on(files: Sequence[DocumentFile]) -> str | None:
    """Return the day of the newest dump that the files are of, None where nothing says so.

    Raises SourceError where a dump is of a form that is not known.
    """
    days = []
    for where, name, text in _notes(files):
        if name == _FORM and text.strip() != _KNOWN_FORM:
            found = ascii(text.strip()[:20])
            raise SourceError(f"{where}: JSON of form {found}; this version of Nachklang reads {_KNOWN_FORM}")
        if name == _TIMESTAMP and (day := _DAY.match(text)):
            days.append(day[0])
    return max(days, default=None)


def _notes(files: Sequence[DocumentFile]) -> Iterator[tuple[str, str, str]]:
    """Yield place, name and text of each note."""
    for file in files:
        if file.form is Form.TAR:
            yield from _from_tar(file.path)
    for folder in sorted({file.path.parent for file in files if file.form is not Form.TAR}):
        yield from _beside(folder)


def _from_tar(path: Path) -> Iterator[tuple[str, str, str]]:
    """Read up to the first member that is none of these; they stand in front."""
    try:
        with open_compressed(path) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                name = Path(member.name).name
                content = tar.extractfile(member) if member.size <= _LONGEST else None
                if "mbdump" in Path(member.name).parts:
                    return
                if content is not None:
                    yield f"{path}: {member.name}", name, content.read().decode("utf-8", "replace")
    except tarfile.TarError as error:
        raise SourceError(f"{path}: not a tar, or cut off: {error}; fetch it again") from error


def _beside(folder: Path) -> Iterator[tuple[str, str, str]]:
    for name in (_FORM, _TIMESTAMP):
        beside = (folder.parent if folder.name == "mbdump" else folder) / name
        if beside.is_file():
            with beside.open("rb") as content:
                yield str(beside), name, content.read(_LONGEST).decode("utf-8", "replace")
