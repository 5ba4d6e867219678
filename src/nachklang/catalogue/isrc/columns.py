"""Columns of ISRCs, packed and unpacked some ten million a second.

Texts in normal form and as they are printed, with hyphens or spaces, are packed by table; `ISRC.parse` has
the last word on every other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.isrc.packed import NUMBERS, REGISTRANTS, pack
from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import ISRC

Codes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

_LENGTH = 12
_NONE = np.uint64(1 << 56)
"""The worth of a sign that may not be there: more than any code, and twelve of them fit into 64 bits."""
_COMPACT, _PRINTED = "CCXXXYYNNNNN", "CC-XXX-YY-NNNNN"
_SIGNS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8)


def _places() -> npt.NDArray[np.uint64]:
    """Return what each byte is worth at each of the twelve places."""
    values = np.full((_LENGTH, 256), _NONE, np.uint64)
    weights = [NUMBERS * REGISTRANTS * 26, NUMBERS * REGISTRANTS]
    for place, weight in enumerate(weights):
        values[place, _SIGNS[10:]] = np.arange(26, dtype=np.uint64) * np.uint64(weight)
    for place, weight in zip(range(2, 5), (NUMBERS * 1296, NUMBERS * 36, NUMBERS), strict=True):
        values[place, _SIGNS] = np.arange(36, dtype=np.uint64) * np.uint64(weight)
    for place in range(5, _LENGTH):
        values[place, _SIGNS[:10]] = np.arange(10, dtype=np.uint64) * np.uint64(10 ** (11 - place))
    values[:, ord("a") : ord("z") + 1] = values[:, ord("A") : ord("Z") + 1]
    return values


_PLACES = _places()
_GAP = np.full(256, _NONE, np.uint64)
_GAP[[ord("-"), ord(" ")]] = 0


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """A column as it was read: `packed` says nothing where `valid` is false, and `reasons` says why there."""

    packed: Codes
    valid: Mask
    reasons: dict[int, str]


def pack_column(codes: pa.Array) -> tuple[Codes, Mask]:
    """Pack texts of twelve characters in normal form or lower case; the mask is false for all others."""
    return _pack_layout(codes, _COMPACT)


def read_column(codes: pa.Array) -> ReadCodes:
    """Read texts as people write them, with hyphens, spaces and `ISRC` before them; null is no ISRC."""
    texts = codes.cast(pa.string())
    packed, valid = pack_column(texts)
    if not valid.all():
        again, good = _pack_layout(texts, _PRINTED)
        packed, valid = np.where(good, again, packed), valid | good
    reasons = dict[int, str]()
    for place in np.flatnonzero(~valid).tolist():
        try:
            packed[place], valid[place] = pack(ISRC.parse(texts[place].as_py() or "")), True
        except InvalidIdentifierError as error:
            reasons[place] = str(error)
    return ReadCodes(packed, valid, reasons)


def unpack_column(packed: Codes) -> pa.Array:
    """Return the codes as texts in normal form."""
    signs = np.empty((len(packed), _LENGTH), np.uint8)
    # 32 bits are divided twice as fast as 64, and hold either half.
    rest = (packed % np.uint64(NUMBERS)).astype(np.uint32)
    for place in reversed(range(_LENGTH)):
        if place == 4:
            rest = (packed // np.uint64(NUMBERS)).astype(np.uint32)
        rest, sign = np.divmod(rest, np.uint32(10 if place > 4 else 36 if place > 1 else 26))
        signs[:, place] = _SIGNS[sign if place > 1 else sign + np.uint32(10)]
    offsets = np.arange(0, len(packed) * _LENGTH + 1, _LENGTH, dtype=np.int32)
    return pa.StringArray.from_buffers(len(packed), pa.py_buffer(offsets), pa.py_buffer(signs))


def _pack_layout(codes: pa.Array, layout: str) -> tuple[Codes, Mask]:
    """Pack the texts that are as long as `layout`."""
    fits = np.asarray(pc.fill_null(pc.equal(pc.binary_length(codes), len(layout)), False))  # noqa: FBT003
    texts = codes if fits.all() else codes.filter(pa.array(fits))
    found = _pack_texts(texts.cast(pa.string()), layout)
    packed, valid = np.zeros(len(codes), np.uint64), np.zeros(len(codes), np.bool_)
    valid[fits] = found < _NONE
    packed[fits] = found
    return packed, valid


def _pack_texts(texts: pa.Array, layout: str) -> Codes:
    """Add up what the bytes of each text are worth; `_NONE` or more where one may not be there."""
    total = np.zeros(len(texts), np.uint64)
    if len(texts):
        start = int(np.frombuffer(texts.buffers()[1], np.int32)[texts.offset])
        values: Any = np.frombuffer(texts.buffers()[2], np.uint8, len(texts) * len(layout), start)
        signs = values.reshape(-1, len(layout))
        worths = iter(_PLACES)
        for place, kind in enumerate(layout):
            total += (_GAP if kind == "-" else next(worths))[signs[:, place]]
    return total
