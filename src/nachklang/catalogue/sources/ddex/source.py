"""The source: one sender's deliveries in one folder."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources import Keep, Mark, Origin, Replaced, SetAside, Step
from nachklang.catalogue.sources.ddex.folders import find_messages
from nachklang.catalogue.sources.ddex.headers import NEW_RELEASE, Header, survey
from nachklang.catalogue.sources.ddex.messages import NewReleaseMessage, purged_ids
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.parsing import LARGEST, RefusedXmlError, read_whole
from nachklang.catalogue.sources.ddex.rows import SCHEMAS, MessageRows
from nachklang.catalogue.sources.ddex.schemas import Schemas
from nachklang.catalogue.sources.ddex.statements import ReleaseIds
from nachklang.errors import SourceError
from nachklang.model.licences import Licence


class Ddex:
    """Messages below `folder`, or the one file that it names, in the order of `MessageCreatedDateTime`.

    `licence` names the agreement under which the metadata came, as SPDX id or `LicenseRef-…`. With `xsd`,
    a folder of schemas, messages that are not valid are set aside. Of several senders in the folder,
    `sender` chooses one. Raises SourceError where there is nothing to read, senders are not told apart or
    a schema is missing, InvalidValueError for what is no licence.
    """

    def __init__(
        self, folder: Path, *, licence: str, xsd: Path | None = None, sender: str | None = None
    ) -> None:
        self._licence = Licence.parse(licence).spdx
        found = find_messages(folder)
        headers, refused = survey(found.files, folder)
        only = _only_sender(folder, headers, [*found.aside, *refused], sender)
        self._name = f"ddex-{only}"
        self._messages = [one for one in headers if one.sender == only]
        self._aside = sorted([*found.aside, *refused], key=lambda one: one.where)
        others = {one.path for one in headers if one.sender != only}
        self._files = tuple(path for path in found.files if path not in others and _small(path))
        self._schemas = None if xsd is None else Schemas(xsd)
        if self._schemas is not None:
            for message in self._messages:
                self._schemas.load(message.namespace, message.kind)

    @property
    def origin(self) -> Origin:
        """Named after the sender; its state is that of the last message."""
        last = _time(self._messages[-1])
        size = sum(message.size for message in self._messages)
        return Origin(self._name, self._licence, last, self._files, size, whole=False)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The catalogue's tables, with the message that says each row, and which message is about what."""
        return SCHEMAS

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read message by message, with a mark after each: how many were read."""
        done = 0 if after is None else int(after)
        if after is None:
            yield from self._aside
        read = sum(message.size for message in self._messages[:done])
        yield Mark(str(done), read)
        for number, message in enumerate(self._messages[done:], start=done + 1):
            yield from self._read(message, number)
            read += message.size
            yield Mark(str(number), read)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Keep what the newest message about each release says."""
        from nachklang.catalogue.sources.ddex.shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        return shape(staged, keep)

    def _read(self, message: Header, number: int) -> Iterator[Step]:
        notes = Notes(message.where)
        rows = MessageRows(self._name, _time(message), number)
        try:
            about = self._gather(message, rows, notes)
        except RefusedXmlError as refused:
            yield SetAside(message.where, refused.reason, refused.detail)
            return
        yield from notes.found
        yield from (
            Replaced(known_as) for known_as in dict.fromkeys(one for ids in about for one in ids.known_as)
        )
        yield from rows.batches()

    def _gather(self, message: Header, rows: MessageRows, notes: Notes) -> list[ReleaseIds]:
        """Put what a message says into `rows`; returns the releases that it is about."""
        root = read_whole(message.path)
        problem = None
        if self._schemas is not None:
            problem = self._schemas.problem(root, message.namespace, message.kind)
        if problem is not None:
            raise RefusedXmlError("invalid", problem)
        about = []
        if message.kind == NEW_RELEASE:
            said = NewReleaseMessage(root, version=message.version, on=message.created.date(), notes=notes)
            for release in said.releases():
                rows.add(release)
                about.append(release.ids)
        else:
            for ids in purged_ids(root, notes):
                rows.say(ids)
                about.append(ids)
        return about


def _only_sender(
    folder: Path, headers: Sequence[Header], aside: Sequence[SetAside], wanted: str | None
) -> str:
    """Return the one sender; raises SourceError where there is none, or several and none is chosen."""
    counts = Counter(header.sender for header in headers)
    if not counts:
        why = "; ".join(f"{one.where}: {one.reason}: {one.detail}" for one in aside[:5])
        raise SourceError(f"{folder}: no ERN message that can be read" + (f" ({why})" if why else ""))
    known = ", ".join(f"{name} ({counts[name]} messages)" for name in sorted(counts))
    if wanted is not None and wanted not in counts:
        raise SourceError(f"{folder}: no message of the sender {wanted}; there are {known}")
    if wanted is None and len(counts) > 1:
        raise SourceError(
            f"{folder}: messages of {len(counts)} senders: {known}; each delivers under an agreement "
            "of its own, so name the one to import"
        )
    return wanted or next(iter(counts))


def _small(path: Path) -> bool:
    """Tell whether a file is read at all: what is too large is not."""
    try:
        return path.stat().st_size <= LARGEST
    except OSError:
        return False


def _time(message: Header) -> str:
    return message.created.isoformat(timespec="milliseconds").replace("+00:00", "Z")
