"""The law on file does what its worked examples say; a wrong file is refused by key."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.rights.rights_samples import DE, LAW, LAW_TEXTS, US

from nachklang.model.acts import Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, TermFacts
from nachklang.rights import Example, Law, LawError, MissingFact, Term, TermRule, TerritoryLaw, find_term

EXAMPLES = [
    (law, layer, rule, example)
    for law in LAW.territories.values()
    for layer, rules in law.layers.items()
    for rule in rules.rules
    for example in rule.examples
]
MINIMAL = """\
territory = "AQ"
name = "Examplia"
unknown = []

[composition]
otherwise = "record more"

[[composition.rule]]
id = "xa"
statement = "ten years"
citation = "Act 1"
text_date = 2000-01-01
start = "composition-published"
years = 10
unknown = []

[[composition.rule.example]]
says = "one"
facts = { composition_published = "1990" }
free_from = 2001-01-01

[recording]
follows = "composition"
note = "so it is"

[performance]
follows = "composition"
note = "so it is"
"""


def _told(case: tuple[TerritoryLaw, Layer, TermRule, Example]) -> str:
    law, layer, rule, example = case
    return f"{law.territory}-{layer}-{rule.id}-{example.says}"


@pytest.mark.parametrize("case", EXAMPLES, ids=_told)
def test_the_worked_examples_of_the_law(case: tuple[TerritoryLaw, Layer, TermRule, Example]) -> None:
    law, layer, rule, example = case
    outcome = find_term(law, layer, example.facts)
    if isinstance(outcome, Term):
        assert (outcome.free_from, outcome.rule.id) == (example.free_from, rule.id)
    else:
        assert (outcome.code, None) == (example.missing, example.free_from)


def test_germany_and_the_united_states_are_on_file() -> None:
    assert set(LAW.territories) == {DE, US}


@pytest.mark.parametrize("law", LAW.territories.values(), ids=lambda law: str(law.territory))
@pytest.mark.parametrize("layer", [Layer.RECORDING, Layer.PERFORMANCE])
def test_exactly_one_rule_holds_for_a_published_recording(law: TerritoryLaw, layer: Layer) -> None:
    rules = law.layers[layer]
    alone = [replace(law, layers={layer: replace(rules, rules=(rule,))}) for rule in rules.rules]
    for year in range(1880, 1972):
        facts = TermFacts(recorded=PartialDate(year), recording_published=PartialDate(year))
        terms = [one for one in alone if isinstance(find_term(one, layer, facts), Term)]
        assert len(terms) == 1, year


def test_of_overlapping_rules_the_one_that_protects_longest_counts() -> None:
    law = LAW.territories[DE]
    rules = law.layers[Layer.COMPOSITION]
    facts = TermFacts(authors=(Author("Ada Klang", 1900),), authors_complete=True)
    for years in ((70, 80), (80, 70)):
        both = tuple(replace(rules.rules[0], years=one) for one in years)
        overlapping = replace(law, layers={Layer.COMPOSITION: replace(rules, rules=both)})
        term = find_term(overlapping, Layer.COMPOSITION, facts)
        assert isinstance(term, Term)
        assert term.free_from == date(1981, 1, 1)


def test_the_performance_in_the_united_states_follows_the_recording() -> None:
    layers = LAW.territories[US].layers
    assert layers[Layer.PERFORMANCE].rules == layers[Layer.RECORDING].rules
    assert "1101" in layers[Layer.PERFORMANCE].note


def test_the_digest_is_that_of_the_texts() -> None:
    assert Law.parse(LAW_TEXTS).digest == LAW.digest
    assert Law.parse(dict(reversed(LAW_TEXTS.items()))).digest == LAW.digest
    assert Law.parse({**LAW_TEXTS, "de.toml": LAW_TEXTS["de.toml"] + "\n"}).digest != LAW.digest


def test_a_small_law_is_read() -> None:
    law = Law.parse({"xa.toml": MINIMAL}).territories[Territory("AQ")]
    term = find_term(law, Layer.RECORDING, law.layers[Layer.COMPOSITION].rules[0].examples[0].facts)
    assert isinstance(term, Term)
    assert term.free_from == date(2001, 1, 1)
    assert isinstance(find_term(law, Layer.COMPOSITION, TermFacts()), MissingFact)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('territory = "AQ"', "", r"xa\.toml, line 1: territory: is missing"),
        ('territory = "AQ"', 'territory = "Examplia"', r"line 1: territory: not a territory"),
        ('name = "Examplia"', "name = 3", r"line 2: name: expected a text"),
        ('name = "Examplia"', 'nane = "Examplia"', r"name: is missing"),
        ("unknown = []\n\n[comp", 'unknown = []\nnote = "x"\n\n[comp', r"line 4: note: no such key"),
        ("years = 10", "", r"composition\.rule\[0\]\.years: expected either years or free_from"),
        ("years = 10", "years = 10\nfree_from = 2000-01-01", r"years: expected either years or free_from"),
        ("years = 10", "years = 0", r"years: expected a whole number of at least 1, found 0"),
        ("years = 10", 'years = "ten"', r"years: expected a whole number"),
        ('start = "composition-published"', 'start = "birth"', r"start: expected one of last-author-death"),
        ('start = "composition-published"', "", r"start: is missing"),
        ("text_date = 2000-01-01", 'text_date = "2000"', r"text_date: expected a date without quotes"),
        ("text_date = 2000-01-01", "", r"text_date: is missing"),
        ("years = 10", 'years = 10\npublished = ["maybe"]', r"published: expected one of yes, no, unknown"),
        ('citation = "Act 1"', "", r"citation: is missing"),
        ('"1990" }', '"MCM" }', r"facts\.composition_published: not a date"),
        ('"1990" }', '"1990", born = 3 }', r"facts\.born: no such key"),
        ("free_from = 2001-01-01", "", r"example\[0\]\.free_from: expected either free_from or missing"),
        ('follows = "composition"', 'follows = "performance"', r"follows: expected a layer that has rules"),
        ('note = "so it is"', "", r"recording\.note: is missing"),
        ("[[composition.rule]]", "[composition.rule]", r"composition\.rule: expected tables"),
        ("[[composition.rule.example]]", "[[composition.rule.xample]]", r"xample: no such key"),
        ("[performance]", "[perf]", r"performance: is missing"),
        ("[performance]", "[performance", r"xa\.toml: not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_file_line_and_key(old: str, new: str, said: str) -> None:
    assert old in MINIMAL
    with pytest.raises(LawError, match=said) as refused:
        Law.parse({"xa.toml": MINIMAL.replace(old, new, 1)})
    assert "xa.toml" in str(refused.value)


def test_a_rule_needs_a_worked_example() -> None:
    start, end = MINIMAL.index("[[composition.rule.example]]"), MINIMAL.index("[recording]")
    with pytest.raises(LawError, match=r"example: expected one worked example"):
        Law.parse({"xa.toml": MINIMAL[:start] + MINIMAL[end:]})


def test_two_rules_with_one_id_are_refused() -> None:
    start, end = MINIMAL.index("[[composition.rule]]"), MINIMAL.index("[recording]")
    with pytest.raises(LawError, match="'xa' stands twice"):
        Law.parse({"xa.toml": MINIMAL[:end] + MINIMAL[start:end] + MINIMAL[end:]})


def test_two_files_for_one_territory_are_refused() -> None:
    with pytest.raises(LawError, match=r"b\.toml: territory: expected one file for AQ"):
        Law.parse({"a.toml": MINIMAL, "b.toml": MINIMAL})
