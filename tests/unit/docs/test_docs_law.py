"""The pages of the law say every key, word and rule, and their example is a law file that holds."""

import re
from pathlib import Path

import pytest
from docs.generate import pages
from tests.commands import run
from tests.unit.docs.pages import DOCS, blocks, matches, steps
from tests.unit.rights.rights_samples import LAW

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import CircumstanceKind
from nachklang.rights import Law, LawError, Statute, TermRule

HOW_TO = (DOCS / "how-to" / "add-the-law-of-a-territory.md").read_text("utf-8")
FILES = (DOCS / "reference" / "law-files.md").read_text("utf-8")
GENERATED = pages()["law.md"]
EXAMPLE = next(block for block in blocks(HOW_TO) if block.language == "toml")

TABLES = {
    "The file": "territory = ",
    "`[LAYER]`": "[recording]",
    "`[[LAYER.rule]]`": "[[recording.rule]]",
    "`[[LAYER.rule.example]]`": "[[recording.rule.example]]",
    "`[[statute]]`": "[[statute]]",
    "`[[statute.example]]`": "[[statute.example]]",
}
RULES = {
    rule.id: rule for law in LAW.territories.values() for layer in law.layers.values() for rule in layer.rules
}
STATUTES = [one for law in LAW.territories.values() for one in law.statutes]


def _known_keys(mark: str) -> set[str]:
    """Ask the reader of law files which keys a table has, by a key that it cannot have."""
    strange = f"0123456789 = 1\n{mark}" if mark.endswith("= ") else f"{mark}\n0123456789 = 1"
    with pytest.raises(LawError) as caught:
        Law.parse({"aq.toml": EXAMPLE.content.replace(mark, strange, 1)})
    return set(str(caught.value).split("known here: ")[1].split(", "))


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_of_a_law_file_is_in_the_reference(heading: str) -> None:
    part = FILES.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    documented = set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE))
    if heading == "`[LAYER]`":
        documented -= {"note"}  # known only where the layer follows another one
    if heading == "The file":
        assert "name" in documented
    assert documented == _known_keys(TABLES[heading])


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_is_on_the_page_of_the_law(rule: TermRule) -> None:
    assert f"| {rule.statement} |" in GENERATED
    assert f"| {rule.citation} |" in GENERATED
    assert all(f"- {unknown} (" in GENERATED for unknown in rule.unknown)


@pytest.mark.parametrize("statute", STATUTES, ids=lambda one: one.id)
def test_every_statute_is_on_the_page_of_the_law(statute: Statute) -> None:
    assert f"| {statute.statement} |" in GENERATED
    assert f"| {statute.citation} |" in GENERATED


def test_what_a_file_leaves_unknown_is_on_the_page_of_the_law() -> None:
    for law in LAW.territories.values():
        assert f"| {law.name} ({law.territory}) |" in GENERATED
        assert all(f"- {one}\n" in GENERATED for one in law.unknown)


@pytest.mark.parametrize("word", [*Act, *Layer, *ActorClass, *CircumstanceKind])
def test_every_act_layer_actor_and_circumstance_is_defined(word: str) -> None:
    assert f"| `{word}` |" in (DOCS / "reference" / "acts.md").read_text("utf-8")


def test_the_example_is_checked_as_the_page_shows(tmp_path: Path) -> None:
    assert EXAMPLE.file == "my-law/aq.toml"
    file = tmp_path / EXAMPLE.file
    file.parent.mkdir()
    file.write_text(EXAMPLE.content, "utf-8")
    [step] = [step for block in blocks(HOW_TO) if block.language == "console" for step in steps(block)]
    done = run(*step.command.split()[1:], cwd=tmp_path)
    assert matches(done.out, step.output)
