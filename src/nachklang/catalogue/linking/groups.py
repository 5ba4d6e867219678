"""Release groups: joined by the releases in them; else by title, artist, kind and year together."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule
from nachklang.catalogue.linking.comparing import PAIR, beside, met, sharing, with_facts
from nachklang.catalogue.linking.evidence import graded
from nachklang.catalogue.linking.ground import Ground
from nachklang.catalogue.linking.identifiers import another, identifiers
from nachklang.catalogue.linking.workbench import Workbench


class Groups:
    """The rules for release groups; `who` and `releases` are as for recordings."""

    name = "release_group"

    def __init__(self, bench: Workbench, ground: Ground, who: Any, releases: Any) -> None:
        self._known = identifiers(ground, self.name)
        self._issued = bench.keep("issued", _issued(ground, releases))
        self.rows = bench.keep("group_rows", self._rows(ground, who))

    def _rows(self, ground: Ground, who: Any) -> Any:
        grouped = ground.releases.filter(ground.releases.group.notnull())
        years = grouped.group_by(id="group").agg(year=grouped.year.min())
        rows = beside(ground.groups, who, ["credit"]).drop("credit")
        rows = beside(beside(rows, years, ["id"]), self._known.alone, ["id"])
        return rows.mutate(several=ibis.literal(False))  # noqa: FBT003

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes two groups candidates."""
        titled = self.rows.filter((self.rows.key != 0) & self.rows.artist.notnull())
        return {
            "release": Rule(self._issued, 20),
            "identifier": Rule(self._known.keyed, 10),
            "title": Rule(titled.select("id", "source", key=titled.key ^ titled.artist), 40),
        }

    def facts(self, pairs: Any) -> Any:
        """Add shared identifiers, and how many releases are in both."""
        identified = sharing(pairs, self._known.keyed, "by_identifier")
        issued = met(pairs, self._issued).group_by(*PAIR).agg(releases=ibis._.count())
        return with_facts(pairs, [identified, issued])

    def evidence(self, pair: Any) -> Mapping[str, Any]:
        """Weigh releases, title, artist, kind and year."""
        years = (pair.l_year - pair.r_year).abs()
        near = pair.l_words.levenshtein(pair.r_words) <= 2
        return {
            "seldom": graded(otherwise=-10),
            "releases": graded((pair.releases >= 2, 34), (pair.releases == 1, 26)),
            "title": graded(
                (pair.l_key == pair.r_key, 8), (pair.l_numbers != pair.r_numbers, -20), (near, 4),
                ((pair.l_loose == pair.r_loose) & (pair.l_loose != 0), 2), otherwise=-12,
            ),
            "marks": graded((pair.l_marks != pair.r_marks, -30)),
            "artist": graded(
                (pair.l_artist == pair.r_artist, 8), (pair.l_artist_key == pair.r_artist_key, -4),
                (pair.l_artist.isnull() | pair.r_artist.isnull(), 0), otherwise=-30,
            ),
            "type": graded((pair.l_type == pair.r_type, 4), (pair.l_type != pair.r_type, -6)),
            "year": graded((years == 0, 8), (years > 1, -10)),
            "identifier": graded((pair.by_identifier, 60), (another(pair), -40)),
        }  # fmt: skip


def _issued(ground: Ground, releases: Any) -> Any:
    """Return groups under the clusters of their releases."""
    grouped = ground.releases.filter(ground.releases.group.notnull()).join(releases, "id")
    issued = grouped.select(id="group", key="cluster_id").distinct()
    return issued.join(ground.groups.select("id", "source"), "id")
