"""The storage root's own files, and where an object lies below it.

Extension 0004, hashed n-tuple storage layout, with its default parameters: the lower-case hex SHA-256
of the object id, three folders of three characters, then a folder named by the whole digest.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from nachklang.errors import InvalidValueError

LAYOUT: Final = "0004-hashed-n-tuple-storage-layout"
ROOT_DECLARATION: Final = "0=ocfl_1.1"
OBJECT_DECLARATION: Final = "0=ocfl_object_1.1"
OBJECT_DECLARATION_TEXT: Final = b"ocfl_object_1.1\n"
CONFIG_FILE: Final = f"extensions/{LAYOUT}/config.json"
TUPLE_SIZE: Final = 3
TUPLES: Final = 3

CONFIG: Final[Mapping[str, Any]] = {
    "extensionName": LAYOUT,
    "digestAlgorithm": "sha256",
    "tupleSize": TUPLE_SIZE,
    "numberOfTuples": TUPLES,
    "shortObjectRoot": False,
}

_OBJECT_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def _document(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


ROOT_FILES: Final[Mapping[str, bytes]] = {
    ROOT_DECLARATION: b"ocfl_1.1\n",
    "ocfl_layout.json": _document(
        {
            "extension": LAYOUT,
            "description": "Each object lies in a folder named by the hex SHA-256 of its id, below three "
            "folders named by the digest's first, second and third three characters.",
        }
    ),
    CONFIG_FILE: _document(CONFIG),
}
"""Every file of a storage root that belongs to no object, with its exact bytes."""


def object_path(object_id: str) -> str:
    """Compute the path of an object's folder, relative to the storage root."""
    digest = hashlib.sha256(object_id.encode(errors="surrogatepass")).hexdigest()
    tuples = [digest[TUPLE_SIZE * n : TUPLE_SIZE * (n + 1)] for n in range(TUPLES)]
    return "/".join([*tuples, digest])


def check_object_id(object_id: str) -> None:
    """Accept `urn:uuid:` and a lower-case UUID; raises InvalidValueError."""
    if not _OBJECT_ID.fullmatch(object_id):
        raise InvalidValueError(
            f"not an object id: {object_id[:80]!a}; expected urn:uuid: and a UUID in lower case"
        )
