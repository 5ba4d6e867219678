"""Values to plain JSON data and back, and the one canonical form that digests are taken of."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

from cattrs import BaseValidationError, Converter, transform_error

from nachklang.errors import ArchiveError, InvalidValueError
from nachklang.model.acts import Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import IPI, ISNI, ISRC, ISWC, Barcode
from nachklang.model.licences import Licence

T = TypeVar("T")
_LONGEST_MESSAGE = 500
_SHOWN = 60

_TEXT_VALUES: tuple[type, ...] = (ISRC, ISWC, Barcode, ISNI, IPI, PartialDate, Territory, Licence)


def instant(text: str) -> datetime:
    """Read an instant with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _unreadable("an instant", text, "ISO 8601 with a zone (2026-11-22T12:00:00Z)") from error
    if moment.tzinfo is None:
        raise _unreadable("an instant", text, "a zone at its end, such as Z")
    return moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _unreadable("a day", text, "YYYY-MM-DD") from error


def _unreadable(kind: str, text: str, expected: str) -> InvalidValueError:
    return InvalidValueError(f"not {kind}: {text[:_SHOWN]!a}; expected {expected}")


def instant_text(moment: datetime) -> str:
    """Write an instant in UTC with microseconds and `Z`, so that texts sort as times do.

    Raises InvalidValueError without a zone: the machine's own zone would be a guess.
    """
    if moment.tzinfo is None:
        raise InvalidValueError(f"an instant without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _text_hook(parse: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda text, _: parse(_exactly(str, text))


def _exactly(kind: type[T], value: Any) -> T:
    """Return the value where it has that very type: cattrs alone would turn 5 into the text 5."""
    if type(value) is not kind:
        raise InvalidValueError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


def _strict(kind: type[Any]) -> Callable[[Any, Any], Any]:
    return lambda value, _: _exactly(kind, value)


def _member(text: Any, kind: type[StrEnum]) -> StrEnum:
    return kind(_exactly(str, text))


def _is_list_like(kind: Any) -> bool:
    return get_origin(kind) in {tuple, frozenset}


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind in _TEXT_VALUES:
        parse: Callable[[str], Any] = kind.parse  # type: ignore[attr-defined]
        converter.register_unstructure_hook(kind, str)
        converter.register_structure_hook(kind, _text_hook(parse))
    converter.register_unstructure_hook(StrEnum, str)
    converter.register_unstructure_hook(datetime, instant_text)
    converter.register_structure_hook(datetime, _text_hook(instant))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, _text_hook(_day))
    for plain_kind in (str, int, bool):
        converter.register_structure_hook(plain_kind, _strict(plain_kind))
    # An enumeration's members are texts: it would be read by the hook of `str` and stay a text.
    converter.register_structure_hook(StrEnum, _member)

    # A text is iterable too: without this, "ab" would be read as the list of a and b.
    def read_list(values: Any, kind: Any) -> Any:
        read = [converter.structure(value, get_args(kind)[0]) for value in _exactly(list, values)]
        return tuple(read) if get_origin(kind) is tuple else frozenset(read)

    converter.register_structure_hook_func(_is_list_like, read_list)

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
    """Turn plain data back into `kind`; raises InvalidValueError, for unknown keys and wrong types too."""
    try:
        return _CONVERTER.structure(data, kind)
    except (BaseValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        found = "; ".join(transform_error(error, kind.__name__, _fault))
        raise InvalidValueError(f"not plain data of {kind.__name__}: {found[:_LONGEST_MESSAGE]}") from error


def _fault(error: BaseException, kind: type | None) -> str:
    """Say one fault in the data; messages that are not ours may quote all of it."""
    if isinstance(error, ArchiveError):
        return str(error)
    if isinstance(error, KeyError):
        return f"missing key {error}"
    expected = f", expected {kind.__name__}" if isinstance(kind, type) else ""
    return f"{str(error)[:_SHOWN]}{expected}"


def canonical_json(value: Any) -> bytes:
    """Encode as UTF-8 JSON with sorted keys and no spaces: one value, one byte string."""
    text = json.dumps(
        to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in lower-case hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
