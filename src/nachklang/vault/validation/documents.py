"""Reading JSON that anybody may have written."""

import json
import re
from collections import Counter
from typing import Any, Final, NoReturn

LONGEST_DOCUMENT: Final = 64 << 20
"""Bytes of the longest inventory that is read: some 100,000 files in a few versions."""

_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_MOST_DOUBLES = 100


class NotJsonError(ValueError):
    """Bytes are no JSON in UTF-8, or hold what no program needs to understand alike."""


def read_json(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """Read a document; returns its value and the keys that stand twice in one object.

    Raises NotJsonError: not UTF-8, not RFC 8259, nested too deeply, or with half a surrogate pair, which
    could name a file whose name is not Unicode.
    """
    doubles: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        taken = dict(found)
        if len(taken) != len(found) and len(doubles) < _MOST_DOUBLES:
            doubles.extend(_doubled(found))
        return taken

    try:
        value = json.loads(data.decode(), object_pairs_hook=pairs, parse_constant=_no_constant)
        if _ESCAPED_SURROGATE.search(data):
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise NotJsonError("a text in it holds half a surrogate pair") from error
    except RecursionError as error:
        raise NotJsonError("it is nested too deeply") from error
    except ValueError as error:
        raise NotJsonError(str(error)) from error
    return value, tuple(doubles[:_MOST_DOUBLES])


def _doubled(found: list[tuple[str, Any]]) -> list[str]:
    return [key for key, count in Counter(key for key, _ in found).items() if count > 1]


def _no_constant(name: str) -> NoReturn:
    raise NotJsonError(f"{name} is no JSON")
