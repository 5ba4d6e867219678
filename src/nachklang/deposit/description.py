"""What a depositor says of a deposit: the content of `deposit.toml` and `deposit.csv` together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nachklang.deposit.given import Given
from nachklang.errors import DepositDescriptionError
from nachklang.model.mandates import Agreement, Basis, Circumstance, Mandate, Procedure, Prohibition

DEPOSIT_TOML = "deposit.toml"
DEPOSIT_CSV = "deposit.csv"


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """An agreement or what is read like one, the file of the deposit that proves it, and its line."""

    agreement: Agreement
    evidence: str | None
    basis: Basis = Basis.AGREEMENT
    line: int = 1


@dataclass(frozen=True, slots=True)
class ProcedureFile:
    """A procedure, and the file of the deposit that proves it."""

    procedure: Procedure
    evidence: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class CircumstanceFile:
    """A circumstance, the file that proves it, and the files that it is true of; none named means all."""

    files: frozenset[str]
    circumstance: Circumstance
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Ban:
    """A prohibition and the files that it stands for; no file named means all of them."""

    files: frozenset[str]
    prohibition: Prohibition


@dataclass(frozen=True, slots=True)
class CopyrightFile:
    """A DEP-5 file of the deposit, and the folder that its patterns start from where that was said."""

    file: str
    root: str | None


@dataclass(frozen=True, slots=True)
class DepositDescription:
    """Everything that was said; all names are names of files in the folder."""

    depositor: str | None = None
    reference: str | None = None
    defaults: Given = field(default_factory=Given)
    files: Mapping[str, Given] = field(default_factory=dict)
    agreements: Mapping[str, AgreementFile] = field(default_factory=dict)
    procedures: Mapping[str, ProcedureFile] = field(default_factory=dict)
    circumstance_files: tuple[CircumstanceFile, ...] = ()
    bans: tuple[Ban, ...] = ()
    copyright_files: tuple[CopyrightFile, ...] = ()
    read: frozenset[str] = frozenset()
    """The files that were read as description or evidence, and are no items themselves."""

    def given(self, name: str) -> Given:
        """Return what was said about one file, defaults included."""
        return self.files.get(name, Given()).over(self.defaults)

    def prohibitions(self, name: str) -> tuple[Prohibition, ...]:
        """Return the prohibitions that stand for one file."""
        return tuple(ban.prohibition for ban in self.bans if not ban.files or name in ban.files)

    def circumstances(self, name: str) -> tuple[Circumstance, ...]:
        """Return the circumstances that are true of one file."""
        found = (one.circumstance for one in self._circumstances(name))
        return tuple(dict.fromkeys((*self.given(name).circumstances, *found)))

    def _circumstances(self, name: str) -> tuple[CircumstanceFile, ...]:
        return tuple(one for one in self.circumstance_files if not one.files or name in one.files)

    def proofs(self) -> frozenset[str]:
        """Return the files that prove anything."""
        agreements = (one.evidence for one in self.agreements.values())
        procedures = (one.evidence for one in self.procedures.values())
        circumstances = (one.evidence for one in self.circumstance_files)
        return frozenset(filter(None, (*agreements, *procedures, *circumstances)))

    def proofs_of(self, name: str, mandates: tuple[Mandate, ...]) -> frozenset[str]:
        """Return the files that prove the mandates and circumstances of one file."""
        agreed = [self.agreements.get(one.agreement.reference) for one in mandates if one.agreement]
        procedures = [self.procedures.get(one.procedure.reference) for one in mandates if one.procedure]
        named = [one.evidence for one in agreed if one] + [one.evidence for one in procedures if one]
        return frozenset(filter(None, (*named, *(one.evidence for one in self._circumstances(name)))))


def known_file(name: str, known: frozenset[str], where: str) -> str:
    """Return `name` where the folder holds such a file; raises DepositDescriptionError naming `where`."""
    if name.startswith("/") or ".." in name.split("/"):
        raise DepositDescriptionError(
            f"{where}: {name!a} points out of the folder; expected a name inside it"
        )
    plain = name.removeprefix("./")
    if plain not in known:
        raise DepositDescriptionError(
            f"{where}: the folder holds no file {name!a} that could be taken; check its spelling and case"
        )
    return plain
