"""From errors to exit statuses. Nowhere else are statuses given."""

from nachklang.errors import ArchiveError, EvidenceError, FixityError, LockedError, NotPermittedError

OK = 0
FAILURE = 1
USAGE = 2
PARTLY_DONE = 3
NOT_PERMITTED = 10
FIXITY = 11
LOCKED = 12
INTERRUPTED = 130

EXIT_STATUS: dict[type[ArchiveError], int] = {
    ArchiveError: FAILURE,
    NotPermittedError: NOT_PERMITTED,
    FixityError: FIXITY,
    EvidenceError: FIXITY,
    LockedError: LOCKED,
}

MEANINGS: dict[int, str] = {
    OK: "done",
    FAILURE: "failed; the message says why",
    USAGE: "the command was not understood",
    PARTLY_DONE: "partly done; the report names what was not",
    NOT_PERMITTED: "not permitted by the rights decision",
    FIXITY: "bytes differ from the record, are missing or are extra; or what was to be proved is not true",
    LOCKED: "another process holds the lock",
    INTERRUPTED: "interrupted; run it again to go on",
}


def status_of(error: ArchiveError) -> int:
    """Return the status of the error's nearest class in the table."""
    return next(EXIT_STATUS[kind] for kind in type(error).__mro__ if kind in EXIT_STATUS)
