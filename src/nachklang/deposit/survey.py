"""The first look at a deposit: its files, what was said about them, and where evidence may be found."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from nachklang.audio import Tags
from nachklang.deposit.csv_reader import read_csv
from nachklang.deposit.dep5 import CopyrightIndex, is_dep5, read_dep5
from nachklang.deposit.description import (
    DEPOSIT_CSV,
    DEPOSIT_TOML,
    CopyrightFile,
    DepositDescription,
)
from nachklang.deposit.listing import Candidate, list_folder
from nachklang.deposit.received import receive
from nachklang.deposit.statements import Found, expression, licence_in
from nachklang.deposit.tag_reader import licences_in_tags
from nachklang.deposit.toml_reader import read_toml
from nachklang.errors import DepositDescriptionError
from nachklang.model.mandates import Evidence, RightsSignature

_LARGEST = 8 * 1024 * 1024
_SIDECAR = ".license"


@dataclass(frozen=True)
class Survey:
    """A deposit before any audio was read."""

    folder: Path
    candidates: tuple[Candidate, ...]
    description: DepositDescription
    copyrights: tuple[CopyrightIndex, ...]
    read: frozenset[str]
    """Names of the files that were read as description or evidence."""
    faults: Mapping[str, str]
    """Why the files that cannot be taken cannot, by their names."""
    proofs: Mapping[str, bytes]
    """The files that prove what is said of rights, by their names."""
    sha512: Mapping[str, str] = field(default_factory=dict)
    """What the bag in which they came says of the files, by their names."""

    def proofs_of(self, name: str, rights: RightsSignature) -> dict[str, bytes]:
        """Return the files that prove what one file's rights rest on, by their names."""
        names = self.description.proofs_of(name, rights.mandates)
        return {one: self.proofs[one] for one in sorted(names)}

    def evidence(self, name: str, tags: Tags) -> Found:
        """Find the licence statement that holds for one file: that of the nearest source which has one.

        A file beside it (REUSE's `.license`) is nearest; a package's copyright file, which somebody went
        through file by file, stands before tags, which are often copied along. A source that speaks of the
        file but is not understood silences those behind it, for they may say more than it allows.
        """
        nearest = self._sidecar(name)
        if nearest == Found():
            nearest = self._dep5(name)
        return licences_in_tags(tags, self.description.given(name)) if nearest == Found() else nearest

    def _sidecar(self, name: str) -> Found:
        beside = name + _SIDECAR
        if beside in self.faults:
            return Found(notes=(f"{beside}: {self.faults[beside]}",))
        if beside not in self.read:
            return Found()
        try:
            stated = licence_in(_text(self.folder / beside, beside))
        except DepositDescriptionError as error:
            return Found(notes=(str(error),))
        if stated is None:
            return Found(notes=(f"{beside}: no SPDX-License-Identifier in it",))
        return expression(stated, Evidence("spdx", beside, f"SPDX-License-Identifier: {stated}"))

    def _dep5(self, name: str) -> Found:
        """Ask every copyright file; two that answer differently cancel each other."""
        found = [one for index in self.copyrights if (one := index.found(name)) != Found()]
        licences = {tuple(mandate.licence for mandate in one.mandates) for one in found}
        if len(licences) <= 1:
            return found[0] if found else Found()
        files = " and ".join(index.file for index in self.copyrights)
        return Found(notes=(f"{files} name different licences for it, so neither is taken",))


def survey(folder: Path) -> Survey:
    """List a folder, or the payload of a bag, and read what describes it.

    Raises SourceError and DepositDescriptionError, and DamagedBagError where a bag is not what it says.
    """
    received = receive(folder)
    found = _survey(received.folder)
    head = replace(
        found.description,
        depositor=found.description.depositor or received.depositor,
        reference=found.description.reference or received.reference,
    )
    return replace(found, description=head, sha512=received.sha512 or {})


def _survey(folder: Path) -> Survey:
    candidates = tuple(list_folder(folder))
    known = frozenset(one.name for one in candidates if one.fault is None)
    _require_read(folder, candidates, known)
    description = _description(folder, known)
    copyrights = _copyrights(folder, candidates, description.copyright_files)
    sidecars = {name for name in known if name.endswith(_SIDECAR) and name.removesuffix(_SIDECAR) in known}
    described = {DEPOSIT_TOML, DEPOSIT_CSV} & known
    read = described | description.read | {index.file for index in copyrights} | sidecars
    faults = {one.name: one.fault[1] for one in candidates if one.fault is not None}
    proofs = {name: _content(folder / name, name) for name in sorted(description.proofs())}
    return Survey(folder, candidates, description, copyrights, frozenset(read), faults, proofs)


def _require_read(folder: Path, candidates: Sequence[Candidate], known: frozenset[str]) -> None:
    """Refuse a description that would be passed over: its prohibitions would be, too."""
    for wanted in (DEPOSIT_TOML, DEPOSIT_CSV):
        alike = [one.name for one in candidates if one.name.casefold() == wanted]
        if any(name != wanted for name in alike):
            found = " and ".join(sorted(alike))
            raise DepositDescriptionError(
                f"{found}: only {wanted} is read, in lower case; rename or remove it"
            )
        if wanted not in known and os.path.lexists(folder / wanted):
            raise DepositDescriptionError(f"{wanted}: is no plain file; put the file itself into the folder")


def _description(folder: Path, known: frozenset[str]) -> DepositDescription:
    """Read `deposit.toml` and `deposit.csv`; where both speak of a file, the first fills from the second."""
    description = DepositDescription()
    if DEPOSIT_TOML in known:
        description = read_toml(_text(folder / DEPOSIT_TOML, DEPOSIT_TOML), known)
    if DEPOSIT_CSV not in known:
        return description
    rows = read_csv(_text(folder / DEPOSIT_CSV, DEPOSIT_CSV), known, description)
    files = dict(rows)
    for name, given in description.files.items():
        files[name] = given.over(rows[name]) if name in rows else given
    return replace(description, files=files)


def _copyrights(
    folder: Path, candidates: Sequence[Candidate], named: Sequence[CopyrightFile]
) -> tuple[CopyrightIndex, ...]:
    """Parse the copyright files that the description names, or else all that are called `copyright`."""
    names = [one.name for one in candidates]
    files = named or [
        CopyrightFile(one.name, None)
        for one in candidates
        if one.fault is None and one.path.name == "copyright" and is_dep5(_head(one.path))
    ]
    return tuple(read_dep5(_text(folder / one.file, one.file), one.file, one.root, names) for one in files)


def _head(path: Path) -> bytes:
    try:
        with _opened(path) as file:
            return file.read(256)
    except OSError as error:
        raise DepositDescriptionError(f"{path}: cannot be read: {error.strerror}") from error


def _text(path: Path, name: str) -> str:
    """Read a small UTF-8 file; a byte-order mark from a spreadsheet is dropped."""
    try:
        return _content(path, name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise DepositDescriptionError(
            f"{name}: not UTF-8 at {where}; save it as UTF-8 and run again"
        ) from error


def _content(path: Path, name: str) -> bytes:
    try:
        with _opened(path) as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise DepositDescriptionError(f"{name}: cannot be read: {error.strerror}") from error
    if len(data) > _LARGEST:
        raise DepositDescriptionError(f"{name}: larger than {_LARGEST} bytes; expected a short document")
    return data


def _opened(path: Path) -> BinaryIO:
    """Open a file that was listed as a plain one; it may have become a link or a pipe since."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
