"""What a depositor says of a deposit: the content of `deposit.toml` and `deposit.csv` together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nachklang.deposit.given import Given
from nachklang.errors import DepositDescriptionError
from nachklang.model.mandates import Agreement, Prohibition

DEPOSIT_TOML = "deposit.toml"
DEPOSIT_CSV = "deposit.csv"


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """An agreement, and the file of the deposit that proves it."""

    agreement: Agreement
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
