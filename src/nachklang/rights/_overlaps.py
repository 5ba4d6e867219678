"""Whether two rules of a layer may hold for the same facts, which a law file must leave open nowhere.

Rules that are counted from different starts may hold together on purpose (the longest one counts): a
first edition protects anew, and the copyright of a work made for hire has two ends. Two that are counted
from the same start are a slip of the pen.
"""

from datetime import MAXYEAR, MINYEAR, date

from nachklang.rights.rules import TermRule


def may_both_hold(one: TermRule, other: TermRule) -> bool:
    """Whether both are counted from the same start and there are facts for which both hold."""
    return (
        one.start is other.start
        and bool(one.published & other.published)
        and _meet(_years(one), _years(other))
        and _meet(_days(one), _days(other))
    )


def _years(rule: TermRule) -> tuple[int, int]:
    return rule.first_year or MINYEAR, rule.last_year or MAXYEAR


def _days(rule: TermRule) -> tuple[int, int]:
    """Return the first and the last day of recording, as ordinals."""
    end = date.max if rule.fixed_before is None else rule.fixed_before
    return (rule.fixed_from or date.min).toordinal(), end.toordinal() - 1


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])
