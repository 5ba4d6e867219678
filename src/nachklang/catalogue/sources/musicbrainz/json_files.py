"""Which files hold documents, and of what kind.

`*.json` holds one document. `*.jsonl`, `*.ndjson` and the files of a JSON dump, which are named after
what they hold, have one a line. Each may be compressed; a `*.tar` is a dump as MusicBrainz gives it out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nachklang.errors import SourceError

KINDS = {"artist": "artist", "recording": "recording", "release": "release"} | {
    "release-group": "release_group",
    "label": "label",
}
"""What MusicBrainz' dumps call a kind, and what its table is called here."""
ABOUT_DUMPS = frozenset(
    {"TIMESTAMP", "COPYING", "README", "REPLICATION_SEQUENCE", "SCHEMA_SEQUENCE", "JSON_DUMPS_SCHEMA_NUMBER"}
)
"""What lies beside the documents of a dump."""

_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst)$", re.IGNORECASE)


class Form(StrEnum):
    """How a file holds documents."""

    DOCUMENT = "document"
    LINES = "lines"
    TAR = "tar"


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file, and the kind of its documents where its name says it."""

    path: Path
    form: Form
    kind: str | None = None


def document_files(paths: Sequence[Path]) -> tuple[list[DocumentFile], list[Path]]:
    """Return the files to read, those of a folder in the order of their names, and what else lies there.

    Raises SourceError for what is not there, for a file that is named as none of these, and for nothing.
    """
    found: list[DocumentFile] = []
    others: list[Path] = []
    for path in paths:
        if path.is_dir():
            for inner in _below(path):
                file = _file(inner)
                if file is not None:
                    found.append(file)
                elif inner.name not in ABOUT_DUMPS:
                    others.append(inner)
        else:
            found.append(_named(path))
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise SourceError(f"{places or 'no path'}: holds no JSON; expected {_EXPECTED}")
    return found, others


_EXPECTED = (
    f"*.json, *.jsonl, *.ndjson, a dump's tar or one of its files ({', '.join(KINDS)}), compressed or not"
)


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path


def _named(path: Path) -> DocumentFile:
    if not path.is_file():
        raise SourceError(f"{path}: no such file or folder")
    file = _file(path)
    if file is None:
        raise SourceError(f"{path}: not known by its name; expected {_EXPECTED}")
    return file


def _file(path: Path) -> DocumentFile | None:
    name = _PACKED.sub("", path.name)
    if name in KINDS:
        return DocumentFile(path, Form.LINES, KINDS[name])
    forms = {".json": Form.DOCUMENT, ".jsonl": Form.LINES, ".ndjson": Form.LINES, ".tar": Form.TAR}
    form = forms.get(Path(name).suffix.lower())
    return None if form is None else DocumentFile(path, form)
