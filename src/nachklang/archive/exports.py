"""Exports: objects leave as bags, each with its documents beside it, and nothing leaves that is damaged."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from nachklang.archive.archive import Archive
from nachklang.archive.locks import exclusive
from nachklang.archive.preserving import AGENT
from nachklang.deposit.toml_writer import write_toml
from nachklang.errors import (
    ArchiveError,
    FixityError,
    NotFoundError,
    NotPermittedError,
    SourceError,
    StorageError,
)
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.vault import Inventory
from nachklang.vault.bags import BagFile, check_bag, write_bag
from nachklang.vault.layout import object_path
from nachklang.vault.packages import Package, PackagedFile, mets, premis

LOCK: Final = ".nachklang-export.lock"
"""The file in the folder of an export that its writer holds locked; it means nothing afterwards."""

DEPOSIT_TOML: Final = "data/deposit.toml"
_EVIDENCE: Final = "metadata/evidence/"


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What came of one object. `held` is a bag that was there already, whole; `size` is its payload's bytes.

    Where it was refused, `code` and `reason` say why, and no bag was written.
    """

    item_id: str
    object_id: str
    status: Literal["exported", "held", "refused"]
    folder: Path
    size: int = 0
    code: str | None = None
    reason: str | None = None


def export_objects(
    archive: Archive,
    items: Iterable[Item],
    target: Path,
    *,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[ExportOutcome]:
    """Write the object of each item as a bag in the folder `target`, which is made where it is missing.

    The archive's own `preserve` is decided for each. An object that may not leave, or that is damaged, is
    refused, and the others go on. A bag that is there already is read again, and left where it is whole: so
    an export that was cut off goes on. Raises LockedError where another one writes there, and StorageError.
    """
    require_apart(archive, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{target}: cannot be made: {error.strerror}; name a folder") from error
    with exclusive(target / LOCK, "an export"):
        for item in items:
            yield _outcome(archive, item, target, on_bytes)


def require_apart(archive: Archive, target: Path) -> None:
    """Refuse a folder in the archive, for what is given out is no part of it; raises StorageError."""
    settings, here = archive.settings, target.resolve()
    for folder in (settings.folder, *(one.folder for one in settings.stores)):
        if here.is_relative_to(folder.resolve()):
            raise StorageError(f"{target} lies in the archive, at {folder}; name a folder outside of it")


def _outcome(
    archive: Archive, item: Item, target: Path, on_bytes: Callable[[int], None] | None
) -> ExportOutcome:
    folder = target / item.object_id.removeprefix("urn:uuid:")
    try:
        return _export(archive, item, folder, on_bytes)
    except (FixityError, NotPermittedError) as error:
        return _refused(item, folder, error)


def _refused(item: Item, folder: Path, error: ArchiveError) -> ExportOutcome:
    return ExportOutcome(item.id, item.object_id, "refused", folder, 0, error.code, str(error))


def _export(
    archive: Archive, item: Item, folder: Path, on_bytes: Callable[[int], None] | None
) -> ExportOutcome:
    decision = archive.decide(Act.PRESERVE, item)
    if not decision.permitted:
        raise NotPermittedError(f"{item.object_id} may not leave: {'; '.join(decision.reasons())}")
    try:
        sources = _sources(archive, item, archive.vault.inventory(item.object_id))
    except NotFoundError as error:
        raise FixityError(f"{error}; run `nachklang vault verify`, and put it back from a copy") from error
    payload = [file for file, _ in sources]
    size = sum(file.size for file in payload)
    if folder.is_dir() and not folder.is_symlink():
        _require_same(folder, payload, on_bytes)
        return ExportOutcome(item.id, item.object_id, "held", folder, size)
    try:
        write_bag(folder, _files(archive, item, sources), _info(archive, item), on_bytes=on_bytes)
    except SourceError as error:
        raise FixityError(str(error)) from error
    return ExportOutcome(item.id, item.object_id, "exported", folder, size)


def _sources(archive: Archive, item: Item, inventory: Inventory) -> list[tuple[PackagedFile, Path | bytes]]:
    """Return every file of the head version and where it lies, and the description made of the item."""
    sha256 = {path: digest for digest, paths in inventory.sha256.items() for path in paths}
    folder = archive.vault.root / object_path(item.object_id)
    found: list[tuple[PackagedFile, Path | bytes]] = []
    for logical_path, sha512 in inventory.logical_paths().items():
        path = folder / inventory.content_path(logical_path)
        original = logical_path == item.logical_path
        file = PackagedFile(
            path=f"data/{logical_path}",
            logical_path=logical_path,
            size=_size(path),
            sha512=sha512,
            sha256=sha256[inventory.content_path(logical_path)],
            media_type=item.technical.media_type if original else _media_type(logical_path),
            use="original" if original else "metadata",
        )
        found.append((file, path))
    return [*found, _described(item, [file.logical_path or "" for file, _ in found])]


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError as error:
        raise FixityError(
            f"{path}: {error.strerror}; run `nachklang vault verify`, and put it back from a copy"
        ) from error


def _media_type(path: str) -> str:
    own = path.endswith(".json") and not path.startswith(_EVIDENCE)
    return "application/json" if own else "application/octet-stream"


def _described(item: Item, paths: list[str]) -> tuple[PackagedFile, bytes]:
    """Say the item in a `deposit.toml`, by which another archive can take in the bag and decide anew."""
    proofs = [path for path in paths if path.startswith(_EVIDENCE)]
    data = write_toml(item, item.logical_path, proofs).encode()
    sha512, sha256 = hashlib.sha512(data).hexdigest(), hashlib.sha256(data).hexdigest()
    file = PackagedFile(DEPOSIT_TOML, None, len(data), sha512, sha256, "application/toml", "deposit")
    return file, data


def _files(
    archive: Archive, item: Item, sources: list[tuple[PackagedFile, Path | bytes]]
) -> Iterator[BagFile]:
    package = Package(
        item=item,
        events=tuple(archive.registry.events(item.id)),
        files=tuple(file for file, _ in sources),
        archive_name=archive.settings.name,
        agent=AGENT,
        made_at=datetime.now(UTC),
    )
    for file, content in sources:
        yield BagFile(file.path, content, file.sha512)
    yield BagFile("mets.xml", mets(package))
    yield BagFile("premis.xml", premis(package))


def _info(archive: Archive, item: Item) -> dict[str, str]:
    return {
        "Source-Organization": archive.settings.name,
        "External-Identifier": item.object_id,
        "External-Description": item.description.title,
        "Bagging-Date": datetime.now(UTC).date().isoformat(),
        "Bag-Software-Agent": AGENT,
    }


def _require_same(folder: Path, payload: list[PackagedFile], on_bytes: Callable[[int], None] | None) -> None:
    """Read a bag that is there again; raises FixityError where it is not what would be written now."""
    report = check_bag(folder, on_bytes=on_bytes, also={"sha512"})
    if report.errors:
        first = report.errors[0]
        raise FixityError(
            f"{folder} is there already, and damaged: {first.where}: {first.message}; move it away first"
        )
    if {one.path: one.digests["sha512"] for one in report.payload} != {
        file.path: file.sha512 for file in payload
    }:
        raise FixityError(
            f"{folder} is there already, and holds another state of {payload[0].path}'s object; move it away"
        )
