"""Damage to one copy: each kind a function from what lies there to what then lies there."""

import hashlib
import json
from collections.abc import Callable
from random import Random

from tests.torture.truth import NO_FILE, Known, Tree

Spoil = Callable[[Tree, Known, Random], Tree]


def flipped(tree: Tree, known: Known, rng: Random) -> Tree:
    """Flip one bit of one file."""
    path = _some(tree, rng)
    data = bytearray(tree[path])
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return tree | {path: bytes(data)}


def truncated(tree: Tree, known: Known, rng: Random) -> Tree:
    path = _some(tree, rng)
    return tree | {path: tree[path][: rng.randrange(len(tree[path]))]}


def grown(tree: Tree, known: Known, rng: Random) -> Tree:
    path = _some(tree, rng)
    return tree | {path: tree[path] + rng.randbytes(rng.choice((1, 7, 5000)))}


def zeroed(tree: Tree, known: Known, rng: Random) -> Tree:
    """Put zeros where a block was, as a disk does that gave up on it."""
    path = _some(tree, rng)
    data, at = tree[path], rng.randrange(len(tree[path]))
    size = min(512, len(data) - at)
    return tree | {path: data[:at] + b"\0" * size + data[at + size :]}


def swapped(tree: Tree, known: Known, rng: Random) -> Tree:
    """Give two files each other's bytes."""
    one, other = rng.sample(sorted(tree), 2)
    return tree | {one: tree[other], other: tree[one]}


def deleted(tree: Tree, known: Known, rng: Random) -> Tree:
    return _without(tree, {_some(tree, rng)})


def deleted_folder(tree: Tree, known: Known, rng: Random) -> Tree:
    folders = sorted({path.rpartition("/")[0] for path in tree if "/" in path} | {"v1"})
    chosen = rng.choice(folders)
    return _without(tree, {path for path in tree if path.startswith(f"{chosen}/")})


def deleted_inventory(tree: Tree, known: Known, rng: Random) -> Tree:
    names = [path for path in tree if path.endswith("inventory.json")]
    return _without(tree, set(rng.sample(names, rng.randint(1, len(names)))))


def stale_sidecar(tree: Tree, known: Known, rng: Random) -> Tree:
    """Put the sidecar of another state beside the inventory."""
    older = known.trees[0]["inventory.json.sha512"]
    if older == tree["inventory.json.sha512"]:
        older = hashlib.sha512(rng.randbytes(8)).hexdigest().encode() + b" inventory.json\n"
    return tree | {"inventory.json.sha512": older}


def stale_object(tree: Tree, known: Known, rng: Random) -> Tree:
    """Put an older state of the object back, which is whole in itself."""
    return dict(rng.choice(known.trees[:-1])) if len(known.trees) > 1 else tree


def future(tree: Tree, known: Known, rng: Random) -> Tree:
    """Let the object be of a version after the next one, which says so consistently."""
    document = json.loads(tree["inventory.json"])
    head = f"v{len(document['versions']) + 2}"
    document["versions"][head] = document["versions"][document["head"]]
    document["head"] = head
    return tree | _documents(document, ("", f"{head}/"))


def extra(tree: Tree, known: Known, rng: Random) -> Tree:
    folder = _some(tree, rng).rpartition("/")[0]
    name = rng.choice((".DS_Store", "inventory.json.bak", "invention 2.flac", "v1"))
    path = f"{folder}/x{name}" if folder else f"x{name}"
    return tree | {path: rng.randbytes(rng.randint(0, 300))}


def forged(tree: Tree, known: Known, rng: Random) -> Tree:
    """Change a content file, and all that is said of it: in itself, the object is right."""
    path = _some({one: data for one, data in tree.items() if "/content/" in one}, rng)
    data = rng.randbytes(len(tree[path]) + rng.randint(0, 3))
    changed = tree | {path: data}
    for name, one in tree.items():
        if name.endswith("inventory.json"):
            text = one
            for algorithm in (hashlib.sha512, hashlib.sha256):
                before, after = (algorithm(each).hexdigest().encode() for each in (tree[path], data))
                text = text.replace(before, after)
            document = json.loads(text)
            changed |= _documents(document, (name.removesuffix("inventory.json"),))
    return changed


def lost(tree: Tree, known: Known, rng: Random) -> Tree:
    return {}


def by_folder(tree: Tree, known: Known, rng: Random) -> Tree:
    """Let a folder be where a file was, with something in it or nothing."""
    path = _some(tree, rng)
    return _without(tree, {path}) | {f"{path}/inner": tree[path]}


def folder_by_file(tree: Tree, known: Known, rng: Random) -> Tree:
    """Let a file be where a folder was."""
    folder = rng.choice(sorted({path.rpartition("/")[0] for path in tree if "/" in path}))
    return _without(tree, {path for path in tree if path.startswith(f"{folder}/")}) | {folder: b"a file"}


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


def _some(tree: Tree, rng: Random) -> str:
    """Choose a plain file that has bytes."""
    return rng.choice(sorted(path for path, data in tree.items() if data and data != NO_FILE))


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
