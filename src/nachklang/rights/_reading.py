"""Reads a law file: one territory, its three layers, their rules and the worked examples."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, TypeVar

from nachklang.errors import ArchiveError, InvalidValueError
from nachklang.model.acts import Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, TermFacts
from nachklang.model.toml_text import TomlTable
from nachklang.rights._reading_statutes import read_statutes
from nachklang.rights.rules import Example, LayerLaw, PublicationStatus, Start, TermRule, TerritoryLaw

_Choice = TypeVar("_Choice", bound=StrEnum)


class LawError(ArchiveError):
    """A law file cannot be used. The message names the file, the line, the key and what was expected."""

    code: ClassVar[str] = "law"


def read_territory(file: str, text: str) -> TerritoryLaw:
    """Read one file; raises LawError."""
    top = TomlTable.parse(text, file, LawError)
    law = TerritoryLaw(
        territory=top.required("territory", top.value("territory", Territory.parse)),
        name=_text(top, "name"),
        unknown=top.texts("unknown"),
        layers=_layers(top),
        statutes=read_statutes(top),
    )
    top.finish()
    _refuse_doubles(file, law.layers)
    return law


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
    own = {layer: _layer(table) for layer, table in tables.items() if not table.has("follows")}
    return {layer: own[layer] if layer in own else _follower(tables[layer], own) for layer in Layer}


def _follower(table: TomlTable, own: Mapping[Layer, LayerLaw]) -> LayerLaw:
    leader = _choice(table, "follows", Layer)
    if leader not in own:
        raise table.fault("follows", "expected a layer that has rules of its own")
    law = LayerLaw(own[leader].rules, own[leader].otherwise, _text(table, "note"))
    table.finish()
    return law


def _layer(table: TomlTable) -> LayerLaw:
    rules = tuple(_rule(one) for one in table.tables("rule"))
    if not rules:
        raise table.fault("rule", "expected one rule or more")
    law = LayerLaw(rules, _text(table, "otherwise"))
    table.finish()
    return law


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
        after_death=table.integer("after_death", least=1),
        examples=tuple(_example(one) for one in table.tables("example")),
    )
    table.finish()
    if (rule.years is None) == (rule.free_from is None):
        raise table.fault("years", "expected either years or free_from, and not both")
    if not rule.examples:
        raise table.fault("example", "expected one worked example or more")
    return rule


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
    author = Author(_text(table, "name"), table.integer("died", least=1))
    table.finish()
    return author


def _refuse_doubles(file: str, layers: Mapping[Layer, LayerLaw]) -> None:
    ids = [rule.id for law in layers.values() if not law.note for rule in law.rules]
    for one in sorted(set(ids)):
        if ids.count(one) > 1:
            raise LawError(f"{file}: rule.id: {one!a} stands twice: expected an id that no other rule has")
