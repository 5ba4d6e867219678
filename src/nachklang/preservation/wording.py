"""How the vault stands, in words that terminal and site share."""

from collections.abc import Sequence
from datetime import datetime

from nachklang.preservation.policy import Policy

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def span(then: datetime, now: datetime) -> str:
    """Say how long it is from one instant to the other, in the largest unit that is not nothing."""
    seconds = max(0, int((now - then).total_seconds()))
    unit, length = next((one for one in _UNITS if seconds >= one[1]), ("second", 1))
    count = seconds // length
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def rule(policy: Policy) -> str:
    """Say what the policy asks for, as a sentence."""
    places = "1 place" if policy.least == 1 else f"{policy.least} places"
    kept = f"Every recording is kept in at least {places}"
    if policy.apart < 2 or not policy.threats:
        return f"{kept}."
    which = "which" if policy.apart == policy.least else f"{policy.apart} of which"
    return f"{kept}, {which} share {_none_of(policy.threats)}."


def _none_of(words: Sequence[str]) -> str:
    *before, last = words
    return f"neither {', '.join(before)} nor {last}" if before else f"no {last}"
