"""Reads the rules of a layer: each `[[LAYER.rule]]` with its worked examples."""

from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, TermFacts
from nachklang.model.toml_text import TomlTable
from nachklang.rights._reading_values import reader, required_choice, required_text
from nachklang.rights.rules import Ceiling, Example, PublicationStatus, Start, TermRule


def read_rule(table: TomlTable) -> TermRule:
    """Read one rule with its worked examples."""
    rule = TermRule(
        id=required_text(table, "id"),
        statement=required_text(table, "statement"),
        citation=required_text(table, "citation"),
        text_date=table.required("text_date", table.day("text_date")),
        unknown=table.texts("unknown"),
        start=required_choice(table, "start", Start),
        published=_published(table),
        fixed_before=table.day("fixed_before"),
        first_year=table.integer("first_year", least=1),
        last_year=table.integer("last_year", least=1),
        years=table.integer("years", least=1),
        free_from=table.day("free_from"),
        after_death=table.integer("after_death", least=0),
        fixed_from=table.day("fixed_from"),
        edition_from=table.integer("edition_from", least=1),
        ceiling=_ceiling(table.table("ceiling")),
        examples=tuple(_example(one) for one in table.tables("example")),
    )
    table.finish()
    _require_sense(table, rule)
    return rule


def _ceiling(table: TomlTable | None) -> Ceiling | None:
    if table is None:
        return None
    years = table.required("years", table.integer("years", least=1))
    ceiling = Ceiling(required_choice(table, "start", Start), years)
    table.finish()
    return ceiling


def _require_sense(table: TomlTable, rule: TermRule) -> None:
    if (rule.years is None) == (rule.free_from is None):
        raise table.fault("years", "expected either years or free_from, and not both")
    if rule.ceiling is not None and (rule.years is None or rule.ceiling.start is rule.start):
        raise table.fault("ceiling", "expected with years, and with another start than the rule has")
    if rule.first_year and rule.last_year and rule.last_year < rule.first_year:
        text = f"{rule.last_year} is before first_year, {rule.first_year}; expected the last year"
        raise table.fault("last_year", text)
    if rule.fixed_from and rule.fixed_before and rule.fixed_before <= rule.fixed_from:
        text = f"{rule.fixed_before} is not after fixed_from, {rule.fixed_from}; expected a later day"
        raise table.fault("fixed_before", text)
    if not rule.examples:
        raise table.fault("example", "expected one worked example or more")


def _published(table: TomlTable) -> frozenset[PublicationStatus]:
    """Read for which states of publication a rule holds; for all of them where it does not say."""
    stated = table.values("published", reader(PublicationStatus))
    return frozenset(stated or PublicationStatus)


def _example(table: TomlTable) -> Example:
    facts = table.required("facts", table.table("facts"))
    example = Example(
        required_text(table, "says"), _facts(facts), table.day("free_from"), table.text("missing")
    )
    table.finish()
    if (example.free_from is None) == (example.missing is None):
        raise table.fault("free_from", "expected either free_from or missing, and not both")
    return example


def _facts(table: TomlTable) -> TermFacts:
    facts = TermFacts(
        recorded=table.value("recorded", PartialDate.parse),
        recording_published=table.value("recording_published", PartialDate.parse),
        recording_unpublished=table.boolean("recording_unpublished"),
        authors=tuple(_author(one) for one in table.tables("authors")),
        authors_complete=table.boolean("authors_complete"),
        composition_published=table.value("composition_published", PartialDate.parse),
    )
    table.finish()
    return facts


def _author(table: TomlTable) -> Author:
    author = Author(
        required_text(table, "name"), table.integer("died", least=1), table.integer("born", least=1)
    )
    table.finish()
    return author
