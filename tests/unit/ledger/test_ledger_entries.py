"""Entries and commitments: what goes into the log, and what can never."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nachklang.errors import LedgerError
from nachklang.ledger import Entry, EntryKind, commit

SALT = bytes(range(32))
DIGEST = "ab" * 32
AT = datetime(2026, 11, 22, 12, 30, 0, 5, tzinfo=UTC)


def _entry(**changes: object) -> Entry:
    fields: dict[str, object] = {
        "id": "e-1",
        "kind": EntryKind.DEPOSIT_ACCEPTED,
        "time": AT,
        "subject": "item:1",
        "decision": DIGEST,
        "commitments": {"depositor": commit("depositor", "Erika Mustermann", SALT)},
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def test_an_entry_is_canonical_json_of_version_1() -> None:
    commitment = commit("depositor", "Erika Mustermann", SALT)
    assert _entry().encode().decode() == (
        f'{{"commitments":{{"depositor":"{commitment}"}},"decision":"{DIGEST}","id":"e-1",'
        '"kind":"deposit.accepted","subject":"item:1","time":"2026-11-22T12:30:00.000005Z","v":1}'
    )


@given(
    kind=st.sampled_from(EntryKind),
    time=st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    names=st.lists(st.from_regex(r"[a-z.]{1,20}", fullmatch=True), max_size=4),
)
@settings(max_examples=50)
def test_an_entry_is_read_as_it_was_written(kind: EntryKind, time: datetime, names: list[str]) -> None:
    entry = _entry(kind=kind, time=time, commitments={name: commit(name, "x", SALT) for name in names})
    assert Entry.decode(entry.encode()) == entry


def test_one_instant_is_one_text_in_every_zone() -> None:
    berlin = AT.astimezone(timezone(timedelta(hours=1)))
    assert _entry(time=berlin).encode() == _entry().encode()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"commitments": {"depositor": "Erika Mustermann"}}, "commitments.depositor"),
        ({"commitments": {"Erika Mustermann": DIGEST}}, "commitments"),
        ({"subject": "erika@example.org"}, "subject"),
        ({"subject": "Erika Mustermann"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"id": "x" * 201}, "id"),
        ({"decision": "yes"}, "decision"),
        ({"time": datetime(2026, 11, 22)}, "time"),  # noqa: DTZ001
    ],
)
def test_plain_text_does_not_get_into_an_entry(changes: dict[str, object], names: str) -> None:
    with pytest.raises(LedgerError, match=rf"field {names}: .*expected"):
        _entry(**changes)


def test_an_entry_above_65535_bytes_is_refused() -> None:
    one = len(_entry(commitments={"field-000": DIGEST}).encode())
    more = len(_entry(commitments={"field-000": DIGEST, "field-001": DIGEST}).encode()) - one
    fitting = (65_535 - one) // more + 1

    def wide(count: int) -> Entry:
        return _entry(commitments={f"field-{number:03d}": DIGEST for number in range(count)})

    assert len(wide(fitting).encode()) <= 65_535
    with pytest.raises(LedgerError, match=r"entry e-1: .*at most 65535"):
        wide(fitting + 1).encode()


def _replace(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _replace(b'"v":1', b'"v":2'),
        _replace(b',"v":1', b""),
        _replace(b'"id":"e-1"', b'"id": "e-1"'),
        _replace(b'"id":"e-1"', b'"id":1'),
        _replace(b'"id":"e-1"', b'"id":"e-1","more":1'),
        _replace(b'"id":"e-1"', b'"id":"e-1","id":"e-1"'),
        _replace(b'"id":"e-1",', b""),
        _replace(b"deposit.accepted", b"deposit.lost"),
        _replace(b"12:30:00.000005Z", b"12:30:00.000005"),
        _replace(b"Z", b"Z\xff"),
        lambda data: data[:-1],
        lambda _: b"",
        lambda _: b"[]",
        lambda _: b"null",
        lambda _: b"[" * 60_000,
    ],
)
def test_what_is_no_entry_is_a_ledger_error(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(LedgerError):
        Entry.decode(change(_entry().encode()))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_entry_or_a_ledger_error(data: bytes) -> None:
    with pytest.raises(LedgerError):
        Entry.decode(data)


def test_a_commitment_is_the_documented_hmac() -> None:
    message = b"nachklang.ledger.commitment.v1\x00" + b"\x00\x00\x00\x04" + b"name" + "Jürgen".encode()
    expected = hmac.new(SALT, message, hashlib.sha256).hexdigest()
    assert commit("name", "Jürgen", SALT) == expected


def test_field_and_value_and_salt_each_change_a_commitment() -> None:
    texts = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")]
    made = {commit(field, value, SALT) for field, value in texts}
    made.add(commit("ab", "c", SALT[::-1]))
    assert len(made) == 5


@pytest.mark.parametrize("salt", [b"", b"x" * 31, b"x" * 33])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(LedgerError, match="32 random bytes"):
        commit("name", "value", salt)


def test_text_that_utf8_cannot_write_is_refused() -> None:
    with pytest.raises(LedgerError, match="not UTF-8"):
        commit("name", "\udcff", SALT)
