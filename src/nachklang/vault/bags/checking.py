"""Checking a bag: every byte is read once, and all that is wrong is said."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nachklang.vault._tree import Entry
from nachklang.vault.bags.files import PAYLOAD, BagFiles, is_payload
from nachklang.vault.bags.listings import BagManifest, ManifestReader, manifests_of, read_fetch
from nachklang.vault.bags.report import BagReport, PayloadFile, Problems
from nachklang.vault.bags.tag_files import (
    DECLARATION,
    FETCH,
    INFO,
    NEWEST,
    Declaration,
    decoded,
    read_declaration,
    read_info,
)
from nachklang.vault.validation.digests import SIZE, Hashing, Measured, Wanted
from nachklang.vault.validation.findings import quoted

_OXUM = re.compile(r"([0-9]{1,25})\.([0-9]{1,25})", re.ASCII)


def is_bag(folder: Path) -> bool:
    """Whether a folder says that it is a bag, rightly or not."""
    return os.path.lexists(folder / DECLARATION)


def check_bag(
    folder: Path, *, on_bytes: Callable[[int], None] | None = None, also: Collection[str] = ()
) -> BagReport:
    """Read every file of what should be a bag, and say all that is wrong with it; damage is no exception.

    Each payload file is hashed by the algorithms of all manifests that list it, and by those of `also`.
    Links are not followed, and nothing is fetched. `on_bytes` gets the number of bytes of each step, in any
    thread.
    """
    problems = Problems()
    return _Check(BagFiles(folder, problems, on_bytes), problems, frozenset(also), on_bytes).run()


@dataclass(slots=True)
class _Check:
    files: BagFiles
    problems: Problems
    also: frozenset[str]
    on_bytes: Callable[[int], None] | None
    _declared: Declaration = field(init=False, default_factory=Declaration)
    _measured: dict[str, Measured] = field(init=False, default_factory=dict)

    def run(self) -> BagReport:
        self._declare()
        manifests = list(self._manifests())
        fetched = self._fetched()
        info = tuple(read_info(text, self.problems)) if (text := self._text(INFO)) is not None else ()
        payload = [one for one in manifests if not one.is_tag]
        self._check_there(manifests, fetched)
        self._check_listed(payload, fetched)
        self._check_tags(manifests)
        self._check_bytes(manifests)
        self._check_oxum(info)
        return self._report(info)

    def _declare(self) -> None:
        data = self.files.read(DECLARATION)
        if data is not None:
            self._declared = read_declaration(data, self.problems)
        elif DECLARATION not in self.files.files:
            self.problems.error("declaration", DECLARATION, "it is not there; expected one in every bag")
        if not self.files.has_payload:
            self.problems.error("missing", PAYLOAD, "no folder of the payload; expected one")

    def _text(self, name: str) -> str | None:
        data = self.files.read(name)
        return None if data is None else decoded(data, name, self._declared.codec, self.problems)

    def _manifests(self) -> Iterator[BagManifest]:
        """Read every manifest. One whose algorithm is not known can only say which files there are."""
        found = manifests_of(self.files)
        if all(one.is_tag for one in found):
            self.problems.error("manifest", ".", "no manifest of the payload; expected manifest-sha512.txt")
        for one in found:
            text = self._text(one.name)
            if text is not None:
                ManifestReader(one, self.files, self._declared.rules, self.problems).read(text)
                yield one
            if one.algorithm is None:
                alone = all(other.algorithm is None for other in found if other.is_tag == one.is_tag)
                say = self.problems.error if alone else self.problems.warning
                say("algorithm", one.name, "its algorithm is not known, so its digests were not compared")

    def _fetched(self) -> Mapping[str, str]:
        text = self._text(FETCH)
        return {} if text is None else read_fetch(text, self._declared.rules, self.problems)

    def _check_there(self, manifests: list[BagManifest], fetched: Mapping[str, str]) -> None:
        """Say once of each file that is not there who lists it."""
        lacking: dict[str, list[str]] = {}
        for one in manifests:
            for path in one.absent:
                lacking.setdefault(path, []).append(one.name)
        for path, names in lacking.items():
            if path in fetched:
                message = f"it is not there; fetch it from {quoted(fetched[path])}, then check again"
                self.problems.error("not-fetched", path, message)
            else:
                self.problems.error("missing", path, f"it is not there; listed by {' and '.join(names)}")

    def _check_listed(self, manifests: list[BagManifest], fetched: Mapping[str, str]) -> None:
        """Require each payload file in every manifest; before 1.0, in any (RFC 8493, section 3)."""
        listed = [one.digests.keys() | one.absent.keys() for one in manifests]
        wanted = {entry.path for entry in self.files.payload} | {
            self.files.find(one) or one for one in fetched
        }
        if self._declared.rules >= NEWEST:
            for path in sorted(wanted.union(*listed)):
                for one, paths in zip(manifests, listed, strict=True):
                    if path not in paths:
                        self.problems.error(
                            "unlisted", path, f"{one.name} does not list it; expected all files"
                        )
        else:
            for path in sorted(wanted.difference(*listed)):
                self.problems.error(
                    "unlisted", path, "no manifest lists it; expected every file of the payload"
                )

    def _check_tags(self, manifests: list[BagManifest]) -> None:
        names = {one.name for one in manifests if not one.is_tag}
        for one in manifests:
            for name in sorted(names - one.digests.keys()) if one.is_tag else ():
                self.problems.warning(
                    "unlisted", name, f"{one.name} does not list it; expected every manifest"
                )

    def _check_bytes(self, manifests: list[BagManifest]) -> None:
        """Read each file once, and compare it with all that is said of it."""
        said: dict[str, list[tuple[str, BagManifest]]] = {entry.path: [] for entry in self.files.payload}
        for one in manifests:
            for path in one.digests if one.algorithm is not None else ():
                said.setdefault(path, []).append((one.algorithm or "", one))
        with Hashing(self.on_bytes) as hashing:
            for measured in hashing.measure(self._wanted(said)):
                self._measured[measured.name] = measured
                if measured.error is not None:
                    self.problems.error("unreadable", measured.name, measured.error)
                    continue
                for algorithm, one in said[measured.name]:
                    self._compare(measured, algorithm, one)

    def _wanted(self, said: Mapping[str, list[tuple[str, BagManifest]]]) -> Iterator[Wanted]:
        for path in sorted(said):
            algorithms = {name for name, _ in said[path]} | (self.also if is_payload(path) else set())
            if algorithms:
                size = self.files.files[path].size
                yield Wanted(f"{self.files.folder}/{path}", path, size, tuple(sorted(algorithms)))

    def _compare(self, measured: Measured, algorithm: str, manifest: BagManifest) -> None:
        found, expected = measured.digests[algorithm], manifest.digests[measured.name]
        if found != expected:
            message = (
                f"{algorithm} {found} of {measured.digests[SIZE]} bytes; {manifest.name} lists {expected}"
            )
            self.problems.error("altered", measured.name, message)

    def _check_oxum(self, info: tuple[tuple[str, str], ...]) -> None:
        """Compare what the payload is with what `bag-info.txt` counts."""
        payload = [self._file(entry) for entry in self.files.payload]
        found = f"{sum(one.size for one in payload)}.{len(payload)}"
        for label, value in info:
            if label.casefold() != "payload-oxum":
                continue
            match = _OXUM.fullmatch(value)
            if match is None:
                message = (
                    f"Payload-Oxum: {quoted(value)}; expected a number of bytes, a dot, a number of files"
                )
                self.problems.error("info", INFO, message)
            elif f"{int(match[1])}.{int(match[2])}" != found:
                self.problems.error("oxum", INFO, f"Payload-Oxum: {value}; the payload has {found}")

    def _file(self, entry: Entry) -> PayloadFile:
        measured = self._measured.get(entry.path)
        digests = dict(measured.digests) if measured is not None else {}
        size = int(digests.pop(SIZE, entry.size))
        return PayloadFile(entry.path, size, digests)

    def _report(self, info: tuple[tuple[str, str], ...]) -> BagReport:
        version = self._declared.version
        payload = sorted(self.files.payload, key=lambda one: one.path)
        return BagReport(
            folder=self.files.folder,
            version=None if version is None else f"{version[0]}.{version[1]}",
            encoding=self._declared.encoding,
            payload=tuple(self._file(entry) for entry in payload),
            info=info,
            problems=self.problems.all(),
        )
