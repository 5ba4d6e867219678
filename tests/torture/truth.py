"""What the harness knows by itself: which bytes were acknowledged, and where on a disk they lie."""

import hashlib
import json
from dataclasses import dataclass, field

Tree = dict[str, bytes]
"""Everything below an object's folder, by path. What is no plain file has one of the values below."""

NO_FILE = b"\0\0 something that is no plain file"
EMPTY = b"\0\0 an empty folder"
UNREADABLE = b"\0\0 a file that cannot be read"


def place_of(object_id: str) -> str:
    """Compute where an object lies below a storage root, by OCFL's extension 0004."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    return "/".join([digest[0:3], digest[3:6], digest[6:9], digest])


def differences(found: Tree, expected: Tree) -> str:
    """Tell in which files two trees differ."""
    said = {"missing": expected.keys() - found.keys(), "too many": found.keys() - expected.keys()}
    said["changed"] = {path for path in found.keys() & expected.keys() if found[path] != expected[path]}
    return ", ".join(f"{what} {sorted(paths)}" for what, paths in said.items() if paths)


@dataclass
class Known:
    """An object that was acknowledged. `trees` are its states, oldest first; the last has to be everywhere.

    `needle` is a piece of its bytes that stands nowhere else.
    """

    object_id: str
    item_id: str
    needle: bytes
    trees: list[Tree]
    removed: bool = False
    strikes: list[str] = field(default_factory=list)

    @property
    def tree(self) -> Tree:
        """What every copy has to be."""
        return self.trees[-1]


def check_written(tree: Tree, expected: Tree) -> None:
    """Make sure, by the specification alone, that an object that was just written is what was given.

    `expected` maps logical paths to bytes. Raises AssertionError: then it should not have been acknowledged.
    """
    document = json.loads(tree["inventory.json"])
    head = document["head"]
    assert tree["inventory.json"] == tree[f"{head}/inventory.json"]
    written = hashlib.sha512(tree["inventory.json"]).hexdigest()
    assert tree["inventory.json.sha512"].split()[0] == written.encode()
    logical = {
        path: document["manifest"][digest][0]
        for digest, paths in document["versions"][head]["state"].items()
        for path in paths
    }
    for path, data in expected.items():
        assert tree[logical[path]] == data, path
    for digest, paths in document["manifest"].items():
        for path in paths:
            assert hashlib.sha512(tree[path]).hexdigest() == digest, path
