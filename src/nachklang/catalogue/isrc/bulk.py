"""Many codes at once: the questions are sorted, so that the index is read from front to back."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nachklang.catalogue.isrc.columns import Codes, ReadCodes, read_column, unpack_column
from nachklang.catalogue.isrc.index import LOW_BITS, IsrcPart

_Places = npt.NDArray[np.int64]
_NO_BUCKET = np.uint32((1 << 32) - 1)
_LOW_MASK = np.uint64((1 << LOW_BITS) - 1)

RESOLVED = pa.schema(
    [
        pa.field("code", pa.string()),
        pa.field("isrc", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("recordings", pa.int32()),
        pa.field("recording_ids", pa.list_(pa.int64())),
    ]
)
"""What a code is resolved to; see `IsrcIndex.resolve`."""


def resolve(codes: pa.Array, parts: Sequence[IsrcPart]) -> pa.Table:
    """Look up a column of codes in every part; see `IsrcIndex.resolve`."""
    read = read_column(codes)
    asked = np.flatnonzero(read.valid)
    order = asked[np.argsort(read.packed[asked])]
    counts, recordings = _find_all(read.packed[order], parts)
    lists = pa.ListArray.from_arrays(pa.array(_offsets(counts)), pa.array(recordings))
    back = np.full(len(codes), len(order))  # what was not asked takes the empty list at the end
    back[order] = np.arange(len(order))
    found = pa.concat_arrays([lists, pa.array([[]], lists.type)]).take(pa.array(back))
    columns = [codes.cast(pa.string()), _normal_forms(read), _reasons(read), found.value_lengths(), found]
    return pa.table(columns, schema=RESOLVED)


def _normal_forms(read: ReadCodes) -> pa.Array:
    texts = unpack_column(read.packed)
    return texts if read.valid.all() else pa.compute.if_else(pa.array(read.valid), texts, None)


def _reasons(read: ReadCodes) -> pa.Array:
    if not read.reasons:
        return pa.nulls(len(read.valid), pa.string())
    return pa.array([read.reasons.get(place) for place in range(len(read.valid))], pa.string())


def _find_all(sorted_codes: Codes, parts: Sequence[IsrcPart]) -> tuple[_Places, _Places]:
    """Return how many recordings bear each code, and all of those one after the other, part by part."""
    found = [_find(sorted_codes, part) for part in parts]
    counts = sum((count for count, _ in found), np.zeros(len(sorted_codes), np.int64))
    if len(found) == 1:
        return counts, found[0][1]
    recordings = np.concatenate([np.zeros(0, np.int64), *(ids for _, ids in found)])
    owners = [np.repeat(np.arange(len(sorted_codes)), count) for count, _ in found]
    order = np.argsort(np.concatenate([np.zeros(0, np.int64), *owners]), kind="stable")
    return counts, recordings[order]


def _find(sorted_codes: Codes, part: IsrcPart) -> tuple[_Places, _Places]:
    first, last = _ranges(sorted_codes, part)
    counts = last - first
    recordings = np.frombuffer(part.recordings, f"u{part.recordings.itemsize}")
    # The places of all recordings: each range counted up from its first.
    places = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    return counts, recordings[places].astype(np.int64) + part.base


def _ranges(sorted_codes: Codes, part: IsrcPart) -> tuple[_Places, _Places]:
    """Return where in the part each code begins and ends; both are alike where it is not there."""
    buckets, starts, codes = (np.asarray(array) for array in (part.buckets, part.starts, part.codes))
    first = np.zeros(len(sorted_codes), np.int64)
    last = np.zeros(len(sorted_codes), np.int64)
    uppers = (sorted_codes >> np.uint64(LOW_BITS)).astype(np.uint32)
    lowers = (sorted_codes & _LOW_MASK).astype(np.uint32)
    asked, begins = np.unique(uppers, return_index=True)
    ends = np.append(begins[1:], len(sorted_codes))
    places = np.searchsorted(buckets, asked)
    there = np.flatnonzero(np.append(buckets, _NO_BUCKET)[places] == asked)
    for place, begin, end in zip(*(column[there].tolist() for column in (places, begins, ends)), strict=True):
        inside, wanted = codes[starts[place] : starts[place + 1]], lowers[begin:end]
        first[begin:end] = np.searchsorted(inside, wanted, "left") + int(starts[place])
        last[begin:end] = np.searchsorted(inside, wanted, "right") + int(starts[place])
    return first, last


def _offsets(counts: _Places) -> npt.NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
