"""From files to documents, one after the other, each with the place after it."""

import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.compression import CompressedFile, open_compressed
from nachklang.catalogue.sources.musicbrainz.json_files import ABOUT_DUMPS, KINDS, DocumentFile, Form
from nachklang.errors import SourceError

LONGEST = 1 << 28
"""No document is longer, in bytes; parsed, it takes up to ten times that. MusicBrainz has some of 20 MB."""
_SKIPPED = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where to go on: number of the file, of the member of its tar, of its last line, the bytes before."""

    file: int = 0
    member: int = 0
    line: int = 0
    offset: int = 0

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read what `str` wrote."""
        return cls(*(int(part) for part in text.split(":")))

    def __str__(self) -> str:
        return f"{self.file}:{self.member}:{self.line}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a document or, where they cannot be taken, why. `after` is where the next one begins."""

    where: str
    text: bytes | SetAside
    kind: str | None
    after: Place
    read: int


def documents(files: Sequence[DocumentFile], start: Place) -> Iterator[Document]:
    """Yield the documents from `start` on; raises SourceError for a file that is cut off."""
    before = sum(file.path.stat().st_size for file in files[: start.file])
    for number, file in enumerate(files[start.file :], start.file):
        place = start if number == start.file else Place(number)
        with open_compressed(file.path) as stream:
            yield from _FORMS[file.form](_Opened(file, stream, before), place)
        before += file.path.stat().st_size


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that is being read; `before` counts the bytes of the files before it."""

    file: DocumentFile
    stream: CompressedFile
    before: int

    @property
    def read(self) -> int:
        return self.before + self.stream.read_compressed


def _whole(opened: _Opened, place: Place) -> Iterator[Document]:
    where = str(opened.file.path)
    text = opened.stream.read(LONGEST + 1)
    found = text if len(text) <= LONGEST else _too_long(where)
    yield Document(where, found, opened.file.kind, Place(place.file + 1), opened.read)


def _lines(opened: _Opened, place: Place) -> Iterator[Document]:
    yield from _lines_of(opened, opened.stream, str(opened.file.path), opened.file.kind, place)


def _lines_of(
    opened: _Opened, stream: IO[bytes], name: str, kind: str | None, place: Place
) -> Iterator[Document]:
    _skip(stream, place.offset, name)
    line, offset = place.line, place.offset
    while text := stream.readline(LONGEST + 1):
        line += 1
        where = f"{name}, line {line}"
        offset += len(text)
        found: bytes | SetAside = text
        if len(text) > LONGEST and not text.endswith(b"\n"):
            found = _too_long(where)
            while text and not text.endswith(b"\n"):
                text = stream.readline(_SKIPPED)
                offset += len(text)
        if not isinstance(found, bytes) or not found.isspace():
            yield Document(where, found, kind, Place(place.file, place.member, line, offset), opened.read)


def _too_long(where: str) -> SetAside:
    return SetAside(
        where, "too-long", f"a document of more than {LONGEST} bytes; expected a release's few megabytes"
    )


def _skip(stream: IO[bytes], count: int, name: str) -> None:
    while count:
        skipped = len(stream.read(min(count, _SKIPPED)))
        if not skipped:
            raise SourceError(f"{name} is shorter than it was; import it anew")
        count -= skipped


def _members(opened: _Opened, start: Place) -> Iterator[Document]:
    """Yield the documents of a tar, whose members are read in their order."""
    path = opened.file.path
    try:
        with tarfile.open(fileobj=opened.stream, mode="r|") as tar:
            for number, member in enumerate(tar):
                if member.isfile() and number >= start.member:
                    place = start if number == start.member else Place(start.file, number)
                    yield from _member(opened, tar, member, place)
    except tarfile.TarError as error:
        raise SourceError(f"{path}: not a tar, or cut off: {error}; fetch it again") from error


def _member(
    opened: _Opened, tar: tarfile.TarFile, member: tarfile.TarInfo, place: Place
) -> Iterator[Document]:
    where = f"{opened.file.path}: {member.name}"
    name = Path(member.name).name
    stream = tar.extractfile(member)
    if stream is None:
        return
    with stream:
        if name in KINDS:
            yield from _lines_of(opened, stream, where, KINDS[name], place)
        elif name not in ABOUT_DUMPS:
            aside = SetAside(where, "unknown-kind", f"expected a file named {', '.join(KINDS)}")
            yield Document(where, aside, None, Place(place.file, place.member + 1), opened.read)


_FORMS = {Form.DOCUMENT: _whole, Form.LINES: _lines, Form.TAR: _members}
