"""A program that writes a large file into a store, and says when it is in the middle of it."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contract.stores.samples import LARGE, pattern, sha256

from nachklang.vault.stores import Abilities, Stream, open_store, parse_address


def main() -> None:
    """Take the URL, endpoint or nothing, findings as JSON, a lock file and a key; never end by itself."""
    url, endpoint, findings, lock, key = sys.argv[1:]
    store = open_store(
        parse_address(url, endpoint=endpoint or None),
        abilities=Abilities(**json.loads(findings)),
        lock=Path(lock),
    )
    data = pattern(2 * LARGE)

    def chunks() -> Iterator[bytes]:
        yield data[: len(data) - 1]
        print("in the middle", flush=True)  # noqa: T201
        time.sleep(600)
        yield data[-1:]

    store.put_new(key, Stream(len(data), chunks()), sha256=sha256(data))


if __name__ == "__main__":
    main()
