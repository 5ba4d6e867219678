"""Bag manifests, tag manifests and `fetch.txt`: what is said of which file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nachklang.vault.bags.files import PAYLOAD, BagFiles, alike, is_payload, plain_path, unescape
from nachklang.vault.bags.report import Problems
from nachklang.vault.bags.tag_files import FETCH, NEWEST, lines
from nachklang.vault.validation.digests import BAG_ALGORITHMS, has_form
from nachklang.vault.validation.findings import quoted

_NAME = re.compile(r"(tag)?manifest-([^/]+)\.txt")
_LINE = re.compile(r"(\S+)[ \t]+(.+)", re.DOTALL)
_FETCHED = re.compile(r"(\S+)[ \t]+([0-9]+|-)[ \t]+(.+)", re.DOTALL)


@dataclass(slots=True)
class BagManifest:
    """A manifest of the payload, or of tag files. `digests` are by the names that files have in the bag.

    `algorithm` is None where it is not known. `absent` are the paths for which no file is there.
    """

    name: str
    is_tag: bool
    algorithm: str | None
    digests: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


def manifests_of(files: BagFiles) -> list[BagManifest]:
    """Name the manifests that lie in a bag, those of the payload first."""
    found = [(name, match) for name in sorted(files.files) if (match := _NAME.fullmatch(name))]
    made = [BagManifest(name, match[1] is not None, _algorithm(match[2])) for name, match in found]
    return sorted(made, key=lambda one: one.is_tag)


def _algorithm(name: str) -> str | None:
    """Normalise an algorithm's name (RFC 8493, 2.4)."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain if plain in BAG_ALGORITHMS else None


@dataclass(slots=True)
class ManifestReader:
    """Reads the lines of one manifest."""

    manifest: BagManifest
    files: BagFiles
    rules: tuple[int, int]
    problems: Problems
    _listed: set[str] = field(default_factory=set)

    def read(self, text: str) -> None:
        """Take every line, and say which are wrong."""
        for number, line in enumerate(lines(text), start=1):
            match = _LINE.fullmatch(line)
            if match is not None:
                self._take(match[1], match[2])
            elif line.strip():
                message = f"{quoted(line)} in line {number}; expected a digest and a path"
                self.problems.error("manifest", self.manifest.name, message)
        self._settle_twins()

    def _take(self, digest: str, written: str) -> None:
        name, algorithm = self.manifest.name, self.manifest.algorithm
        if algorithm is not None and not has_form(algorithm, digest):
            self.problems.error("manifest", name, f"{quoted(digest)} is no {algorithm} of {quoted(written)}")
            return
        path = self._path(written)
        if path is None:
            return
        found = self.files.find(path) or self.files.find(written)
        if found is not None and found not in {path, written}:
            message = f"{name} names it in another Unicode form; expected the form that it has"
            self.problems.warning("name", found, message)
        place = self.manifest.absent if found is None else self.manifest.digests
        self._put(place, found or path, path, digest.lower())

    def _path(self, written: str) -> str | None:
        """Return the path that a line means, if it is one that this manifest may name."""
        name = self.manifest.name
        path = unescape(written, self.rules)
        if path.startswith("*") and self.files.find(path) is None:
            self.problems.warning(
                "path", name, f"{quoted(path)} begins with the mark of md5sum; expected none"
            )
            path = path.removeprefix("*")
        plain = plain_path(path, name, self.problems)
        if plain is None or is_payload(plain) != self.manifest.is_tag:
            return plain
        where = "outside of" if self.manifest.is_tag else f"below {PAYLOAD}/ in"
        self.problems.error("path", name, f"{quoted(path)}; expected a file {where} the payload")
        return None

    def _put(self, place: dict[str, str], found: str, path: str, digest: str) -> None:
        before = place.setdefault(found, digest)
        twice = path in self._listed
        self._listed.add(path)
        if before != digest:
            self.problems.error("duplicate", found, f"{self.manifest.name} lists it with different digests")
        elif twice and self.rules >= NEWEST:
            self.problems.error("duplicate", found, f"{self.manifest.name} lists it twice; expected once")
        elif twice:
            self.problems.warning("duplicate", found, f"{self.manifest.name} lists it twice; expected once")

    def _settle_twins(self) -> None:
        """Take a missing path and one that differs in case or form only, with one digest, for one file.

        Bags are made where both names mean the same file. Its bytes are there, and are compared.
        """
        there = {alike(path): path for path in self.manifest.digests}
        for path, digest in list(self.manifest.absent.items()):
            twin = there.get(alike(path))
            if twin is not None and self.manifest.digests[twin] == digest:
                del self.manifest.absent[path]
                message = f"{self.manifest.name} lists it as {quoted(path)}, too; expected one name of a file"
                self.problems.warning("duplicate", twin, message)


def read_fetch(text: str, rules: tuple[int, int], problems: Problems) -> Mapping[str, str]:
    """Map each path that could be fetched to its address. Nothing is ever fetched."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines(text), start=1):
        match = _FETCHED.fullmatch(line)
        if match is None:
            if line.strip():
                message = f"{quoted(line)} in line {number}; expected an address, a length or -, and a path"
                problems.error("manifest", FETCH, message)
            continue
        path = plain_path(unescape(match[3], rules), FETCH, problems)
        if path is not None and not is_payload(path):
            problems.error("path", FETCH, f"{quoted(path)}; expected a file below {PAYLOAD}/")
        elif path is not None:
            found[path] = match[1]
    return found
