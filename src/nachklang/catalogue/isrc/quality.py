"""How good the ISRCs of a snapshot are: counts, and some examples of each fault, to be written as JSON.

Everything is counted by Ibis expressions, so on any engine. Rows that are known to mean the same
recording are one recording here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import ibis

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.isrc.conflicts import TOLERANCE_MS
from nachklang.catalogue.isrc.prefixes import KNOWN_ON, is_allocated
from nachklang.catalogue.manifests import PartInfo

Report = dict[str, Any]

_EXAMPLES = 20
_REASON = "bad-isrc"


def quality_report(
    engine: Engine, tables: Mapping[str, Any], parts: Iterable[PartInfo], folder: Path
) -> Report:
    """Examine the codes of the snapshot in `folder`: its tables, as `engine` reads them, and its parts."""
    said = engine.keep("said_isrc", _said(tables))
    borne = engine.keep("borne_isrc", said.select("isrc", "head").distinct())
    counts = _only(engine, borne.agg(codes=borne.isrc.nunique(), recordings=borne["head"].nunique()))
    return {
        **counts,
        "invalid": _invalid(list(parts), folder),
        "unknown_prefix": _unknown_prefixes(engine, borne),
        "several_recordings": _several_recordings(engine, said, borne, tables),
        "several_codes": _several_codes(engine, borne),
    }


def _said(tables: Mapping[str, Any]) -> Any:
    """Return each code of each row, and the head of the row's cluster, which stands for the recording."""
    codes, clusters = tables["recording_isrc"], tables["cluster"]
    heads = clusters.filter(clusters.entity == "recording").select(row_id="id", cluster_id="cluster_id")
    joined = codes.left_join(heads, codes.recording_id == heads.row_id)
    return joined.select(
        isrc=joined.isrc,
        recording_id=joined.recording_id,
        head=ibis.coalesce(joined.cluster_id, joined.recording_id),
    )


def _invalid(parts: Iterable[PartInfo], folder: Path) -> Report:
    """Count what sources were told that is no ISRC: it is in no table, but in the reports of the imports."""
    counts = Counter[str]()
    examples = list[Report]()
    for part in parts:
        counts[part.source] = part.partly.get(_REASON, 0) + part.set_aside.get(_REASON, 0)
        if counts[part.source] and part.report is not None:
            examples.extend(islice(_set_aside(folder / part.report), _EXAMPLES - len(examples)))
    return {"codes": counts.total(), "sources": dict(+counts), "examples": examples}


def _set_aside(report: Path) -> Iterator[Report]:
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            if found["reason"] == _REASON:
                yield {"where": found["where"], "detail": found["detail"]}


def _unknown_prefixes(engine: Engine, borne: Any) -> Report:
    by_prefix = borne.group_by(prefix=borne.isrc.substr(0, 5)).agg(codes=borne.isrc.nunique())
    unknown = Counter[str](
        {row["prefix"]: row["codes"] for row in _rows(engine, by_prefix) if not is_allocated(row["prefix"])}
    )
    most = sorted(unknown.items(), key=lambda one: (-one[1], one[0]))[:_EXAMPLES]
    return {
        "list_of": KNOWN_ON.isoformat(),
        "codes": unknown.total(),
        "prefixes": len(unknown),
        "examples": [{"prefix": prefix, "codes": codes} for prefix, codes in most],
    }


def _several_recordings(engine: Engine, said: Any, borne: Any, tables: Mapping[str, Any]) -> Report:
    """Count the codes of several recordings, and those whose recordings differ in length or first artist."""
    shared = borne.group_by("isrc").agg(recordings=borne.count()).filter(ibis._.recordings > 1)
    known = _known(said.semi_join(engine.keep("shared_isrc", shared), "isrc"), tables)
    by_code = known.group_by("isrc").agg(
        recordings=known.count(),
        shortest_ms=known.shortest.min(),
        longest_ms=known.longest.max(),
        apart_ms=known.shortest.max() - known.longest.min(),
        artists=known.artist.nunique(),
    )
    codes = engine.keep("examined_isrc", by_code)
    longer, others = codes.apart_ms > TOLERANCE_MS, codes.artists > 1
    counts = codes.agg(
        codes=codes.count(),
        different_length=codes.count(where=longer),
        different_artist=codes.count(where=others),
        different=codes.count(where=longer | others),
    )
    examples = codes.filter(longer | others).drop("apart_ms").order_by("isrc").limit(_EXAMPLES)
    return {**_only(engine, counts), "examples": _rows(engine, examples)}


def _known(said: Any, tables: Mapping[str, Any]) -> Any:
    """Return for each code and recording the lengths and the first artist that its rows tell of."""
    names = tables["artist_credit_name"]
    first = names.filter(names.position == 1).select(
        credit_id="artist_credit_id", artist=names.name.strip().lower()
    )
    recordings = tables["recording"].select(
        row_id="id", duration_ms="duration_ms", row_credit_id="artist_credit_id"
    )
    rows = said.join(recordings, said.recording_id == recordings.row_id)
    rows = rows.left_join(first, rows.row_credit_id == first.credit_id)
    return rows.group_by("isrc", "head").agg(
        shortest=rows.duration_ms.min(), longest=rows.duration_ms.max(), artist=rows.artist.min()
    )


def _several_codes(engine: Engine, borne: Any) -> Report:
    by_recording = borne.group_by(recording_id=borne["head"]).agg(codes=borne.count())
    several = engine.keep("several_isrc", by_recording.filter(by_recording.codes > 1))
    counts = several.agg(recordings=several.count(), most=several.codes.max())
    examples = several.order_by(several.codes.desc(), several.recording_id).limit(_EXAMPLES)
    return {**_only(engine, counts), "examples": _rows(engine, examples)}


def _rows(engine: Engine, expression: Any) -> list[Report]:
    return [row for batch in engine.batches(expression) for row in batch.to_pylist()]


def _only(engine: Engine, expression: Any) -> Report:
    (row,) = _rows(engine, expression)
    return row
