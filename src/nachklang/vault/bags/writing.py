"""Writing a bag of version 1.0: whole and durable beside its place, then renamed into it."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nachklang.errors import FixityError, SourceError, StorageError
from nachklang.vault._disk import (
    create_file,
    remove_tree,
    storing,
    sync_folder,
    sync_tree,
    write_all,
    write_file,
)
from nachklang.vault._reading import Measured, forget_cached, measure, measure_bytes, opened
from nachklang.vault.bags.files import PAYLOAD, escape, is_payload
from nachklang.vault.bags.tag_files import DECLARATION, INFO
from nachklang.vault.paths import check_logical_paths

_DECLARATION_TEXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFESTS: Final = ("sha256", "sha512")


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of a bag to be written: its path in the bag, and where its bytes are, or the bytes.

    With `sha512` its bytes are compared with that digest while they are copied.
    """

    path: str
    content: Path | bytes
    sha512: str | None = None


def write_bag(
    target: Path,
    files: Iterable[BagFile],
    info: Mapping[str, str],
    *,
    on_bytes: Callable[[int], None] | None = None,
) -> None:
    """Write a bag that was not there before; when this returns, it is durable. Each source is read once.

    Files below `data/` are its payload, all others tag files. What a killed run left of this bag is removed.
    Raises FixityError where bytes are not those expected, SourceError where they cannot be read,
    InvalidLogicalPathError and StorageError; then no bag is there. One writer of a bag at a time.
    """
    if os.path.lexists(target):
        raise StorageError(f"{target} is there already, and is never written over; move it away first")
    bench = target.with_name(f".{target.name}.new")
    try:
        with storing(target):
            remove_tree(bench)
            _Writer(bench, on_bytes).write(list(files), info)
            sync_tree(bench)
            bench.rename(target)
            sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            remove_tree(bench)
        raise


class _Writer:
    """Writes the files of one bag into a folder, and remembers what they are."""

    def __init__(self, folder: Path, on_bytes: Callable[[int], None] | None) -> None:
        self._folder = folder
        self._on_bytes = on_bytes
        self._written: dict[str, Measured] = {}

    def write(self, files: list[BagFile], info: Mapping[str, str]) -> None:
        check_logical_paths([*(one.path for one in files), DECLARATION, INFO, *_names("manifest")])
        (self._folder / PAYLOAD).mkdir(parents=True)
        for one in files:
            self._copy(one)
        payload = [measured for path, measured in self._written.items() if is_payload(path)]
        oxum = {"Payload-Oxum": f"{sum(one.size for one in payload)}.{len(payload)}"}
        self._put(DECLARATION, _DECLARATION_TEXT)
        self._put(INFO, _info_text({**info, **oxum}))
        self._list("manifest", [path for path in self._written if is_payload(path)])
        self._list("tagmanifest", [path for path in self._written if not is_payload(path)])

    def _copy(self, file: BagFile) -> None:
        if isinstance(file.content, bytes):
            measured = measure_bytes(file.content)
            self._require(file, measured)
            self._put(file.path, file.content)
        else:
            measured = self._copied(file.path, file.content)
            self._require(file, measured)
        self._written[file.path] = measured

    def _copied(self, path: str, source: Path) -> Measured:
        target = self._new(path)
        descriptor = create_file(target)

        def keep(chunk: memoryview) -> None:
            with storing(target):
                write_all(descriptor, chunk)

        try:
            measured = _read(source, keep, self._on_bytes)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return measured

    def _require(self, file: BagFile, measured: Measured) -> None:
        if file.sha512 is not None and measured.sha512 != file.sha512:
            what = file.content if isinstance(file.content, Path) else file.path
            raise FixityError(
                f"{what}: {measured.size} bytes with SHA-512 {measured.sha512}; recorded is {file.sha512}; "
                "run `nachklang vault verify`, and put it back from a copy"
            )

    def _list(self, kind: str, paths: list[str]) -> None:
        for algorithm, name in zip(_MANIFESTS, _names(kind), strict=True):
            digests = [(getattr(self._written[path], algorithm), path) for path in sorted(paths)]
            text = "".join(f"{digest}  {escape(path)}\n" for digest, path in digests)
            self._put(name, text.encode())

    def _put(self, path: str, data: bytes) -> None:
        write_file(self._new(path), data)
        self._written[path] = measure_bytes(data)

    def _new(self, path: str) -> Path:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _names(kind: str) -> list[str]:
    return [f"{kind}-{algorithm}.txt" for algorithm in _MANIFESTS]


def _read(
    source: Path, keep: Callable[[memoryview], None], on_bytes: Callable[[int], None] | None
) -> Measured:
    try:
        with opened(source) as descriptor:
            forget_cached(descriptor)
            return measure(descriptor, on_block=keep, on_bytes=on_bytes)
    except OSError as error:
        raise SourceError(f"cannot read {str(source)!a}: {error.strerror}; check the file") from error


def _info_text(info: Mapping[str, str]) -> bytes:
    """Write `bag-info.txt`: a value takes one line, however it was broken into lines."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info.items()).encode()
