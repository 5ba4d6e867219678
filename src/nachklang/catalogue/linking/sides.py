"""Pairs with what is known of both sides."""

from collections.abc import Sequence
from typing import Any


def both_sides(pairs: Any, rows: Any) -> Any:
    """Join the columns of the left and of the right row to pairs of ids, as `l_…` and `r_…`."""
    columns = [name for name in rows.columns if name != "id"]
    left = rows.select(left_id="id", **{f"l_{name}": name for name in columns})
    right = rows.view().select(right_id="id", **{f"r_{name}": name for name in columns})
    return pairs.join(left, "left_id").join(right, "right_id")


def beside(pairs: Any, facts: Any, on: Sequence[str] = ("left_id", "right_id")) -> Any:
    """Join facts that some of the pairs have; null for the others."""
    joined = pairs.left_join(facts, list(on))
    return joined.drop(*(f"{name}_right" for name in on))
