"""The law on file in lines for people."""

import textwrap
from collections.abc import Iterator

from nachklang.cli.output import plural, shown
from nachklang.model.acts import Layer
from nachklang.rights import Law, LayerLaw, Statute, TermRule, TerritoryLaw

_WIDTH = 96
_DIGITS = 12


def overview_lines(on_file: Law) -> Iterator[str]:
    """List the territories: what is on file for each, of which days its texts are, and in which file."""
    for territory, one in sorted(on_file.territories.items()):
        texts = " to ".join(str(day) for day in dict.fromkeys((one.text_dates[0], one.text_dates[-1])))
        counts = f"{plural(one.rule_count, 'rule')}, {plural(len(one.statutes), 'statute')}"
        file = f"{one.file:8} {on_file.files[one.file][:_DIGITS]}"
        yield f"{territory}  {shown(one.name):20}  {counts:22}  {file}  texts of {texts}"
    yield f"Digest of all law files: {on_file.digest}"


def law_lines(law: TerritoryLaw, digest: str) -> Iterator[str]:
    """Show the law of one territory: terms by layer, statutes, and what is unknown."""
    yield f"{law.territory}: {shown(law.name)} ({law.file}, SHA-256 {digest})"
    yield from _unknown(law.unknown, "  ")
    for layer in Layer:
        yield from ("", f"Term of the {layer}")
        yield from _layer(law.layers[layer])
    for statute in law.statutes:
        yield ""
        yield from _statute(statute)
    yield ""


def _layer(layer: LayerLaw) -> Iterator[str]:
    if layer.note:
        yield from _wrapped(f"{layer.note}.", "  ")
        return
    for rule in layer.rules:
        yield from _rule(rule)


def _rule(rule: TermRule) -> Iterator[str]:
    yield from _wrapped(f"{rule.statement}.", "  ", f"{rule.id}: ")
    yield from _wrapped(f"{rule.citation}, text in force since {rule.text_date}.", "    ")
    yield from _unknown(rule.unknown, "    ")


def _statute(statute: Statute) -> Iterator[str]:
    yield from _wrapped(f"{statute.statement}.", "", f"{statute.id}: ")
    yield from _wrapped(f"{statute.citation}, text in force since {statute.text_date}.", "  ")
    yield f"  For: {', '.join(sorted(statute.beneficiaries))}"
    yield f"  Permits: {', '.join(sorted(statute.acts))}"
    if statute.requires:
        yield f"  Asks for: {', '.join(sorted(statute.requires))}"
    if statute.procedure:
        waiting = f", {plural(statute.waiting_months, 'month')} before" if statute.waiting_months else ""
        yield f"  Procedure: {statute.procedure}{waiting}"
    if statute.since or statute.until:
        yield f"  In force: {statute.since or '…'} to {statute.until or '…'}"
    if statute.remuneration:
        yield from _wrapped(f"{statute.remuneration}.", "  ", "Paid: ")
    yield from _unknown(statute.unknown, "  ")


def _unknown(unknown: tuple[str, ...], indent: str) -> Iterator[str]:
    for one in unknown:
        yield from _wrapped(one, indent, "Unknown: ")


def _wrapped(text: str, indent: str, lead: str = "") -> list[str]:
    return textwrap.wrap(
        shown(lead + text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
