"""The names of versions: v1, v2, ... or v001, v002, ..., without a gap."""

import re
from collections.abc import Iterable
from itertools import pairwise

from nachklang.vault.validation.findings import quoted
from nachklang.vault.validation.path_rules import Say

_NAME = re.compile(r"v(0*)([1-9][0-9]{0,17})", re.ASCII)
_GAPS_NAMED = 5


def version_names(names: Iterable[str], say: Say) -> tuple[str, ...]:
    """Return the names that can be versions, oldest first, each number once; says what is wrong."""
    numbers: dict[int, str] = {}
    for name in names:
        matched = _NAME.fullmatch(name)
        if matched is None:
            _say_no_name(name, say)
            continue
        number = int(matched[2])
        if number in numbers:
            say(
                "E012",
                f"versions: {quoted(numbers[number])} and {quoted(name)} are one number; expected one name",
            )
        else:
            numbers[number] = name
    if numbers:
        _check_sequence(numbers, say)
        _check_convention([numbers[number] for number in sorted(numbers)], say)
    else:
        say("E008", "versions: it names no version; expected at least v1")
    return tuple(numbers[number] for number in sorted(numbers))


def _say_no_name(name: str, say: Say) -> None:
    if name.startswith("v"):
        say("E105", f"versions: {quoted(name)}; expected v and a number of the sequence 1, 2, 3, ...")
    else:
        say("E104", f"versions: {quoted(name)}; expected a name that begins with v")


def _check_sequence(numbers: dict[int, str], say: Say) -> None:
    if 1 not in numbers:
        say("E009", f"versions: the first is {quoted(numbers[min(numbers)])}; expected version 1")
    if max(numbers) - min(numbers) + 1 != len(numbers):
        missing = _first_gaps(sorted(numbers))
        say("E010", f"versions: {', '.join(missing)} missing; expected numbers without a gap")


def _first_gaps(numbers: list[int]) -> list[str]:
    gaps = [one + 1 for one, following in pairwise(numbers) if following != one + 1]
    return [f"v{gap}" for gap in gaps[:_GAPS_NAMED]] + (["..."] if len(gaps) > _GAPS_NAMED else [])


def _check_convention(names: list[str], say: Say) -> None:
    """Hold all names to the way in which the oldest is written."""
    first = names[0]
    padded = first.startswith("v0")
    if padded:
        say("W001", f"versions: {quoted(first)} is padded with zeros; expected v1, v2, v3, ...")
    for name in names[1:]:
        if padded and not name.startswith("v0"):
            say("E011", f"versions: {quoted(name)} beside {quoted(first)}; expected a zero after the v")
            say("E013", f"versions: {quoted(name)} is not named as {quoted(first)} is")
        elif name.startswith("v0") is not padded or (padded and len(name) != len(first)):
            say("E012", f"versions: {quoted(name)} beside {quoted(first)}; expected one way of naming them")
