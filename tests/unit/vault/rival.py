"""One of two processes that write versions of one object at once: `rival.py VAULT STAGING NAME`.

For each line on standard input it reads the object, says so, waits for another line, adds a version to
what it read, and prints `written` or the code of the error that said no.
"""

import sys
from pathlib import Path

from tests.unit.vault.samples import CREATED, ONE

from nachklang.errors import LockedError
from nachklang.vault import NewFile, Vault, VersionConflictError


def main(root: str, staging: str, name: str) -> None:
    """Write as long as there are lines."""
    vault = Vault.open(Path(root), staging=Path(staging))
    for line in sys.stdin:
        known = vault.inventory(ONE)
        print("read", flush=True)  # noqa: T201 - read by the test
        sys.stdin.readline()
        try:
            vault.add_version(
                known,
                [NewFile(f"metadata/{name}", line.encode())],
                message="Described anew",
                user="Nachklang 0.1.0",
                address="https://example.org/archive",
                created=CREATED,
            )
        except (LockedError, VersionConflictError) as error:
            print(error.code, flush=True)  # noqa: T201 - as above
        else:
            print("written", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(*sys.argv[1:4])
