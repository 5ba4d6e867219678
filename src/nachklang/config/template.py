"""The `archive.toml` that `init` writes: every key with the comment that documents it."""

import json
from dataclasses import dataclass
from uuid import UUID

from nachklang.model.acts import INSTITUTION_CLASSES, ActorClass, Territory


@dataclass(frozen=True, slots=True)
class NewArchive:
    """What has to be known to write an `archive.toml`."""

    id: UUID
    name: str
    institution_classes: tuple[ActorClass, ...]
    jurisdiction: Territory
    registry_url: str
    origin: str
    verifier: str


def _quoted(text: str) -> str:
    """Write a TOML basic string. JSON's escapes are TOML's but for DEL, which JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def render(new: NewArchive) -> str:
    """Return the text of the file."""
    classes = ", ".join(_quoted(one) for one in new.institution_classes)
    return f"""\
# This file is the archive's own description. `nachklang` reads it at every start and names the
# line and the key of anything that it cannot use.

# The version of this file's format.
version = 1

# Made once by `init`. The public ids of everything in the archive are derived from it: never change it.
id = {_quoted(str(new.id))}

# What the archive is called on its pages and in its log.
name = {_quoted(new.name)}

# What kind of institution keeps it. A statute helps only the classes that it names, so claim only what
# you are: {", ".join(sorted(INSTITUTION_CLASSES))}.
institution_classes = [{classes}]

# The law that applies where nothing else is said, as a territory of ISO 3166-1.
jurisdiction = {_quoted(str(new.jurisdiction))}

# The operational database: SQLite in this folder, or "postgresql://user@host/database".
[registry]
url = {_quoted(new.registry_url)}

# Where the objects are kept: an OCFL 1.1 storage root in a folder, relative to this file.
[[store]]
name = "vault"
folder = "vault"

# What computes the tables of the catalogue: "duckdb", or a Spark master such as "local[2]" or
# "spark://host:7077". Where nothing is said, half the machine's memory, all its cores and the
# catalogue's own folder are used; else, for example: memory = "12GB", threads = 2, spill = "/fast/disk".
[engine]
tables = "duckdb"

# The public log. `key` is the file of the signing key, which must stay secret and readable by its owner
# only; `verifier` is the key that anybody may check the log with.
[ledger]
origin = {_quoted(new.origin)}
key = "keys/ledger.key"
verifier = {_quoted(new.verifier)}
"""
