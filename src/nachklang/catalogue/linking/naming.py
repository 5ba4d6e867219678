"""Which row somebody means."""

from typing import Any

import ibis

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.public_ids import PublicIds
from nachklang.errors import NotFoundError

_LARGEST = (1 << 63) - 1


def row_named(engine: Engine, table: Any, kind: str, text: str, ids: PublicIds) -> int:
    """Return the id of the row that is named as `SOURCE:ID`, by its own number, or by its public id.

    Raises NotFoundError where none is, or several are: Discogs, for one, calls all recordings of a
    release by the release's number.
    """
    if text.isascii() and text.isdigit() and int(text) <= _LARGEST:
        return int(text)
    if ":" not in text:
        return ids.read(kind, text)
    source, _, own = text.partition(":")
    wanted = table.filter((ibis._.source == source) & (ibis._.source_id == own)).select("id").limit(2)
    found = [row["id"] for batch in engine.batches(wanted) for row in batch.to_pylist()]
    if len(found) == 1:
        return int(found[0])
    name = kind.replace("_", " ")
    if found:
        raise NotFoundError(f"{text[:80]!a} names several rows; name the {name} by its number or public id")
    raise NotFoundError(f"no {name} is called {text[:80]!a}; expected SOURCE:ID, a number or a public id")
