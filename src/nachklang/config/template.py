"""The `archive.toml` that `init` writes: every key with the comment that documents it."""

from dataclasses import dataclass
from uuid import UUID

from nachklang.model.acts import INSTITUTION_CLASSES, ActorClass, Territory
from nachklang.model.toml_text import quoted


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


def render(new: NewArchive) -> str:
    """Return the text of the file."""
    classes = ", ".join(quoted(one) for one in new.institution_classes)
    return f"""\
# This file is the archive's own description. `nachklang` reads it at every start and names the
# line and the key of anything that it cannot use.

# The version of this file's format.
version = 1

# Made once by `init`. The ids of items and objects are derived from it: never change it.
id = {quoted(str(new.id))}

# What the archive is called on its pages and in its log.
name = {quoted(new.name)}

# What kind of institution keeps it. A statute helps only the classes that it names, so claim only what
# you are: {", ".join(sorted(INSTITUTION_CLASSES))}.
institution_classes = [{classes}]

# The law that applies where nothing else is said, as a territory of ISO 3166-1.
jurisdiction = {quoted(str(new.jurisdiction))}

# The operational database: SQLite in this folder, or "postgresql://user@host/database".
[registry]
url = {quoted(new.registry_url)}

# Where the objects are kept: an OCFL 1.1 storage root, relative to this file. `vault store add` adds copies.
[[store]]
name = "vault"
folder = "vault"

# How many copies an object needs before its deposit counts as accepted, the vault's own included; and how
# many of them share neither provider, country nor medium. A third key, recovery = 10, keeps recovery data
# of ten percent beside the vault, so that even a single copy can heal small damage.
[copies]
least = 1
apart = 1

# What computes the tables of the catalogue: "duckdb", or a Spark master such as "local[2]" or
# "spark://host:7077". Where nothing is said, half the machine's memory, all its cores and the
# catalogue's own folder are used; else, for example: memory = "12GB", threads = 2, spill = "/fast/disk".
[engine]
tables = "duckdb"

# The public log. `key` is the file of the signing key, which must stay secret and readable by its owner
# only; `verifier` is the key that anybody may check the log with.
[ledger]
origin = {quoted(new.origin)}
key = "keys/ledger.key"
verifier = {quoted(new.verifier)}
"""
