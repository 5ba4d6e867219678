"""Values to plain JSON data and back, and the one canonical form that digests are taken of."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar, get_origin

from cattrs import Converter

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import IPI, ISNI, ISRC, ISWC, Barcode
from nachklang.model.licences import Licence

T = TypeVar("T")

_TEXT_VALUES: tuple[type, ...] = (ISRC, ISWC, Barcode, ISNI, IPI, PartialDate, Territory, Licence)


def _instant(text: str) -> datetime:
    """Read an instant with its zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise InvalidValueError(f"an instant without a zone: {text!r}")
    return moment


def instant_text(moment: datetime) -> str:
    """Write an instant in UTC with microseconds and `Z`, so that texts sort as times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _text_hook(parse: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda text, _: parse(text)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind in _TEXT_VALUES:
        parse: Callable[[str], Any] = kind.parse  # type: ignore[attr-defined]
        converter.register_unstructure_hook(kind, str)
        converter.register_structure_hook(kind, _text_hook(parse))
    converter.register_unstructure_hook(StrEnum, str)
    converter.register_unstructure_hook(datetime, instant_text)
    converter.register_structure_hook(datetime, lambda text, _: _instant(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))

    def is_frozenset(kind: Any) -> bool:
        return get_origin(kind) is frozenset or kind is frozenset

    # A set has no order of its own; its plain form is sorted so that equal values have equal digests.
    converter.register_unstructure_hook_func(
        is_frozenset, lambda values: sorted(converter.unstructure(value) for value in values)
    )
    return converter


_CONVERTER = _converter()
__all__ = ["canonical_json", "digest", "from_plain", "instant_text", "to_plain"]


def to_plain(value: Any) -> Any:
    """Turn a value of the model into dicts, lists, texts and numbers."""
    return _CONVERTER.unstructure(value)


def from_plain(kind: type[T], data: Any) -> T:
    """Turn plain data back into `kind`; unknown keys and wrong types are errors."""
    return _CONVERTER.structure(data, kind)


def canonical_json(value: Any) -> bytes:
    """Encode as UTF-8 JSON with sorted keys and no spaces: one value, one byte string."""
    text = json.dumps(
        to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in lower-case hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
