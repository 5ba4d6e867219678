"""The page for archivists names everything that the engine can say and every rule that it applies."""

from pathlib import Path

import pytest
from tests.unit.rights.rights_samples import LAW

from nachklang.model.acts import Act
from nachklang.rights import MissingCode

PAGE = Path(__file__).parents[3].joinpath("docs", "explanation", "rights.md").read_text("utf-8")
RULES = [rule for law in LAW.territories.values() for layer in law.layers.values() for rule in layer.rules]
CITATIONS = sorted({rule.citation for rule in RULES})


@pytest.mark.parametrize("word", [*Act, *MissingCode])
def test_every_act_and_every_code_is_explained(word: str) -> None:
    assert f"| `{word}` |" in PAGE


@pytest.mark.parametrize("citation", CITATIONS)
def test_every_rule_is_cited(citation: str) -> None:
    assert f"| {citation} |" in PAGE


def test_no_code_is_explained_that_does_not_exist() -> None:
    table = PAGE.split("## The codes of missing facts")[1].split("## ")[0]
    codes = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert codes == set(MissingCode)
