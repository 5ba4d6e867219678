"""The law on file does what its worked examples say; a wrong file is refused by key."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.rights.rights_samples import AQ, DE, LAW, LAW_TEXTS, US

from nachklang.model.acts import Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, TermFacts
from nachklang.rights import Law, LawError, MissingFact, Term, TerritoryLaw, find_term, wrong_examples

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


@pytest.mark.parametrize("law", LAW.territories.values(), ids=lambda law: str(law.territory))
def test_the_worked_examples_of_the_law(law: TerritoryLaw) -> None:
    assert list(wrong_examples(law)) == []


UNION = ["AT", "BE", "BG", "CZ", "DK", "EE", "FI", "GR", "HR", "HU", "LT", "LU", "LV", "NL", "PL", "RO", "SE"]


def test_the_law_of_these_territories_is_on_file() -> None:
    files: dict[str, list[str]] = {}
    for territory, law in LAW.territories.items():
        files.setdefault(law.file, []).append(str(territory))
    assert sorted(files.pop("eu.toml")) == [*UNION, "SI", "SK"]
    assert files == {f"{code.lower()}.toml": [code] for code in ("CA", "DE", "FR", "GB", "JP", "US")}


def test_states_of_the_union_whose_terms_may_be_longer_are_left_out_by_name() -> None:
    unknown = " ".join(LAW.territories[Territory("AT")].unknown)
    for code, name in {"ES": "Spain", "IT": "Italy", "IE": "Ireland", "CY": "Cyprus", "MT": "Malta"}.items():
        assert Territory(code) not in LAW.territories
        assert name in unknown


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
    law = Law.parse({"xa.toml": MINIMAL}).territories[AQ]
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
        (
            'territory = "AQ"',
            'territory = "YU"',
            r"line 1: territory: YU was Yugoslavia, which no longer exists",
        ),
        ('territory = "AQ"\nname = "Examplia"', "territories = []", r"line 1: territories: expected one"),
        (
            'territory = "AQ"',
            'territory = "AQ"\nterritories = [{code = "BV", name = "B"}]',
            r"territory: no such key",
        ),
        ('name = "Examplia"', 'territories = [{code = "AQ"}]', r"territories\[0\]\.name: is missing"),
        (
            "years = 10",
            "years = 10\nfirst_year = 0",
            r"line 15: .*first_year: expected a whole number of at least 1, found 0",
        ),
        (
            "years = 10",
            "years = 10\nlast_year = 1950\nfirst_year = 1951",
            r"line 15: .*last_year: 1950 is before first_year, 1951",
        ),
        (
            "years = 10",
            "years = 10\nfixed_from = 1972-02-15\nfixed_before = 1972-02-15",
            r"fixed_before: .* is not after",
        ),
        ("years = 10", 'years = 10\nceiling = { start = "recorded" }', r"ceiling\.years: is missing"),
        (
            "years = 10",
            'years = 10\nceiling = { start = "composition-published", years = 9 }',
            r"ceiling: expected with years",
        ),
        (
            "years = 10",
            'free_from = 2000-01-01\nceiling = { start = "recorded", years = 9 }',
            r"ceiling: expected with years",
        ),
        ('"1990" }', '"0000" }', r"facts\.composition_published: no such date"),
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
    with pytest.raises(LawError, match=r"xa\.toml, line 2\d: composition\.rule\[1\]\.id: 'xa' stands twice"):
        Law.parse({"xa.toml": MINIMAL[:end] + MINIMAL[start:end] + MINIMAL[end:]})


def test_two_files_for_one_territory_are_refused() -> None:
    with pytest.raises(LawError, match=r"b\.toml, line 1: territory: .* for AQ, found another one, a\.toml"):
        Law.parse({"a.toml": MINIMAL, "b.toml": MINIMAL})


def _with_another_rule(one: str, other: str) -> str:
    """Return the small law with two rules, each with keys of its own."""
    start, end = MINIMAL.index("[[composition.rule]]"), MINIMAL.index("[recording]")
    rule = MINIMAL[start:end]
    rules = [rule.replace("years = 10", f"years = 10\n{keys}", 1) for keys in (one, other)]
    return MINIMAL[:start] + rules[0] + rules[1].replace('"xa"', '"xb"', 1) + MINIMAL[end:]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("last_year = 1950", "first_year = 1950"),
        ("", "first_year = 1950"),
        ("first_year = 1900\nlast_year = 1999", "first_year = 1910\nlast_year = 1911"),
        ('published = ["yes", "no"]', 'published = ["no", "unknown"]'),
        ("fixed_before = 1972-02-16", "fixed_from = 1972-02-15"),
        ("after_death = 70", ""),
    ],
)
def test_overlapping_rules_are_refused_by_file_line_and_key(one: str, other: str) -> None:
    with pytest.raises(
        LawError, match=r"xa\.toml, line \d+: composition\.rule\[1\]\.\w+: overlaps"
    ) as refused:
        Law.parse({"xa.toml": _with_another_rule(one, other)})
    assert "'xa', which is counted from composition-published too" in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("last_year = 1950", "first_year = 1951"),
        ('published = ["yes"]', 'published = ["no", "unknown"]'),
        ("fixed_before = 1972-02-15", "fixed_from = 1972-02-15"),
    ],
)
def test_rules_that_meet_nowhere_are_read(one: str, other: str) -> None:
    law = Law.parse({"xa.toml": _with_another_rule(one, other)})
    assert len(law.territories[AQ].layers[Layer.COMPOSITION].rules) == 2


def test_a_file_may_hold_the_law_of_several_territories() -> None:
    head = 'territories = [{code = "AQ", name = "A"}, {code = "BV", name = "B"}]'
    text = MINIMAL.replace('territory = "AQ"\nname = "Examplia"', head)
    law = Law.parse({"both.toml": text})
    assert {str(one): (here.name, here.file) for one, here in law.territories.items()} == {
        "AQ": ("A", "both.toml"),
        "BV": ("B", "both.toml"),
    }
    with pytest.raises(LawError, match=r"line 1: territories\[1\]\.code: AQ stands twice"):
        Law.parse({"both.toml": text.replace("BV", "AQ")})
    with pytest.raises(LawError, match=r"xa\.toml, line 1: territory: .* another one, both\.toml"):
        Law.parse({"both.toml": text, "xa.toml": MINIMAL})


def test_each_file_has_a_digest_of_its_own() -> None:
    changed = Law.parse({**LAW_TEXTS, "de.toml": LAW_TEXTS["de.toml"] + "\n"})
    assert [file for file in LAW.files if LAW.files[file] != changed.files[file]] == ["de.toml"]
    assert LAW.files["us.toml"] == hashlib.sha256(LAW_TEXTS["us.toml"].encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "free_from = 2001-01-01",
            "free_from = 2002-01-01",
            "expected 2002-01-01 by xa, found 2001-01-01 by xa",
        ),
        (
            "free_from = 2001-01-01",
            'missing = "authors-unknown"',
            "expected authors-unknown missing, found 2001",
        ),
        ('"1990" }', '"9999" }', "expected 2001-01-01 by xa, found year-out-of-range missing"),
    ],
)
def test_a_worked_example_that_does_not_hold_is_named(old: str, new: str, said: str) -> None:
    law = Law.parse({"xa.toml": MINIMAL.replace(old, new, 1)}).territories[AQ]
    wrong = list(wrong_examples(law))
    assert len(wrong) == len(Layer), "each layer follows the one whose example is wrong"
    assert "rule 'xa', example 'one': " in wrong[0]
    assert said in wrong[0]
