"""The one hierarchy of errors.

Each class carries a stable `code`; messages may change, codes may not. A message names the file,
the line or field, what was expected and what to do. Exit and HTTP statuses are given at the edge
only: see `nachklang.cli.statuses` and `nachklang.web.problems`.
"""

from typing import ClassVar


class ArchiveError(Exception):
    """Base class of every error that Nachklang raises on purpose."""

    code: ClassVar[str] = "archive-error"


class InvalidValueError(ArchiveError, ValueError):
    """A text is not a value of the type that it was read as."""

    code = "invalid-value"


class InvalidIdentifierError(InvalidValueError):
    """A text is not an identifier of its scheme (ISRC, ISWC, barcode, ISNI, IPI)."""

    code = "invalid-identifier"


class SettingsError(ArchiveError):
    """`archive.toml` is missing, cannot be read, or says something that it may not say."""

    code = "settings"


class DepositDescriptionError(ArchiveError):
    """`deposit.toml` or `deposit.csv` cannot be used: nothing of the deposit is taken."""

    code = "deposit-description"


class SourceError(ArchiveError):
    """A file that somebody handed over cannot be read, is no plain file, or changed while it was read."""

    code = "source"


class NotFoundError(ArchiveError):
    """What was asked for is not in the archive."""

    code = "not-found"


class RemovedError(NotFoundError):
    """What was asked for was in the archive, and had to be removed from it."""

    code = "removed"


class NotPermittedError(ArchiveError):
    """`rights` decided that the act may not happen."""

    code = "not-permitted"


class LockedError(ArchiveError):
    """Another process holds the lock that this work needs."""

    code = "locked"


class StorageError(ArchiveError):
    """The file system refused: full, read-only, or failing."""

    code = "storage"


class FixityError(ArchiveError):
    """Bytes differ from what was recorded, are missing, or are there without a record."""

    code = "fixity"


class LedgerError(ArchiveError):
    """The log is not what its checkpoint says, or its key cannot be used."""

    code = "ledger"


class EvidenceError(LedgerError):
    """A receipt, a proof or somebody's log is not what it claims to be."""

    code = "ledger-evidence"


class RegistryError(ArchiveError):
    """The operational database cannot be opened, migrated or written."""

    code = "registry"


class CatalogueError(ArchiveError):
    """A snapshot or an index cannot be read or written."""

    code = "catalogue"
