"""Exports of rights: what may be done with items, written for others. What may not be told is not written."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from nachklang.archive.archive import Archive
from nachklang.archive.durable import write_whole
from nachklang.archive.exports import LOCK, require_apart
from nachklang.archive.locks import exclusive
from nachklang.errors import NotPermittedError, StorageError
from nachklang.model.acts import Act, Territory
from nachklang.model.items import Item
from nachklang.rights.exports import Table, deals, deals_xml, labels, odrl, premis, profile, tabulate


class RightsFormat(StrEnum):
    """In whose words rights are exported."""

    ODRL = "odrl"
    PREMIS = "premis"
    LABELS = "labels"
    DEALS = "deals"


PROFILE_FILE: Final = "odrl-profile.jsonld"
"""Written beside policies in ODRL: it defines the words in them that are ours."""


@dataclass(frozen=True, slots=True)
class RightsOutcome:
    """What came of one item. Where it was refused, `code` and `reason` say why, and nothing was written."""

    item_id: str
    object_id: str
    status: Literal["exported", "refused"]
    files: tuple[str, ...] = ()
    code: str | None = None
    reason: str | None = None


def rights_documents(
    archive: Archive, item: Item, form: RightsFormat, territories: tuple[Territory, ...] = ()
) -> Mapping[str, str]:
    """Write the rights of an item: each document by the ending of its file's name, the chief one first.

    The territories are the archive's own where none is named. Raises NotPermittedError where the item may
    not be described.
    """
    decision = archive.decide(Act.DESCRIBE, item)
    if not decision.permitted:
        raise NotPermittedError(f"{item.object_id} may not be described: {'; '.join(decision.reasons())}")
    places = tuple(dict.fromkeys(territories)) or (archive.settings.jurisdiction,)
    whole = replace(item, rights=archive.rights_of(item))
    return _written(tabulate(whole, places, archive.law), form, datetime.now(UTC).date())


def export_rights(
    archive: Archive,
    items: Iterable[Item],
    target: Path,
    form: RightsFormat,
    territories: tuple[Territory, ...] = (),
) -> Iterator[RightsOutcome]:
    """Write the rights of each item into the folder `target`, which is made where it is missing.

    `describe` is decided for each: an item that may not be described is refused, and the others go on. A
    file appears whole or not at all, in the place of an older one. Raises LockedError where another export
    writes there, and StorageError.
    """
    require_apart(archive, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with exclusive(target / LOCK, "an export"):
            if form is RightsFormat.ODRL:
                write_whole(target / PROFILE_FILE, _json(profile()))
            for item in items:
                yield _outcome(archive, item, target, form, territories)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written to: {error.strerror}; name a folder") from error


def _outcome(
    archive: Archive, item: Item, target: Path, form: RightsFormat, territories: tuple[Territory, ...]
) -> RightsOutcome:
    try:
        documents = rights_documents(archive, item, form, territories)
    except NotPermittedError as error:
        return RightsOutcome(item.id, item.object_id, "refused", (), error.code, str(error))
    name = item.object_id.removeprefix("urn:uuid:")
    files = {f"{name}.{ending}": text for ending, text in documents.items()}
    for file, text in files.items():
        write_whole(target / file, text)
    return RightsOutcome(item.id, item.object_id, "exported", tuple(files))


def _written(table: Table, form: RightsFormat, on: date) -> Mapping[str, str]:
    if form is RightsFormat.ODRL:
        return {"odrl.jsonld": _json(odrl(table))}
    if form is RightsFormat.PREMIS:
        return {"premis.xml": premis(table, on).decode()}
    if form is RightsFormat.LABELS:
        return {"labels.json": _json(labels(table, on))}
    return {"deals.xml": deals_xml(table).decode(), "deals.json": _json(deals(table))}


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
