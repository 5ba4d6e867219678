"""What can go wrong with a store, told apart by what the caller has to do about it.

Besides these: NotFoundError (no such key), FixityError (bytes are not those that were meant),
StorageError (the disk refused: full, read-only, failing), LockedError (another process of this
archive writes), InvalidValueError (no such key can be, or a content is too large).
"""

from nachklang.errors import ArchiveError


class StoreAwayError(ArchiveError):
    """A store cannot be reached, or answers with an error of its own: try again later."""

    code = "store-away"


class StoreRefusedError(ArchiveError):
    """A store refused the credentials, or what they were to do: they are wrong, expired or too weak."""

    code = "store-refused"


class StoreExistsError(ArchiveError):
    """Something lies at that key of the store already; nothing is ever written over it."""

    code = "store-exists"


class StoreConflictError(ArchiveError):
    """What was to be replaced is not what was expected there: somebody else replaced it."""

    code = "store-conflict"


class UnfitStoreError(ArchiveError):
    """A store does not keep the promises that an archive needs, or belongs to another archive."""

    code = "store-unfit"
