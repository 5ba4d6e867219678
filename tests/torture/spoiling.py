"""Damage to one copy: each kind a function from what lies there to what then lies there."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.torture.truth import NO_FILE, Tree


@dataclass(frozen=True)
class Copy:
    """A copy that is right: what lies there, the states that its object had, and what chance is asked for."""

    tree: Tree
    trees: list[Tree]
    rng: Random

    def some(self) -> str:
        """Choose a plain file that has bytes."""
        return self.rng.choice(sorted(path for path, data in self.tree.items() if data and data != NO_FILE))


Spoil = Callable[[Copy], Tree]


def flipped(copy: Copy) -> Tree:
    """Flip one bit of one file."""
    path = copy.some()
    data = bytearray(copy.tree[path])
    data[copy.rng.randrange(len(data))] ^= 1 << copy.rng.randrange(8)
    return copy.tree | {path: bytes(data)}


def truncated(copy: Copy) -> Tree:
    path = copy.some()
    return copy.tree | {path: copy.tree[path][: copy.rng.randrange(len(copy.tree[path]))]}


def grown(copy: Copy) -> Tree:
    path = copy.some()
    return copy.tree | {path: copy.tree[path] + copy.rng.randbytes(copy.rng.choice((1, 7, 5000)))}


def zeroed(copy: Copy) -> Tree:
    """Put zeros where a block was, as a disk does that gave up on it."""
    path = copy.some()
    data, at = copy.tree[path], copy.rng.randrange(len(copy.tree[path]))
    size = min(512, len(data) - at)
    return copy.tree | {path: data[:at] + b"\0" * size + data[at + size :]}


def swapped(copy: Copy) -> Tree:
    """Give two files each other's bytes."""
    one, other = copy.rng.sample(sorted(copy.tree), 2)
    return copy.tree | {one: copy.tree[other], other: copy.tree[one]}


def deleted(copy: Copy) -> Tree:
    return _without(copy.tree, {copy.some()})


def deleted_folder(copy: Copy) -> Tree:
    folders = sorted({path.rpartition("/")[0] for path in copy.tree if "/" in path} | {"v1"})
    chosen = copy.rng.choice(folders)
    return _without(copy.tree, {path for path in copy.tree if path.startswith(f"{chosen}/")})


def deleted_inventory(copy: Copy) -> Tree:
    names = [path for path in copy.tree if path.endswith("inventory.json")]
    return _without(copy.tree, set(copy.rng.sample(names, copy.rng.randint(1, len(names)))))


def stale_sidecar(copy: Copy) -> Tree:
    """Put the sidecar of another state beside the inventory."""
    older = copy.trees[0]["inventory.json.sha512"]
    if older == copy.tree["inventory.json.sha512"]:
        older = hashlib.sha512(copy.rng.randbytes(8)).hexdigest().encode() + b" inventory.json\n"
    return copy.tree | {"inventory.json.sha512": older}


def stale_object(copy: Copy) -> Tree:
    """Put an older state of the object back, which is whole in itself."""
    return dict(copy.rng.choice(copy.trees[:-1])) if len(copy.trees) > 1 else copy.tree


def future(copy: Copy) -> Tree:
    """Let the object be of a version after the next one, which says so consistently."""
    document = json.loads(copy.tree["inventory.json"])
    head = f"v{len(document['versions']) + 2}"
    document["versions"][head] = document["versions"][document["head"]]
    document["head"] = head
    return copy.tree | _documents(document, ("", f"{head}/"))


def extra(copy: Copy) -> Tree:
    folder = copy.some().rpartition("/")[0]
    name = copy.rng.choice((".DS_Store", "inventory.json.bak", "invention 2.flac", "v1"))
    path = f"{folder}/x{name}" if folder else f"x{name}"
    return copy.tree | {path: copy.rng.randbytes(copy.rng.randint(0, 300))}


def forged(copy: Copy) -> Tree:
    """Change a content file, and all that is said of it: in itself, the object is right."""
    path = copy.rng.choice(sorted(one for one, data in copy.tree.items() if "/content/" in one and data))
    data = copy.rng.randbytes(len(copy.tree[path]) + copy.rng.randint(0, 3))
    changed = copy.tree | {path: data}
    for name, one in copy.tree.items():
        if name.endswith("inventory.json"):
            text = one
            for algorithm in (hashlib.sha512, hashlib.sha256):
                before, after = (algorithm(each).hexdigest().encode() for each in (copy.tree[path], data))
                text = text.replace(before, after)
            document = json.loads(text)
            changed |= _documents(document, (name.removesuffix("inventory.json"),))
    return changed


def lost(_: Copy) -> Tree:
    return {}


def by_folder(copy: Copy) -> Tree:
    """Let a folder be where a file was, with something in it or nothing."""
    path = copy.some()
    return _without(copy.tree, {path}) | {f"{path}/inner": copy.tree[path]}


def folder_by_file(copy: Copy) -> Tree:
    """Let a file be where a folder was."""
    folder = copy.rng.choice(sorted({path.rpartition("/")[0] for path in copy.tree if "/" in path}))
    return _without(copy.tree, {path for path in copy.tree if path.startswith(f"{folder}/")}) | {
        folder: b"a file"
    }


ANYWHERE: dict[str, Spoil] = {
    "flipped bit": flipped,
    "truncation": truncated,
    "growth": grown,
    "zeroed block": zeroed,
    "two files swapped": swapped,
    "deleted file": deleted,
    "deleted folder": deleted_folder,
    "deleted inventory": deleted_inventory,
    "stale sidecar": stale_sidecar,
    "stale object": stale_object,
    "object from the future": future,
    "extra file": extra,
    "object forged in itself": forged,
    "whole copy lost": lost,
}
"""What can happen to a copy in any place."""

IN_FOLDERS: dict[str, Spoil] = {
    "file replaced by a folder": by_folder,
    "folder replaced by a file": folder_by_file,
}


def _without(tree: Tree, paths: set[str]) -> Tree:
    return {path: data for path, data in tree.items() if path not in paths}


def _documents(document: object, folders: tuple[str, ...]) -> Tree:
    data = (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    line = hashlib.sha512(data).hexdigest().encode() + b" inventory.json\n"
    return {
        folder + name: one
        for folder in folders
        for name, one in (("inventory.json", data), ("inventory.json.sha512", line))
    }
