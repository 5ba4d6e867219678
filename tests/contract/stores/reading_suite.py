"""Promises about reading and listing."""

import pytest
from tests.contract.stores.samples import SMALL, held, keys, pattern, put

from nachklang.errors import InvalidValueError, NotFoundError
from nachklang.vault.stores import Store

ODD = ("o d", "ä%41#?+*~.flac", "漢字/カナ", "a&b=c;d", "'\"<>|\\", "e\u0301", "..a", "$x{y}")


class ReadingSuite:
    """Subclasses give `store` and `second`: two doors to one place that is empty."""

    @pytest.mark.parametrize(
        ("start", "end"),
        [(0, None), (0, 0), (3, 3), (7, 3), (0, 5), (5, 20), (90, 100), (90, 500), (500, 600)],
    )
    def test_a_part_is_the_slice_that_python_takes(self, store: Store, start: int, end: int | None) -> None:
        data = pattern(100)
        put(store, "one", data)
        assert b"".join(store.read("one", start=start, end=end)) == data[start:end]

    def test_a_large_file_is_read_in_pieces(self, store: Store) -> None:
        data = pattern(9 << 20)
        put(store, "one", data)
        pieces = list(store.read("one", start=1))
        assert b"".join(pieces) == data[1:]
        assert max(map(len, pieces)) <= 5 << 20

    def test_nothing_is_nothing(self, store: Store) -> None:
        put(store, "a/b", SMALL)
        for key in ("c", "a", "a/b/c", "a/c"):
            with pytest.raises(NotFoundError):
                held(store, key)
            with pytest.raises(NotFoundError):
                store.size(key)
            store.delete(key)
        assert keys(store) == ["a/b"]

    def test_keys_come_by_code_point_with_their_sizes(self, store: Store, second: Store) -> None:
        names = ["b", "a/x", "a/é", "a-b", "a.b", "ab", "Z", "ä/b/c", "ä/a"]
        for size, name in enumerate(names):
            put(store, name, pattern(size))
        assert list(second.entries()) == sorted((name, size) for size, name in enumerate(names))

    def test_a_beginning_is_of_whole_segments(self, store: Store) -> None:
        for name in ("a/x", "a/y/z", "ab", "b/a/x"):
            put(store, name, SMALL)
        assert keys(store, "a/") == ["a/x", "a/y/z"]
        assert keys(store, "a/y/") == ["a/y/z"]
        assert keys(store, "nothing/") == keys(store, "ab/") == []
        for prefix in ("a", "/", "../"):
            with pytest.raises(InvalidValueError):
                keys(store, prefix)

    def test_names_may_be_odd(self, store: Store, second: Store) -> None:
        for number, name in enumerate(ODD):
            put(store, f"odd/{name}", str(number).encode())
        assert keys(second, "odd/") == sorted(f"odd/{name}" for name in ODD)
        for number, name in enumerate(ODD):
            assert held(second, f"odd/{name}") == str(number).encode()
