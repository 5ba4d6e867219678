"""What holds of what all messages said, as Ibis expressions.

A message about a release ends all that earlier ones said of it, by whichever id they knew it. So a
release of one message holds unless a later one is about a release known by its id, or is itself called by
one of the ids that it is known by. A purge says nothing but that.
"""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Keep
from nachklang.catalogue.sources.ddex.rows import SAYING

_VERSION = ("said_by", "message")


def shape(staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
    """Return the tables without what is over; of an artist or a label, what the last message has."""
    holding = keep("ddex_holding", _holding(staged[SAYING]))
    tables = {name: staged[name].semi_join(holding, _VERSION) for name in SOURCE_TABLES}
    for name in ("artist", "label"):
        tables[name] = _last(tables[name])
    return {name: tables[name].select(table.names) for name, table in SOURCE_TABLES.items()}


def _holding(saying: Any) -> Any:
    """Return release and message of what holds."""
    about = saying.group_by(known="known_as").agg(newest=saying.message.max())
    called = saying.group_by(known="said_by").agg(newest=saying.message.max())
    over = ibis.union(_older(saying, about, "said_by"), _older(saying, called, "known_as"))
    return saying.select(*_VERSION).distinct().anti_join(over, _VERSION)


def _older(saying: Any, newest: Any, name: str) -> Any:
    """Return what was said before the newest message that has the id in column `name`."""
    joined = saying.inner_join(newest, saying[name] == newest.known)
    return joined.filter(joined.message < joined.newest).select(*_VERSION)


def _last(table: Any) -> Any:
    order = [table.message.desc(), table.said_by, table.name]
    ranked = table.mutate(nachklang_place=ibis.row_number().over(group_by=table.id, order_by=order))
    return ranked.filter(ranked.nachklang_place == 0)
