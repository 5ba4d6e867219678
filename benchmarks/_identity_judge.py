"""What linking made of a world of several sources, against what is known of it.

The number that a source gives a row (`source_id`) is the number of the thing in the world, so any two rows
can be judged: the same number, the same thing. Right or wrong is every pair of rows in one cluster, not
only those in `truth.parquet`, which adds by which noise rows differ, and which pairs are traps.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from nachklang.catalogue.manifests import IDENTITY, Manifest
from nachklang.catalogue.publishing import Shelf

Share = tuple[int, int]
"""How many pairs there are, and how many of them are in one cluster."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of one entity: `right` and `wrong` ones in clusters, and all `true` ones that there are.

    `unlisted` counts pairs that the truth has and the numbers have not, or the other way round. `found`
    is by noise, for what is the same; `fallen` by trap, for what is not.
    """

    right: int
    wrong: int
    true: int
    unlisted: int
    found: dict[str, Share]
    fallen: dict[str, Share]

    @property
    def precision(self) -> float:
        """The share of pairs in clusters that are the same."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of pairs that are the same which are in a cluster."""
        return self.right / max(1, self.true)

    def figures(self) -> dict[str, Any]:
        """Return all that is known, for JSON."""
        return {"precision": round(self.precision, 5), "recall": round(self.recall, 4), **asdict(self)}


def judge(catalogue: Path, truth: Path, entities: Sequence[str]) -> dict[str, Judged]:
    """Judge the clusters of the newest snapshot, entity by entity; needs memory for all pairs of one."""
    shelf = Shelf(catalogue)
    newest = shelf.newest()
    assert newest is not None
    folder = shelf.folder(newest.number)
    with duckdb.connect() as connection:
        return {name: _judged(connection, newest, folder, truth, name) for name in entities}


_STEPS = """
create or replace temp table told as
    select id, source_id as number from read_parquet($rows);
create or replace temp table joined as
    with member as (
        select id, number, cluster_id
        from read_parquet($clusters) join told using (id) where entity = $entity
    )
    select a.id as l, b.id as r, a.number = b.number as "right"
    from member a join member b on a.cluster_id = b.cluster_id and a.id < b.id;
create or replace temp table "true" as
    select a.id as l, b.id as r from told a join told b on a.number = b.number and a.id < b.id;
create or replace temp table listed as
    select least(left_id, right_id) as l, greatest(left_id, right_id) as r, same, noise
    from read_parquet($truth) where entity = $entity;
"""
_COUNTS = """
select count(*) filter ("right"), count(*) filter (not "right"), (select count(*) from "true") from joined
"""
_UNLISTED = """
select count(*) from "true" t full join (from listed where same) l using (l, r)
where t.l is null or l.l is null
"""
_BY_NOISE = """
select same, noise, count(*), count(joined.l)
from listed left join joined using (l, r) group by all order by all
"""


def _judged(connection: Any, manifest: Manifest, folder: Path, truth: Path, entity: str) -> Judged:
    told = [part.source for part in manifest.parts if part.source != IDENTITY]
    rows = [str(path) for source in told for path in manifest.paths(folder, entity, source)]
    clusters = [str(path) for path in manifest.paths(folder, "cluster")]
    values = {"rows": rows, "clusters": clusters, "truth": str(truth), "entity": entity}
    for step in _STEPS.split(";")[:-1]:
        wanted = {name: value for name, value in values.items() if f"${name}" in step}
        connection.execute(step, wanted).fetchall()
    ((right, wrong, true),) = connection.execute(_COUNTS).fetchall()
    listed = connection.execute(_BY_NOISE).fetchall()
    ((unlisted,),) = connection.execute(_UNLISTED).fetchall() if listed else ((0,),)
    return Judged(
        right, wrong, true, unlisted,
        found={noise: (pairs, joined) for same, noise, pairs, joined in listed if same},
        fallen={noise: (pairs, joined) for same, noise, pairs, joined in listed if not same},
    )  # fmt: skip
