"""No name, address, e-mail or telephone number gets into the log, whichever field it stands in."""

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.audio_fixtures import tone, write_flac

from nachklang.archive import (
    Archive,
    create,
    end_right,
    hold_object,
    lift_hold,
    record_rights,
    remove_object,
)
from nachklang.deposit import Outcome
from nachklang.ledger import Entry, EntryKind
from nachklang.model.acts import ActorClass, Territory

PERSON = "Rosalinde Quarzfeld, Zwirngasse 17, 4711 Oberwinklach, r.quarzfeld@zwirn.example, +43 660 7788991"
PARTS = ("Rosalinde", "Quarzfeld", "Zwirngasse", "Oberwinklach", "r.quarzfeld@zwirn", "7788991")
FILE = "Rosalinde Quarzfeld r.quarzfeld@zwirn.example"

DEPOSIT = f"""\
[deposit]
depositor = "{PERSON}"
reference = "{PERSON}"
[[file]]
path = "{FILE}.flac"
title = "{PERSON}"
artists = ["{PERSON}"]
release = "{PERSON}"
release_artists = ["{PERSON}"]
label = "{PERSON}"
catalogue_number = "{PERSON}"
composers = ["{PERSON}"]
[[file]]
path = "{FILE} 2.flac"
label = "{PERSON}"
[[agreement]]
reference = "{PERSON}"
grantor = "{PERSON}"
acts = ["preserve", "describe", "stream"]
evidence = "{FILE}.txt"
[[prohibition]]
kind = "{PERSON}"
acts = ["train"]
reason = "{PERSON}"
[[circumstance]]
kind = "lawful-access"
statement = "{PERSON}"
""" + "".join(
    f'[defaults.rights.{layer}]\nagreement = "{PERSON}"\nstatement = "{PERSON}"\n'
    for layer in ("recording", "composition", "performance")
)

RECORDS = f"""\
[[mandate]]
layers = ["recording"]
reference = "{PERSON}"
grantor = "{PERSON}"
acts = ["mine"]
statement = "{PERSON}"
evidence = "{FILE}.txt"
[mandate.scope]
labels = ["{PERSON}"]
[[mandate]]
basis = "orphan"
layers = ["composition"]
reference = "{PERSON}"
territory = "DE"
recorded_on = 2026-01-01
statement = "{PERSON}"
[mandate.scope]
labels = ["{PERSON}"]
[[prohibition]]
kind = "takedown"
acts = ["stream"]
reason = "{PERSON}"
statement = "{PERSON}"
[prohibition.scope]
labels = ["{PERSON}"]
[[circumstance]]
kind = "in-collection"
statement = "{PERSON}"
[circumstance.scope]
labels = ["{PERSON}"]
"""


class _Quiet:
    def begin(self, files: int, size: int) -> None: ...

    def bytes_read(self, count: int) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


def lived(folder: Path) -> Path:
    """Make an archive in which everything happened that is logged of rights, holds and deposits."""
    delivery = folder / FILE
    delivery.mkdir()
    for number, name in enumerate((f"{FILE}.flac", f"{FILE} 2.flac", f"{FILE} 3.flac"), start=1):
        write_flac(delivery / name, tone(0.05 * number))
    damaged = delivery / f"{FILE} 3.flac"
    damaged.write_bytes(damaged.read_bytes()[:-400])
    (delivery / f"{FILE}.txt").write_text(PERSON)
    (delivery / "deposit.toml").write_text(DEPOSIT)
    (delivery / "records.toml").write_text(RECORDS)
    place = folder / "archive"
    create(
        place,
        name="Archive",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    with Archive.open(place, sign=True) as archive:
        archive.accept(delivery, _Quiet())
        for record in record_rights(archive, delivery / "records.toml").new:
            end_right(archive, record.id, PERSON)
        first, second = archive.registry.items()
        lift_hold(archive, hold_object(archive, first, PERSON).id)
        remove_object(archive, second, PERSON)
    return place


def spellings(part: str) -> Iterator[bytes]:
    """Yield the ways in which a text may stand in a file; base64 at each of its three offsets."""
    for text in (part, part.lower(), part.upper(), part.casefold()):
        data = text.encode()
        yield from (data, text.encode("utf-16-le"), text.encode("utf-16-be"), quote(text).encode())
        yield data.hex().encode()
        for skipped in range(3):
            whole = base64.b64encode(bytes(skipped) + data)
            # What stands at the edges depends on the neighbours.
            inner = whole[4 if skipped else 0 : len(whole) - 4]
            yield from (inner, inner.replace(b"+", b"-").replace(b"/", b"_"))


def found(data: bytes) -> list[str]:
    return [part for part in PARTS if any(one in data for one in spellings(part))]


@pytest.mark.parametrize("skipped", range(3))
def test_what_is_looked_for_would_be_found(skipped: int) -> None:
    assert set(found(PERSON.encode())) == set(PARTS)
    assert set(found(PERSON.encode("utf-16-le"))) == set(PARTS)
    assert set(found(base64.b64encode(b"x" * skipped + PERSON.upper().encode()))) >= {"Oberwinklach"}
    assert found(b"nobody is in here") == []


def test_no_part_of_a_person_reaches_the_log(tmp_path: Path) -> None:
    place = lived(tmp_path)
    with Archive.open(place) as archive:
        kinds = {Entry.decode(data).kind for data in archive.ledger.entries()}
        hidden = "".join(_values(archive))
    others = {EntryKind.CATALOGUE_IMPORTED, EntryKind.OBJECT_REPAIRED}
    assert {EntryKind.MANDATE_RECORDED, EntryKind.WITHDRAWAL_CLOSED, EntryKind.DEPOSIT_REFUSED} <= kinds
    assert all(part in hidden for part in PARTS), "it is committed to, and can be erased"
    assert len(kinds) >= len(EntryKind) - len(others) - 1  # a key that is rotated says nothing of anybody
    for file in (place / "ledger").rglob("*"):
        assert found(str(file.relative_to(place)).encode()) == []
        if file.is_file():
            assert found(file.read_bytes()) == [], file


def _values(archive: Archive) -> list[str]:
    """Return every value that a salt opens."""
    with archive.registry._database.reading() as connection:
        return [value for (value,) in connection.exec_driver_sql("SELECT value FROM commitment_salts")]
