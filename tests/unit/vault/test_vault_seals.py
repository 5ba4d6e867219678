"""Seals: every byte, size and name counts, nonces too, and nothing but them; what cannot be read is said."""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vault.samples import ONE, TWO, tree

from nachklang.errors import FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.vault import Vault
from nachklang.vault._hashing import BLOCK
from nachklang.vault.copies import key_of, write_copy
from nachklang.vault.layout import object_path
from nachklang.vault.sealing import FileDigests, measure_object, seal_copy, seal_folder, seal_measured
from nachklang.vault.seals import FileSeal, seal_of
from nachklang.vault.stores import FolderStore
from nachklang.vault.validation.digests import digest_of

NONCE = bytes(range(32))
OTHER = bytes(32)
GOLDEN = "e1b33e7492a36ef714884214940dda4fb9a991fed36b88616af72fd188b6d2b3"
GOLDEN_KEYED = "a92ee4d487afa245c56a4b0be43c30b0c1bed8830b4abb7ff7e7e37f0602f1d3"


def ignored(_: int) -> None:
    """Count nothing."""


def seals(folder: Path, *nonces: bytes | None) -> tuple[str, ...]:
    return seal_folder(folder, nonces=nonces or (None,), on_bytes=ignored, drop_cache=False).seals


def by_hand(files: dict[str, bytes], key: bytes | None = None) -> str:
    """Compute a seal as its definition says, and in another way than the code does."""
    named = sorted((os.fsencode(path), data) for path, data in files.items())
    lines = (b" ".join((_hex(data, key), str(len(data)).encode(), path)) + b"\n" for path, data in named)
    return _hex(b"".join(lines), key).decode()


def _hex(data: bytes, key: bytes | None = None) -> bytes:
    made = blake3(data) if key is None else blake3(data, key=key)
    return made.hexdigest().encode()


@pytest.fixture
def place(filled: Vault) -> Path:
    return filled.root / object_path(ONE)


def test_a_seal_that_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "0=ocfl_object_1.1").write_bytes(b"ocfl_object_1.1\n")
    (tmp_path / "v1/leer").write_bytes(b"")
    (tmp_path / "v1/größe").write_bytes(b"abc")
    assert seals(tmp_path, None, NONCE) == (GOLDEN, GOLDEN_KEYED)


def test_the_seal_of_nothing_is_the_digest_of_nothing(tmp_path: Path) -> None:
    assert seals(tmp_path) == ("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",)


def test_an_object_is_sealed_as_the_definition_says(place: Path) -> None:
    files = tree(place)
    sealed = seal_folder(place, nonces=[None, NONCE, OTHER], on_bytes=ignored, drop_cache=True)
    assert sealed.seals == (by_hand(files), by_hand(files, NONCE), by_hand(files, OTHER))
    assert (sealed.files, sealed.size) == (len(files), sum(map(len, files.values())))
    assert len(set(sealed.seals)) == 3


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK + 1, 8 * BLOCK, 8 * BLOCK + 1, 13 * BLOCK + 5])
def test_files_of_every_size(tmp_path: Path, size: int) -> None:
    files = {"one": os.urandom(size), "two": b"x"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert seals(tmp_path, None, NONCE) == (by_hand(files), by_hand(files, NONCE))


def test_many_files_and_names_of_any_bytes(tmp_path: Path) -> None:
    names = [f"{number % 7}/{number}" for number in range(300)]
    names += ["a-", "a", "a b", "a.", "-", "*", "é", "𝄞", "�", os.fsdecode(b"\xff\xfe")]
    files = {f"d/{name}": name.encode(errors="surrogateescape") for name in names}
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert seals(tmp_path) == (by_hand(files),)


FILES = st.dictionaries(
    st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1), st.binary(max_size=8)
)


def sealed(files: dict[str, bytes], nonce: bytes | None = None) -> str:
    found = {path: FileSeal(_hex(data, nonce).decode(), len(data)) for path, data in files.items()}
    return seal_of(found, nonce)


@given(FILES, FILES)
def test_only_the_same_files_have_the_same_seal(one: dict[str, bytes], two: dict[str, bytes]) -> None:
    assert (sealed(one) == sealed(two)) == (one == two)
    assert sealed(one) == sealed(dict(reversed(one.items())))
    assert sealed(one, NONCE) == sealed(dict(reversed(one.items())), NONCE) != sealed(one)


def test_size_and_digest_and_path_count_each() -> None:
    whole = {"a": FileSeal("0" * 64, 1), "b": FileSeal("1" * 64, 2)}
    changed: list[dict[str, FileSeal]] = [
        whole | {"a": FileSeal("0" * 64, 2)},
        whole | {"a": FileSeal("2" * 64, 1)},
        {"a": whole["b"], "b": whole["a"]},
        {"A": whole["a"], "b": whole["b"]},
        {"a": whole["a"]},
        whole | {"c": whole["a"]},
    ]
    assert len({seal_of(files) for files in [whole, *changed]}) == 7


def test_a_name_cannot_pass_for_two_files(tmp_path: Path) -> None:
    inner = blake3(b"y").hexdigest()
    with pytest.raises(FixityError, match="no name that an object may hold"):
        seal_of({f"x\n{inner} 1 y": FileSeal(blake3(b"x").hexdigest(), 1)})
    (tmp_path / f"x\n{inner} 1 y").write_bytes(b"x")
    with pytest.raises(FixityError):
        seals(tmp_path)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_nonce_has_32_bytes(tmp_path: Path, size: int) -> None:
    with pytest.raises(InvalidValueError, match="32"):
        seals(tmp_path, bytes(size))


def test_every_bit_and_every_file_changes_the_seal(place: Path) -> None:
    chance = random.Random(1)
    plain, keyed = seals(place, None, NONCE)
    for name, data in tree(place).items():
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        for changed in (bytes(flipped), data[:-1], data + b"\0", b""):
            (place / name).write_bytes(changed)
            assert not {plain, keyed} & set(seals(place, None, NONCE))
        (place / name).rename(place / "moved")
        assert plain not in seals(place)
        (place / "moved").unlink()
        assert plain not in seals(place)
        (place / name).write_bytes(data)
        assert seals(place, None, NONCE) == (plain, keyed)
    (place / "more").write_bytes(b"")
    assert plain not in seals(place)


def test_one_reading_gives_both_digests_and_the_seal(place: Path) -> None:
    read: list[int] = []
    found = measure_object(place, on_bytes=read.append, drop_cache=True)
    files = tree(place)
    assert found == {
        path: FileDigests(len(data), digest_of(data, "sha512"), blake3(data).hexdigest())
        for path, data in files.items()
    }
    assert sum(read) == sum(map(len, files.values()))
    assert (seal_measured(found),) == seals(place)


def test_a_copy_in_a_store_has_the_seal_of_the_object(filled: Vault, tmp_path: Path, place: Path) -> None:
    (tmp_path / "store").mkdir()
    store = FolderStore(tmp_path / "store")
    read: list[int] = []
    write_copy(filled.root, filled.inventory(ONE), store)
    copied = seal_copy(store, key_of(ONE), nonces=[None, NONCE], on_bytes=read.append)
    assert copied == seal_folder(place, nonces=[None, NONCE], on_bytes=ignored, drop_cache=False)
    assert sum(read) == copied.size
    with pytest.raises(NotFoundError):
        seal_copy(store, key_of(TWO), on_bytes=ignored)


def _link(path: Path) -> None:
    path.symlink_to(path.parent)


@pytest.mark.parametrize("make", [_link, os.mkfifo], ids=["link", "pipe"])
def test_what_is_no_file_has_no_seal(place: Path, make: Callable[[Path], None]) -> None:
    make(place / "v1/content/original/other")
    with pytest.raises(FixityError, match="original/other"):
        seals(place)
    with pytest.raises(FixityError, match="original/other"):
        measure_object(place, on_bytes=ignored, drop_cache=False)


def test_an_object_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="gone"):
        seals(tmp_path / "gone")


def test_a_folder_that_cannot_be_listed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refusing(path: str) -> Any:
        if str(path).endswith("original/"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(StorageError, match="original"):
        seals(place)


def test_a_file_that_goes_while_its_object_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def gone(path: str, *arguments: int) -> int:
        if str(path).endswith("rights.json"):
            Path(path).unlink()
        return real(path, *arguments)

    monkeypatch.setattr(os, "open", gone)
    with pytest.raises(StorageError, match=r"rights\.json"):
        seals(place)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system cannot be asked to forget a file")
@pytest.mark.parametrize("drop", [True, False])
def test_the_disk_is_read_where_that_is_asked_for(
    place: Path, monkeypatch: pytest.MonkeyPatch, *, drop: bool
) -> None:
    forgotten: list[int] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda *arguments: forgotten.append(arguments[3]))
    seal_folder(place, on_bytes=ignored, drop_cache=drop)
    assert forgotten == [os.POSIX_FADV_DONTNEED] * (len(tree(place)) if drop else 0)
