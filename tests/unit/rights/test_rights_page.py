"""The page for archivists names everything that the engine can say."""

from pathlib import Path

import pytest

from nachklang.model.acts import Act
from nachklang.rights import MissingCode

PAGE = Path(__file__).parents[3].joinpath("docs", "explanation", "rights.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*Act, *MissingCode])
def test_every_act_and_every_code_is_explained(word: str) -> None:
    assert f"| `{word}` |" in PAGE


def test_no_code_is_explained_that_does_not_exist() -> None:
    table = PAGE.split("## The codes of missing facts")[1].split("## ")[0]
    codes = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert codes == set(MissingCode)
