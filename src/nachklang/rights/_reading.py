"""Reads a law file: its territories, their three layers, the rules and the worked examples."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, TypeVar

from nachklang.errors import ArchiveError, InvalidValueError
from nachklang.model.acts import Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, TermFacts
from nachklang.model.toml_text import TomlTable
from nachklang.rights._overlaps import may_both_hold
from nachklang.rights._reading_statutes import read_statutes
from nachklang.rights.rules import (
    Ceiling,
    Example,
    LayerLaw,
    PublicationStatus,
    Start,
    TermRule,
    TerritoryLaw,
)

_Choice = TypeVar("_Choice", bound=StrEnum)


class LawError(ArchiveError):
    """A law file cannot be used. The message names the file, the line, the key and what was expected."""

    code: ClassVar[str] = "law"


def read_territories(
    file: str, text: str, others: Mapping[Territory, TerritoryLaw]
) -> dict[Territory, TerritoryLaw]:
    """Read one file, whose territories may not be among the `others`; raises LawError.

    All territories of a file have the same law. A statute permits in each of them, by itself.
    """
    top = TomlTable.parse(text, file, LawError)
    names = _territories(top, others)
    unknown, layers, statutes = top.texts("unknown"), _layers(top), read_statutes(top)
    top.finish()
    return {one: TerritoryLaw(one, name, unknown, layers, statutes, file) for one, name in names.items()}


def _territories(top: TomlTable, others: Mapping[Territory, TerritoryLaw]) -> dict[Territory, str]:
    """Read `territory` and `name`, or `territories` with the name of each."""
    if not top.has("territories"):
        return {_territory(top, "territory", others): _text(top, "name")}
    names: dict[Territory, str] = {}
    for table in top.tables("territories"):
        territory = _territory(table, "code", others)
        if territory in names:
            raise table.fault("code", f"{territory} stands twice: expected each territory once")
        names[territory] = _text(table, "name")
        table.finish()
    if not names:
        raise top.fault("territories", "expected one territory or more")
    return names


def _territory(table: TomlTable, key: str, others: Mapping[Territory, TerritoryLaw]) -> Territory:
    territory = table.required(key, table.value(key, Territory.parse))
    if territory in others:
        other = others[territory].file
        raise table.fault(key, f"expected one file for {territory}, found another one, {other}")
    return territory


def _text(table: TomlTable, key: str) -> str:
    return table.required(key, table.text(key))


def _choice(table: TomlTable, key: str, kind: type[_Choice]) -> _Choice:
    return table.required(key, table.value(key, lambda text: _member(text, kind)))


def _member(text: str, kind: type[_Choice]) -> _Choice:
    if text not in set(kind):
        raise InvalidValueError(f"expected one of {', '.join(kind)}, found {text[:60]!a}")
    return kind(text)


def _layers(top: TomlTable) -> dict[Layer, LayerLaw]:
    """Read the layers with rules of their own first, then those that follow one of them."""
    tables = {layer: top.required(layer, top.table(layer)) for layer in Layer}
    ids: set[str] = set()
    own = {layer: _layer(table, ids) for layer, table in tables.items() if not table.has("follows")}
    return {layer: own[layer] if layer in own else _follower(tables[layer], own) for layer in Layer}


def _follower(table: TomlTable, own: Mapping[Layer, LayerLaw]) -> LayerLaw:
    leader = _choice(table, "follows", Layer)
    if leader not in own:
        raise table.fault("follows", "expected a layer that has rules of its own")
    law = LayerLaw(own[leader].rules, own[leader].otherwise, _text(table, "note"))
    table.finish()
    return law


def _layer(table: TomlTable, ids: set[str]) -> LayerLaw:
    rules: list[TermRule] = []
    for one in table.tables("rule"):
        rule = _rule(one)
        if rule.id in ids:
            raise one.fault("id", f"{rule.id!a} stands twice: expected an id that no other rule has")
        _refuse_overlaps(one, rule, rules)
        ids.add(rule.id)
        rules.append(rule)
    if not rules:
        raise table.fault("rule", "expected one rule or more")
    law = LayerLaw(tuple(rules), _text(table, "otherwise"))
    table.finish()
    return law


def _refuse_overlaps(table: TomlTable, rule: TermRule, others: Sequence[TermRule]) -> None:
    for other in others:
        if may_both_hold(rule, other):
            text = (
                f"overlaps with rule {other.id!a}, which is counted from {other.start} too: expected years, "
                "days of recording or states of publication that no other rule of the layer covers"
            )
            raise table.fault("first_year" if table.has("first_year") else "start", text)


def _rule(table: TomlTable) -> TermRule:
    rule = TermRule(
        id=_text(table, "id"),
        statement=_text(table, "statement"),
        citation=_text(table, "citation"),
        text_date=table.required("text_date", table.day("text_date")),
        unknown=table.texts("unknown"),
        start=_choice(table, "start", Start),
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
    ceiling = Ceiling(_choice(table, "start", Start), years)
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
    stated = table.values("published", lambda text: _member(text, PublicationStatus))
    return frozenset(stated or PublicationStatus)


def _example(table: TomlTable) -> Example:
    facts = table.required("facts", table.table("facts"))
    example = Example(_text(table, "says"), _facts(facts), table.day("free_from"), table.text("missing"))
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
    author = Author(_text(table, "name"), table.integer("died", least=1), table.integer("born", least=1))
    table.finish()
    return author
