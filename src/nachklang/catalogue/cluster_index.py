"""Which rows belong to a cluster: the table of clusters the other way round, memory-mapped.

The table is sorted by row, so that the cluster of a row is found in it; its rows are found here.
"""

import json
from pathlib import Path
from typing import Any, Self

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Postings
from nachklang.catalogue.reading.tables import Tables

_NOTE = "clusters.json"
_ENTITIES = """
select entity, min(cluster_id) as first, max(cluster_id) as last, min(id) as least, max(id) as most
from cluster group by entity order by entity
"""
_MEMBERS = "select cluster_id, id from cluster where entity = ? order by 1, 2"


def build_cluster_index(folder: Path, tables: Tables) -> None:
    """Write the members of all clusters into the empty `folder`, a list for each kind of thing."""
    from nachklang.catalogue.postings_writing import PostingsWriter  # noqa: PLC0415  (NumPy)

    kinds = tables.rows(_ENTITIES)
    for kind in kinds:
        keys, ids = (kind["first"], kind["last"]), (kind["least"], kind["most"])
        with PostingsWriter(folder, kind["entity"], keys=keys, ids=ids) as writer:
            for batch in tables.batches(_MEMBERS, kind["entity"]):
                writer.add(batch.column(0).to_numpy(), batch.column(1).to_numpy())
    (folder / _NOTE).write_text(json.dumps([kind["entity"] for kind in kinds]), encoding="utf-8")


class ClusterIndex:
    """The members of clusters; any number of threads may ask."""

    def __init__(self, members: dict[str, Postings]) -> None:
        self._members = members

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map what `build_cluster_index` wrote; raises MissingIndexError."""
        try:
            kinds: Any = json.loads((folder / _NOTE).read_bytes())
        except (OSError, ValueError) as error:
            raise MissingIndexError(
                f"{folder}: no index of clusters to be read: {error}; {REBUILD}"
            ) from error
        return cls({kind: Postings.open(folder, kind) for kind in kinds})

    def members(self, entity: str, cluster: int) -> list[int]:
        """Return the rows of a cluster; none where the id is no cluster's."""
        return self._members[entity].listed(cluster) if entity in self._members else []
