"""Bags to be damaged."""

import hashlib
from pathlib import Path

from nachklang.vault.bags import BagFile, BagReport, write_bag

SOUND = b"sound" * 1000
FILES = {
    "data/a.flac": SOUND,
    "data/inner/b.flac": b"other sound",
    "data/c 100%0A.txt": b"",
    "tags/x.xml": b"<x/>",
}


def made(folder: Path, files: dict[str, bytes] | None = None, **info: str) -> Path:
    """Write a bag of version 1.0 with our own writer."""
    taken = FILES if files is None else files
    write_bag(folder, [BagFile(path, data) for path, data in taken.items()], info)
    return folder


def by_hand(
    folder: Path,
    payload: dict[str, bytes],
    *,
    manifest: str | None = None,
    version: str = "1.0",
    **others: bytes,
) -> Path:
    """Write a bag of any kind; `manifest` is the text of its only one, `others` are files by `name_txt`."""
    (folder / "data").mkdir(parents=True)
    for name, data in payload.items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(data)
    lines = [f"{digest(data)}  data/{name}\n" for name, data in payload.items()]
    (folder / "manifest-sha256.txt").write_bytes((manifest or "".join(lines)).encode())
    declared = f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"
    (folder / "bagit.txt").write_bytes(declared.encode())
    for name, data in others.items():
        (folder / name.replace("__", "-").replace("_txt", ".txt")).write_bytes(data)
    return folder


def digest(data: bytes) -> str:
    """Return the digest that `by_hand` lists."""
    return hashlib.sha256(data).hexdigest()


def errors(report: BagReport) -> set[tuple[str, str]]:
    """Return code and place of each error."""
    return {(one.code, one.where) for one in report.errors}


def warnings(report: BagReport) -> set[tuple[str, str]]:
    """Return code and place of each warning."""
    return {(one.code, one.where) for one in report.warnings}
