"""Promises about writing: all of it or nothing, never over anything, never other bytes than were meant."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.stores.samples import LARGE, SMALL, held, keys, pattern, put, sha256, stream

from nachklang.errors import FixityError, InvalidValueError, LockedError, NotFoundError, SourceError
from nachklang.vault.stores import Content, Store, StoreConflictError, StoreExistsError, Stream

KEY = "vault/abc/v1/content/original/Größe 1.flac"


def together(calls: list[Callable[[], None]]) -> list[Exception | None]:
    """Run calls at once and return what each raised."""
    raised: list[Exception | None] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(number: int) -> None:
        start.wait()
        try:
            calls[number]()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            raised[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


class WritingSuite:
    """Subclasses give `store` and `second`: two doors to one place that is empty."""

    @pytest.mark.parametrize("size", [0, 1, 5000, LARGE])
    @pytest.mark.parametrize("kind", ["bytes", "file", "stream"])
    def test_what_was_written_is_read(self, store: Store, tmp_path: Path, size: int, kind: str) -> None:
        data = pattern(size)
        file = tmp_path / "source"
        file.write_bytes(data)
        contents: dict[str, Content] = {"bytes": data, "file": file, "stream": stream(data)}
        put(store, KEY, data, contents[kind])
        assert (held(store, KEY), store.size(KEY)) == (data, size)
        assert list(store.entries()) == [(KEY, size)]

    @pytest.mark.parametrize("size", [10, LARGE])
    def test_nothing_is_ever_written_over(self, store: Store, second: Store, size: int) -> None:
        put(store, KEY, SMALL)
        with pytest.raises(StoreExistsError):
            put(second, KEY, pattern(size))
        assert held(store, KEY) == SMALL

    def test_the_same_content_again_is_told_too(self, store: Store) -> None:
        put(store, KEY, SMALL)
        with pytest.raises(StoreExistsError):
            put(store, KEY, SMALL)

    @pytest.mark.parametrize("size", [10, LARGE])
    def test_content_of_another_digest_is_not_written(self, store: Store, size: int) -> None:
        with pytest.raises(FixityError):
            store.put_new(KEY, pattern(size), sha256=sha256(pattern(size, 1)))
        self.nothing_is_there(store)

    @pytest.mark.parametrize("size", [10, LARGE])
    @pytest.mark.parametrize("said", [-1, 1])
    def test_content_of_another_size_is_not_written(self, store: Store, size: int, said: int) -> None:
        data = pattern(size)
        with pytest.raises(FixityError):
            store.put_new(KEY, Stream(size + said, stream(data).chunks), sha256=sha256(data))
        self.nothing_is_there(store)

    @pytest.mark.parametrize("size", [10, LARGE])
    def test_a_source_that_fails_leaves_nothing(self, store: Store, size: int) -> None:
        def broken() -> Iterator[bytes]:
            yield pattern(size - 1)
            raise SourceError("the other store is gone")

        with pytest.raises(SourceError, match="the other store is gone"):
            store.put_new(KEY, Stream(size, broken()), sha256=sha256(pattern(size)))
        self.nothing_is_there(store)

    def nothing_is_there(self, store: Store) -> None:
        assert keys(store) == []
        with pytest.raises(NotFoundError):
            store.size(KEY)
        put(store, KEY, SMALL)

    def test_a_file_that_is_not_there_is_told_as_such(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="nowhere"):
            store.put_new(KEY, tmp_path / "nowhere", sha256=sha256(b""))

    @pytest.mark.parametrize("size", [1000, LARGE])
    def test_of_writers_at_once_one_is_told_that_it_wrote_and_its_bytes_stay(
        self, store: Store, second: Store, size: int
    ) -> None:
        contents = [pattern(size, seed) for seed in range(4)]
        doors = [store, second, store, second]
        raised = together(
            [lambda at=at: put(doors[at], KEY, contents[at]) for at in range(4)]  # type: ignore[misc]
        )
        written = [at for at in range(4) if raised[at] is None]
        assert len(written) == 1
        assert all(isinstance(one, StoreExistsError | StoreConflictError) for one in raised if one)
        assert held(store, KEY) == contents[written[0]]
        assert keys(store) == [KEY]

    def test_a_reader_sees_all_or_nothing(self, store: Store, second: Store) -> None:
        data, seen, stop = pattern(LARGE), set(), threading.Event()

        def look() -> None:
            while not stop.is_set():
                try:
                    seen.add(second.size(KEY))
                except NotFoundError:
                    seen.add(-1)

        reader = threading.Thread(target=look)
        reader.start()
        try:
            put(store, KEY, data)
        finally:
            stop.set()
            reader.join()
        assert seen <= {-1, LARGE}
        assert held(second, KEY) == data

    def test_a_document_is_replaced(self, store: Store, second: Store) -> None:
        put(store, KEY, SMALL)
        store.replace(KEY, b"another", expected=sha256(SMALL))
        assert held(second, KEY) == b"another"

    def test_a_document_that_is_not_the_expected_one_is_not_replaced(self, store: Store) -> None:
        put(store, KEY, SMALL)
        with pytest.raises(StoreConflictError):
            store.replace(KEY, b"another", expected=sha256(b"a third"))
        assert held(store, KEY) == SMALL

    def test_what_is_not_there_is_not_replaced(self, store: Store) -> None:
        with pytest.raises(NotFoundError):
            store.replace(KEY, b"another", expected=sha256(SMALL))
        assert keys(store) == []

    def test_of_replacements_at_once_none_is_lost(self, store: Store, second: Store) -> None:
        put(store, KEY, b"0")

        def count(door: Store) -> None:
            for _ in range(5):
                while True:
                    found = held(door, KEY)
                    try:
                        door.replace(KEY, str(int(found) + 1).encode(), expected=sha256(found))
                    except (StoreConflictError, LockedError):
                        continue
                    break

        raised = together([lambda door=door: count(door) for door in (store, second, store)])  # type: ignore[misc]
        assert raised == [None] * 3
        assert held(store, KEY) == b"15"

    def test_what_was_deleted_is_gone_and_may_be_written_again(self, store: Store, second: Store) -> None:
        put(store, KEY, SMALL)
        store.delete(KEY)
        store.delete(KEY)
        assert keys(second) == []
        with pytest.raises(NotFoundError):
            held(second, KEY)
        put(second, KEY, b"another")
        assert held(store, KEY) == b"another"

    @pytest.mark.parametrize(
        "key", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\nb", "a\0b", "a" * 256]
    )
    def test_no_key_leads_out_or_breaks_a_name(self, store: Store, key: str) -> None:
        for call in (
            lambda: put(store, key, SMALL),
            lambda: store.replace(key, SMALL, expected=sha256(SMALL)),
            lambda: held(store, key),
            lambda: store.size(key),
            lambda: store.delete(key),
        ):
            with pytest.raises(InvalidValueError):
                call()

    def test_a_key_longer_than_a_server_takes_is_refused(self, store: Store) -> None:
        with pytest.raises(InvalidValueError, match="1024"):
            put(store, "/".join(["a" * 200] * 6), SMALL)

    def test_what_a_killed_writer_left_is_in_nobodys_way_and_is_cleared(self, store: Store) -> None:
        put(store, ".nachklang-staging/left", SMALL)
        assert keys(store) == []
        store.clear_staging(before=datetime.now(UTC) - timedelta(days=1))
        assert ".nachklang-staging/left" in keys(store, ".nachklang-staging/")
        store.clear_staging(before=datetime.now(UTC) + timedelta(days=1))
        assert ".nachklang-staging/left" not in keys(store, ".nachklang-staging/")
