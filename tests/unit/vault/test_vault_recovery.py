"""Recovery data: an object heals from its one damaged copy, or that it cannot is said."""

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.vault.samples import ONE, make, tree

from nachklang.errors import FixityError, InvalidValueError, StorageError
from nachklang.vault import InvalidLogicalPathError, NewFile, Vault, _par2
from nachklang.vault import recovery as recovering
from nachklang.vault.layout import object_path
from nachklang.vault.recovery import Healed, check_recovery, heal, make_recovery

SOUND = random.Random(2).randbytes(300_000)
ODD = [
    " leading and trailing ",
    "-rf",
    "--",
    "@list",
    "*",
    "a?.[b]{c}",
    "back\\slash",
    "100%",
    "%5C",
    "quote\"'`$(x)|<>:;&!#~^=+,",
    "größe 𝄞",
    "..a",
    "sub/-folder*/file.1",
    "sub/-folder*/file",
]


@pytest.fixture
def place(vault: Vault, source: Path) -> Path:
    source.write_bytes(SOUND)
    files = [NewFile("original/invention.flac", vault.stage(source)), NewFile("metadata/empty", b"")]
    files += [NewFile(f"odd/{name}", f"content of {name}".encode() * 40) for name in ODD]
    make(vault, ONE, files)
    return vault.root / object_path(ONE)


@pytest.fixture
def recovery(tmp_path: Path, place: Path) -> Path:
    make_recovery(place, tmp_path / "recovery" / "object", 10)
    return tmp_path / "recovery" / "object"


def mended(healed: Healed, place: Path) -> dict[str, bytes]:
    """Say what the object holds when the healed files take their places."""
    return tree(place) | {path: found.read_bytes() for path, found in healed.files.items()}


def test_a_sound_object_needs_no_healing(place: Path, recovery: Path, tmp_path: Path) -> None:
    assert check_recovery(recovery) == []
    assert heal(place, recovery, tmp_path / "bench").files == {}
    assert [path.name for path in recovery.parent.iterdir()] == ["object"]
    assert sum(map(len, tree(recovery).values())) < len(SOUND) / 2


def test_any_single_file_comes_back(place: Path, recovery: Path, tmp_path: Path) -> None:
    whole = tree(place)
    for name, data in whole.items():
        if len(data) > 30_000:
            continue
        (place / name).unlink()
        damaged = tree(place)
        healed = heal(place, recovery, tmp_path / "bench")
        assert list(healed.files) == [name]
        assert mended(healed, place) == whole
        assert tree(place) == damaged
        (place / name).write_bytes(data)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for offset in range(7, len(data), 40_000):
        data[offset] ^= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 95 // 100)


def _lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def _insert(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:9] + b"more" + data[9:])


def _link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(path.with_name("moved"))


@pytest.mark.parametrize("damage", [_flip, _cut, _lengthen, _insert])
@pytest.mark.parametrize("name", ["v1/content/original/invention.flac", "inventory.json"])
def test_damage_heals(
    place: Path, recovery: Path, tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    whole = tree(place)
    damage(place / name)
    healed = heal(place, recovery, tmp_path / "bench")
    assert list(healed.files) == [name]
    assert mended(healed, place) == whole


def test_much_damage_at_once_heals(place: Path, recovery: Path, tmp_path: Path) -> None:
    whole = tree(place)
    one, two = (place / "v1/content/odd" / name for name in ("back\\slash", "*"))
    swapped = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(swapped)
    _link(place / "v1/inventory.json.sha512")
    (place / "inventory.json.sha512").write_bytes(b"")
    (place / "v1/content/metadata/empty").write_bytes(b"no more")
    (place / "0=ocfl_object_1.1").unlink()
    (place / "extra").write_bytes(b"is left alone")
    healed = heal(place, recovery, tmp_path / "bench")
    assert healed.files.keys() == {
        "0=ocfl_object_1.1",
        "inventory.json.sha512",
        "v1/inventory.json.sha512",
        "v1/content/metadata/empty",
        "v1/content/odd/back\\slash",
        "v1/content/odd/*",
    }
    assert {path: data.read_bytes() for path, data in healed.files.items()}.items() <= whole.items()


def test_damage_beyond_repair_is_counted(place: Path, recovery: Path, tmp_path: Path) -> None:
    (place / "v1/content/original/invention.flac").unlink()
    with pytest.raises(
        FixityError, match=r"data blocks available.*recovery blocks available.*You need \d+ more"
    ):
        heal(place, recovery, tmp_path / "bench")
    shutil.rmtree(place)
    with pytest.raises(FixityError, match=r"You have 0 out of \d+ data blocks"):
        heal(place, recovery, tmp_path / "bench")


def _recovery_files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir())


def test_damaged_recovery_data_are_found(recovery: Path) -> None:
    chance = random.Random(3)
    for path in list(_recovery_files(recovery)):
        data = path.read_bytes()
        for offset in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(20))}:
            changed = bytearray(data)
            changed[offset] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            assert {(one.path, one.kind) for one in check_recovery(recovery)} == {(path.name, "altered")}
        for changed_size in (data[: len(data) // 2], data + b"\0"):
            path.write_bytes(changed_size)
            assert {one.path for one in check_recovery(recovery)} == {path.name}
        path.unlink()
        assert [one.kind for one in check_recovery(recovery)] == ["missing"]
        path.write_bytes(data)
    (recovery / "other").write_bytes(b"")
    assert [(one.path, one.kind) for one in check_recovery(recovery)] == [("other", "extra")]
    shutil.rmtree(recovery)
    assert [one.kind for one in check_recovery(recovery)] == ["unreadable"]


def test_recovery_data_cut_between_two_blocks(recovery: Path) -> None:
    volume = next(path for path in _recovery_files(recovery) if ".vol" in path.name)
    data = volume.read_bytes()
    last = data.rindex(b"PAR2\0PKT")
    volume.write_bytes(data[:last])
    packets = list(_par2.packets(volume))
    assert not any(isinstance(one, _par2.Damage) for one in packets)
    while not any(one.kind == "altered" for one in check_recovery(recovery)):
        last = data.rindex(b"PAR2\0PKT", 0, last)
        volume.write_bytes(data[:last])
    assert "are sound" in check_recovery(recovery)[0].detail


@pytest.mark.parametrize("lost", ["index gone", "index damaged", "blocks damaged"])
def test_damaged_recovery_data_still_heal(place: Path, recovery: Path, tmp_path: Path, lost: str) -> None:
    whole = tree(place)
    index, volume = _recovery_files(recovery)
    match lost:
        case "index gone":
            index.unlink()
        case "index damaged":
            index.write_bytes(b"\0" * 100)
        case _:
            _flip(volume)
    (place / "inventory.json.sha512").unlink()
    assert mended(heal(place, recovery, tmp_path / "bench"), place) == whole


def test_without_recovery_data_nothing_is_tried(place: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FixityError, match="no recovery data"):
        heal(place, tmp_path / "empty", tmp_path / "bench")
    assert not (tmp_path / "bench").exists()


def test_recovery_data_that_name_a_place_outside(place: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "file").write_bytes(b"x" * 5000)
    (tmp_path / "foreign").mkdir()
    index = tmp_path / "foreign/recovery.par2"
    _par2.run("create", outside, "-q", "-q", "-n1", "-s512", "-c10", "-R", "--", str(index), str(outside))
    for path in _recovery_files(tmp_path / "foreign"):
        _rename_in_packets(path)
    with pytest.raises(InvalidLogicalPathError):
        heal(place, tmp_path / "foreign", tmp_path / "bench")


def _rename_in_packets(path: Path) -> None:
    """Have a file's description say `../f` with a checksum that is right."""
    data = path.read_bytes()
    begin = 0
    while (begin := data.find(b"PAR2\0PKT", begin)) >= 0:
        length = int.from_bytes(data[begin + 8 : begin + 16], "little")
        packet = data[begin : begin + length]
        if packet[48:64] == _par2.DESCRIPTION:
            renamed = packet[32:].replace(b"file", b"../f")
            packet = packet[:16] + _md5(renamed) + renamed
            data = data[:begin] + packet + data[begin + length :]
        begin += length
    path.write_bytes(data)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def test_new_recovery_data_take_the_place_of_old(place: Path, recovery: Path, tmp_path: Path) -> None:
    (place / "v1/content/original/invention.flac").write_bytes(SOUND[::-1])
    (recovery.parent / ".object.making").mkdir()
    (recovery.parent / ".object.making/left").write_bytes(b"by a run that was killed")
    make_recovery(place, recovery, 5)
    assert check_recovery(recovery) == []
    assert heal(place, recovery, tmp_path / "bench").files == {}
    assert [path.name for path in recovery.parent.iterdir()] == ["object"]


def test_links_have_no_recovery_data(place: Path, tmp_path: Path) -> None:
    (place / "link").symlink_to("inventory.json")
    with pytest.raises(FixityError, match="link"):
        make_recovery(place, tmp_path / "other", 10)
    with pytest.raises(FixityError):
        make_recovery(tmp_path / "gone", tmp_path / "other", 10)


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_share_is_of_a_hundred(place: Path, tmp_path: Path, percent: int) -> None:
    with pytest.raises(InvalidValueError):
        make_recovery(place, tmp_path / "other", percent)


def test_a_folder_that_par2_cannot_name(place: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match=r"\*"):
        make_recovery(place, tmp_path / "a*b" / "object", 10)


def test_many_small_files(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"object/{number % 10}").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"object/{number % 10}/{number}").write_bytes(number.to_bytes(4, "big") * 300)
    make_recovery(tmp_path / "object", tmp_path / "recovery", 10)
    shutil.rmtree(tmp_path / "object/7")
    assert len(heal(tmp_path / "object", tmp_path / "recovery", tmp_path / "bench").files) == 300


@pytest.mark.parametrize(
    ("sizes", "blocks"),
    [
        ([1], range(1, 2)),
        ([300_000] + [800] * 20, range(150, 700)),
        ([1 << 30], range(1990, 2001)),
        ([1 << 30] + [400] * 3000, range(8000, 32_769)),
        ([20_000] * 20_000, range(20_000, 32_769)),
        ([20_000] * 32_768, range(32_768, 32_769)),
    ],
)
def test_blocks_are_not_many_and_pad_little(sizes: list[int], blocks: range) -> None:
    size, count = recovering._blocks(sizes)
    assert size % 4 == 0
    assert count in blocks
    assert count == sum(-(-one // size) for one in sizes)
    assert size * count <= max(1.3 * sum(sizes), 512)


def test_more_files_than_par2_can_name() -> None:
    with pytest.raises(InvalidValueError, match="32769 files"):
        recovering._blocks([1] * 32_769)


def test_a_program_that_fails_is_no_success(place: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(StorageError):
        make_recovery(place, tmp_path / "file" / "object", 10)
    assert _par2.run("repair", tmp_path, "--", str(tmp_path / "none.par2")).status == 3
