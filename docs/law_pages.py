"""The reference page of the law on file, made from the law files."""  # noqa: INP001 - no package

from collections.abc import Iterator, Sequence

from nachklang.archive import read_law
from nachklang.model.acts import Layer
from nachklang.rights import Law, LayerLaw, Statute, TermRule, TerritoryLaw
from nachklang.rights.wording import capital, day


def law_page() -> str:
    """Tell every rule and statute on file with its citation, and what is unknown, file by file."""
    law = read_law()
    parts = [_index(law)]
    for file in law.files:
        here = [one for _, one in sorted(law.territories.items()) if one.file == file]
        parts += _file(here)
    return "\n".join(parts)


def _index(law: Law) -> str:
    rows = (
        (f"{one.name} ({one.territory})", f"`{one.file}`", str(one.rule_count), str(len(one.statutes)))
        for _, one in sorted(law.territories.items())
    )
    return _rows(("territory", "file", "rules", "statutes"), rows)


def _file(here: Sequence[TerritoryLaw]) -> Iterator[str]:
    """Tell the law of a file once, whose territories all have the same."""
    law = here[0]
    names = ", ".join(f"{one.name} ({one.territory})" for one in here)
    yield f"## {capital(law.name)}\n" if len(here) == 1 else "## Other member states of the European Union\n"
    yield f"{capital(names)}; in `{law.file}`.\n"
    yield "### Terms\n"
    for layer in Layer:
        if law.layers[layer].note:
            yield f"{capital(layer)}: {law.layers[layer].note}.\n"
    yield _terms(law)
    if law.statutes:
        yield "### Statutes\n"
        yield _statutes(law.statutes)
    yield "### What is unknown\n"
    yield "".join(f"- {one}\n" for one in law.unknown)
    yield "".join(_details(law))


def _terms(law: TerritoryLaw) -> str:
    rows = (
        (layer, rule.statement, _end(rule), rule.citation, day(rule.text_date))
        for layer in Layer
        for rule in _own_rules(law.layers[layer])
    )
    return _rows(("layer", "rule", "first free day", "citation", "text of"), rows)


def _own_rules(layer: LayerLaw) -> Sequence[TermRule]:
    return () if layer.note else layer.rules


def _end(rule: TermRule) -> str:
    if rule.free_from is not None:
        return day(rule.free_from)
    start = rule.start.replace("-", " ")
    end = f"1 January of year of “{start}” + {(rule.years or 0) + 1}"
    if rule.ceiling is None:
        return end
    return f"{end}, at the latest of “{rule.ceiling.start}” + {rule.ceiling.years + 1}"


def _statutes(statutes: Sequence[Statute]) -> str:
    rows = (
        (
            one.statement,
            ", ".join(f"`{act}`" for act in sorted(one.acts)),
            ", ".join(f"`{actor}`" for actor in sorted(one.beneficiaries)),
            _asks(one),
            one.citation,
            day(one.text_date),
        )
        for one in statutes
    )
    return _rows(("statute", "permits", "to", "asks for", "citation", "text of"), rows)


def _asks(statute: Statute) -> str:
    asked = [f"`{one}`" for one in sorted(statute.requires)]
    if statute.procedure is not None:
        months = f", then {statute.waiting_months} months" if statute.waiting_months else ""
        asked.append(f"the record of the procedure `{statute.procedure}`{months}")
    if statute.until is not None:
        asked.append(f"a day up to {day(statute.until)}")
    return ", ".join(asked)


def _details(law: TerritoryLaw) -> Iterator[str]:
    """Tell what single rules leave unknown, each thing once."""
    rules = [rule for layer in Layer for rule in _own_rules(law.layers[layer])]
    named = [(one.id, one.unknown) for one in rules] + [(one.id, one.unknown) for one in law.statutes]
    told: dict[str, list[str]] = {}
    for name, unknowns in named:
        for unknown in unknowns:
            told.setdefault(unknown, []).append(f"`{name}`")
    for unknown, ids in told.items():
        yield f"- {unknown} ({', '.join(ids)})\n"


def _rows(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
