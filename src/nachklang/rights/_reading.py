"""Reads a law file: its territories, their three layers, the rules and the worked examples."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from nachklang.errors import ArchiveError
from nachklang.model.acts import Layer, Territory
from nachklang.model.toml_text import TomlTable
from nachklang.rights._overlaps import may_both_hold
from nachklang.rights._reading_rules import read_rule
from nachklang.rights._reading_statutes import read_statutes
from nachklang.rights._reading_values import required_choice, required_text
from nachklang.rights.rules import LayerLaw, TermRule, TerritoryLaw


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
        return {_territory(top, "territory", others): required_text(top, "name")}
    names: dict[Territory, str] = {}
    for table in top.tables("territories"):
        territory = _territory(table, "code", others)
        if territory in names:
            raise table.fault("code", f"{territory} stands twice: expected each territory once")
        names[territory] = required_text(table, "name")
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


def _layers(top: TomlTable) -> dict[Layer, LayerLaw]:
    """Read the layers with rules of their own first, then those that follow one of them."""
    tables = {layer: top.required(layer, top.table(layer)) for layer in Layer}
    ids: set[str] = set()
    own = {layer: _layer(table, ids) for layer, table in tables.items() if not table.has("follows")}
    return {layer: own[layer] if layer in own else _follower(tables[layer], own) for layer in Layer}


def _follower(table: TomlTable, own: Mapping[Layer, LayerLaw]) -> LayerLaw:
    leader = required_choice(table, "follows", Layer)
    if leader not in own:
        raise table.fault("follows", "expected a layer that has rules of its own")
    law = LayerLaw(own[leader].rules, own[leader].otherwise, required_text(table, "note"))
    table.finish()
    return law


def _layer(table: TomlTable, ids: set[str]) -> LayerLaw:
    rules: list[TermRule] = []
    for one in table.tables("rule"):
        rule = read_rule(one)
        if rule.id in ids:
            raise one.fault("id", f"{rule.id!a} stands twice: expected an id that no other rule has")
        _refuse_overlaps(one, rule, rules)
        ids.add(rule.id)
        rules.append(rule)
    if not rules:
        raise table.fault("rule", "expected one rule or more")
    law = LayerLaw(tuple(rules), required_text(table, "otherwise"))
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
