"""Metadata is taken in on a ground that rights decided, and the log says that it was."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.commands import new_archive
from tests.unit.catalogue.told import Told, rows

from nachklang.archive import Archive
from nachklang.catalogue.sources import Origin
from nachklang.catalogue.watching import unwatched
from nachklang.errors import InvalidValueError, NotPermittedError, SettingsError
from nachklang.ledger import EntryKind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_archive(tmp_path / "archive")


def _told(name: str = "anna-beispiel-records", licence: str = "CC0-1.0", label: str = "A") -> Told:
    source = Told([[rows("label", {"id": 1, "name": label}, source=name)]], name=name)
    said = source.origin
    source.origin = Origin(said.name, licence, said.snapshot, said.files, said.size, said.whole)
    return source


def _imports(archive: Archive) -> list[dict[str, Any]]:
    entries = [json.loads(archive.ledger.entry(index)) for index in range(archive.ledger.size)]
    return [entry for entry in entries if entry["kind"] == EntryKind.CATALOGUE_IMPORTED]


def test_an_import_is_logged_once_without_a_name(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        info = archive.take_in(_told(), unwatched)
        archive.take_in(_told(), unwatched)
        (entry,) = _imports(archive)
    (part,) = info.parts
    assert entry["subject"] == part.content
    assert set(entry["commitments"]) == {"source", "licence", "snapshot", "digest"}
    assert len(entry["decision"]) == 64
    log = b"".join(path.read_bytes() for path in (folder / "ledger").rglob("*") if path.is_file())
    assert b"anna-beispiel" not in log


def test_a_changed_import_is_logged_again(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        archive.take_in(_told(), unwatched)
        archive.take_in(_told(label="B"), unwatched)
        assert len(_imports(archive)) == 2


def test_an_import_that_was_cut_off_before_the_log_is_logged_at_the_next(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        archive.catalogue.take_in(_told(), at=datetime.now(UTC))
        assert _imports(archive) == []
        archive.take_in(_told("other"), unwatched)
        assert len(_imports(archive)) == 2


def test_an_agreement_is_a_ground(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        (part,) = archive.take_in(_told(licence="LicenseRef-our-label"), unwatched).parts
    assert part.licence == "LicenseRef-our-label"


def test_a_licence_that_is_no_ground_takes_nothing_in(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        with pytest.raises(NotPermittedError, match="Proprietary-1 is no ground to preserve its metadata"):
            archive.take_in(_told(licence="Proprietary-1"), unwatched)
        assert archive.catalogue.latest() is None
        assert _imports(archive) == []
        with pytest.raises(InvalidValueError, match="not a licence"):
            archive.take_in(_told(licence="CC-BY"), unwatched)


def test_the_secret_of_the_addresses_is_made_by_init_and_missed(folder: Path) -> None:
    secret = folder / "keys" / "public-ids.key"
    assert secret.stat().st_mode & 0o777 == 0o600
    text = secret.read_text()
    secret.unlink()
    with pytest.raises(SettingsError, match=r"public-ids\.key: cannot be read.*restore it"):
        Archive.open(folder)
    for wrong, said in (("zz", "not hexadecimal"), ("00", "1 bytes, expected 32")):
        secret.write_text(wrong)
        with pytest.raises(SettingsError, match=said):
            Archive.open(folder)
    secret.write_text(text)
    Archive.open(folder).close()
