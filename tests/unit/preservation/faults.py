"""What can happen to a copy on a disk: each a function of the object's folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

MUSIC = "v1/content/original/music.flac"
NOTE = "v1/content/metadata/a.json"
INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"


def flip(folder: Path) -> None:
    data = bytearray((folder / MUSIC).read_bytes())
    data[77] ^= 4
    _write(folder / MUSIC, bytes(data))


def truncation(folder: Path) -> None:
    _write(folder / MUSIC, (folder / MUSIC).read_bytes()[:-1])


def growth(folder: Path) -> None:
    _write(folder / MUSIC, (folder / MUSIC).read_bytes() + b"\0")


def swap(folder: Path) -> None:
    one, other = (folder / MUSIC).read_bytes(), (folder / NOTE).read_bytes()
    _write(folder / MUSIC, other)
    _write(folder / NOTE, one)


def deleted_file(folder: Path) -> None:
    (folder / MUSIC).unlink()


def deleted_inventory(folder: Path) -> None:
    (folder / INVENTORY).unlink()


def every_inventory_deleted(folder: Path) -> None:
    for path in [*folder.rglob(INVENTORY), *folder.rglob(SIDECAR)]:
        path.unlink()


def stale_sidecar(folder: Path) -> None:
    _write(folder / SIDECAR, (folder / "v1" / SIDECAR).read_bytes())


def older_state(folder: Path) -> None:
    """Whole in itself, as a disk that was put back from a backup has it."""
    for name in (INVENTORY, SIDECAR):
        _write(folder / name, (folder / "v1" / name).read_bytes())
    shutil.rmtree(folder / "v2")


def from_the_future(folder: Path) -> None:
    """Add a version 4 where no version 3 is."""
    shutil.copytree(folder / "v1", folder / "v4")
    shutil.copy(folder / "v1" / INVENTORY, folder / "v4" / "content" / "new.json")


def stranger(folder: Path) -> None:
    (folder / "v1/content/original/music.flac.part").write_bytes(b"x")


def deleted_object(folder: Path) -> None:
    shutil.rmtree(folder)


def declaration(folder: Path) -> None:
    _write(folder / "0=ocfl_object_1.1", b"ocfl_object_1.0\n")


def folder_for_a_file(folder: Path) -> None:
    (folder / MUSIC).unlink()
    (folder / MUSIC).mkdir()
    (folder / MUSIC / "lost+found").write_bytes(b"?")


ALL: dict[str, Callable[[Path], None]] = {
    one.__name__: one
    for one in (
        flip,
        truncation,
        growth,
        swap,
        deleted_file,
        deleted_inventory,
        every_inventory_deleted,
        stale_sidecar,
        older_state,
        from_the_future,
        stranger,
        deleted_object,
        declaration,
        folder_for_a_file,
    )
}


def _write(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)
