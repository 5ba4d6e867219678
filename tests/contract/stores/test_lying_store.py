"""Whatever a server pretends, nothing is called written that is not, and nothing is lost by believing it."""

import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.contract.stores import liar as lies
from tests.contract.stores import servers
from tests.contract.stores.liar import Liar, Lie, lying
from tests.contract.stores.samples import LARGE, SMALL, held, keys, pattern, put, sha256
from tests.contract.stores.servers import Server
from tests.contract.stores.test_s3_stores import MOTO

from nachklang.errors import FixityError
from nachklang.vault.stores import (
    S3Address,
    S3Store,
    StoreAwayError,
    StoreExistsError,
    StoreRefusedError,
    UnfitStoreError,
    open_store,
    probe,
)

KEY = "vault/abc/inventory.json"
_SIGNED = {"authorization", "host", "x-amz-date", "x-amz-content-sha256"}


@pytest.fixture(scope="module")
def front(moto: Server) -> Iterator[Liar]:
    with lying(moto) as liar:
        yield liar


@pytest.fixture
def liar(front: Liar) -> Iterator[Liar]:
    front.lie = lies.honest
    yield front
    front.lie = lies.honest


@pytest.fixture
def address(liar: Liar, moto: Server) -> S3Address:
    return liar.server.address(moto.new_bucket())


@pytest.fixture
def store(address: S3Address) -> S3Store:
    found = open_store(address, abilities=MOTO)
    assert isinstance(found, S3Store)
    return found


@pytest.mark.parametrize("size", [10, LARGE])
@pytest.mark.parametrize("lie", [lies.flips, lies.shortens])
def test_what_is_changed_or_cut_short_is_not_called_written(
    liar: Liar, store: S3Store, lie: Lie, size: int
) -> None:
    liar.lie = lie
    with pytest.raises(FixityError):
        put(store, KEY, pattern(size))


@pytest.mark.parametrize("size", [10, LARGE])
def test_what_is_lost_is_not_called_written(liar: Liar, store: S3Store, size: int) -> None:
    liar.lie = lies.loses
    with pytest.raises((FixityError, StoreAwayError)):
        put(store, KEY, pattern(size))
    assert keys(store) == []


@pytest.mark.parametrize("checked", [False, True])
def test_a_replacement_that_is_lost_or_not_shown_is_not_called_done(
    liar: Liar, address: S3Address, *, checked: bool
) -> None:
    store = open_store(address, abilities=replace(MOTO, checksum_refused=checked))
    put(store, KEY, SMALL)
    liar.lie = lies.remembers(lambda request: request.reads)
    held(store, KEY)
    with pytest.raises(FixityError):
        store.replace(KEY, b"another", expected=sha256(SMALL))
    liar.lie = lies.loses
    with pytest.raises(FixityError):
        store.replace(KEY, b"a third", expected=sha256(b"another"))
    assert held(store, KEY) == b"another"


@pytest.mark.parametrize("size", [10, LARGE])
def test_a_server_that_has_begun_to_overwrite_is_not_led_into_it(
    liar: Liar, store: S3Store, size: int
) -> None:
    put(store, KEY, SMALL)
    liar.lie = lies.overwrites
    with pytest.raises(StoreExistsError):
        put(store, KEY, pattern(size))
    assert held(store, KEY) == SMALL


def test_a_removal_that_did_not_happen_is_not_called_done(liar: Liar, store: S3Store) -> None:
    put(store, KEY, SMALL)
    liar.lie = lies.keeps
    with pytest.raises(StoreAwayError, match="still has it"):
        store.delete(KEY)


@pytest.mark.parametrize("size", [100, 9 << 20])
@pytest.mark.parametrize("lie", [lies.cuts, lies.shortens])
def test_reading_never_ends_early_without_an_error(liar: Liar, store: S3Store, lie: Lie, size: int) -> None:
    put(store, KEY, pattern(size))
    liar.lie = lie
    with pytest.raises((StoreAwayError, FixityError)):
        held(store, KEY)
    with pytest.raises((StoreAwayError, FixityError)):
        b"".join(store.read(KEY, start=1, end=90))


def test_what_was_written_unheard_is_there_and_is_not_written_twice(liar: Liar, store: S3Store) -> None:
    liar.lie = lies.unheard
    with pytest.raises(StoreAwayError):
        put(store, KEY, SMALL)
    liar.lie = lies.honest
    with pytest.raises(StoreExistsError):
        put(store, KEY, SMALL)
    assert held(store, KEY) == SMALL


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("size", [10, LARGE])
def test_credentials_that_expire_are_told_and_kept_secret(
    liar: Liar,
    store: S3Store,
    size: int,
    after: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = "a-token-that-nobody-may-see"  # noqa: S105
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    liar.lie = lies.expires(after)
    with pytest.raises(StoreRefusedError) as caught:
        _put_and_look(store, pattern(size))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").error("failed", exc_info=caught.value)
    said = "".join([*traceback.format_exception(caught.value), caplog.text, repr(store)])
    for secret in (token, servers.SECRET, servers.KEY_ID):
        assert secret not in said
    liar.lie = lies.honest
    if KEY not in keys(store):
        put(store, KEY, pattern(size))
    assert held(store, KEY) == pattern(size)


def _put_and_look(store: S3Store, data: bytes) -> None:
    """Use at least five requests: a small file that is put takes four."""
    put(store, KEY, data)
    store.size(KEY)


def test_a_server_that_is_busy_or_gone_is_away(liar: Liar, store: S3Store, address: S3Address) -> None:
    liar.lie = lies.overloaded
    nowhere = S3Address(address.bucket, "", endpoint=f"http://127.0.0.1:{servers.free_port()}")
    for one in (store, open_store(nowhere)):
        for call in (
            lambda one=one: put(one, KEY, SMALL) if one is store else keys(one),
            lambda one=one: held(one, KEY),
            lambda one=one: one.size(KEY),
            lambda one=one: keys(one),
            lambda one=one: one.delete(KEY),
        ):
            with pytest.raises(StoreAwayError):
                call()


def test_a_bucket_that_is_not_there_is_not_an_empty_store(moto: Server, rclone: Server) -> None:
    for server in (moto, rclone):
        store = open_store(server.address("no-such-bucket"), abilities=MOTO)
        for call in (lambda one=store: keys(one), lambda one=store: put(one, KEY, SMALL)):
            with pytest.raises(StoreAwayError, match="bucket"):
                call()


@pytest.mark.parametrize(
    ("lie", "expected"),
    [
        (
            lies.overwrites,
            {"conditional_put": False, "conditional_copy": False, "conditional_replace": False},
        ),
        (lies.loses, {"read_after_write": False, "list_after_write": False}),
        (lies.flips, {"read_after_write": False}),
        (lies.remembers(lambda request: request.reads), {"read_after_write": False}),
        (lies.keeps, {"list_after_delete": False}),
    ],
)
def test_the_probe_tells_a_lie(liar: Liar, address: S3Address, lie: Lie, expected: dict[str, bool]) -> None:
    liar.lie = lie
    found = probe(open_store(address))
    assert {name: getattr(found, name) for name in expected} == expected
    assert not found.shared_writing or found.faults
    if any(name in expected for name in ("read_after_write", "list_after_write", "list_after_delete")):
        assert found.faults


def test_a_store_that_overwrites_is_not_written_to_without_a_lock(liar: Liar, address: S3Address) -> None:
    liar.lie = lies.overwrites
    store = open_store(address, abilities=probe(open_store(address)))
    with pytest.raises(UnfitStoreError):
        put(store, KEY, SMALL)


@pytest.mark.parametrize("size", [10, LARGE])
def test_where_the_server_checks_digests_each_upload_has_one_and_is_not_read_again(
    liar: Liar, address: S3Address, size: int
) -> None:
    liar.lie = lies.checks
    found = probe(open_store(address))
    assert found.checksum_refused is True
    assert found.consequences == ()
    seen: list[lies.Request] = []
    liar.lie = lies.counting(seen, lies.checks)
    store = open_store(address, abilities=found)
    put(store, KEY, pattern(size))
    assert "PUT" in {request.method for request in seen}
    assert "GET" not in {request.method for request in seen}
    liar.lie = lies.flips_before_the_check
    with pytest.raises(FixityError):
        put(store, f"{KEY}.sha512", pattern(size))
    liar.lie = lies.honest
    assert held(store, KEY) == pattern(size)
    assert keys(store) == [KEY]


@pytest.mark.parametrize("size", [10, LARGE])
@pytest.mark.parametrize("lie", [lies.loses, lies.shrinks])
def test_a_server_that_once_checked_digests_is_not_believed_blindly(
    liar: Liar, address: S3Address, lie: Lie, size: int
) -> None:
    store = open_store(address, abilities=replace(MOTO, checksum_refused=True))
    liar.lie = lie
    with pytest.raises((FixityError, StoreAwayError)):
        put(store, KEY, pattern(size))


@pytest.mark.parametrize("method", ["HEAD", "PUT"])
def test_another_writer_in_between_is_no_fault_of_the_store(liar: Liar, store: S3Store, method: str) -> None:
    put(store, KEY, SMALL)
    others = [b"another writer's"]

    def intervene(request: lies.Request, forward: lies.Forward) -> lies.Answer:
        answer = forward(request)
        if request.method == method and others:
            signed = {name: value for name, value in request.headers.items() if name.lower() in _SIGNED}
            assert forward(lies.Request("PUT", request.target, signed, others.pop())).status == 200
        return answer

    liar.lie = intervene
    if method == "PUT":
        store.replace(KEY, b"ours", expected=sha256(SMALL))
    assert held(store, KEY) == b"another writer's"
