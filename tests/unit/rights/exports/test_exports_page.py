"""The reference page maps what the code maps."""

from pathlib import Path

import pytest

from nachklang.model.acts import Act
from nachklang.rights.exports.deals import USE_TYPES
from nachklang.rights.exports.drafts import AIPREF_ATTACHMENT, AIPREF_VOCABULARY
from nachklang.rights.exports.labels import ROWS
from nachklang.rights.exports.vocabulary import ACTIONS, INCLUDED_IN, PROFILE

PAGE = Path(__file__).parents[4].joinpath("docs", "reference", "rights-exports.md").read_text("utf-8")


def named(action: str) -> str:
    return f"`{action}`" if ":" in action else f"`odrl:{action}`"


@pytest.mark.parametrize("act", Act)
def test_every_act_is_mapped_as_the_page_says(act: Act) -> None:
    wider = named(INCLUDED_IN[act]) if act in INCLUDED_IN else ""
    cells = [f"`{act}`", named(ACTIONS[act]), wider, f"`{USE_TYPES.get(act, 'UserDefined')}`"]
    line = next(one for one in PAGE.splitlines() if one.startswith(f"| `{act}` |"))
    assert [cell.strip() for cell in line.strip("|").split("|")] == cells


def test_the_rows_of_labels_are_those_of_the_page_in_their_order() -> None:
    table = PAGE.split("## Labels")[1].split("## ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    assert [row.strip().strip("`") for row, _ in rows] == [row.id for row in ROWS]
    stated = {row.id: str(row.statement) for row in ROWS if row.statement is not None}
    assert {row.strip().strip("`"): label.strip() for row, label in rows}.items() >= stated.items()


@pytest.mark.parametrize("name", [PROFILE, AIPREF_VOCABULARY, AIPREF_ATTACHMENT])
def test_names_that_others_rely_on_are_on_the_page(name: str) -> None:
    assert name in PAGE
