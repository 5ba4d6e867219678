"""Writing `deposit.toml`: an item in the depositor's words, so that another archive can decide anew."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from nachklang.model.acts import Layer
from nachklang.model.items import CreditedName, Item
from nachklang.model.mandates import Agreement, Mandate, Prohibition, RightsSignature
from nachklang.model.toml_text import quoted


def write_toml(item: Item, path: str, proofs: Collection[str] = ()) -> str:
    """Describe one item whose file lies at `path` of a deposit; `proofs` are files that prove its agreements.

    What `deposit.toml` cannot say is left out: a second mandate for one layer, and one that is neither a
    licence nor an agreement. Facts from which terms are computed are said, and so is every prohibition.
    """
    lines = [
        *_file(item, path),
        *_mandates(item.rights),
        *_agreements(item.rights, proofs),
        *(line for one in item.rights.prohibitions for line in _prohibition(one, path)),
    ]
    return "\n".join(lines).removeprefix("\n") + "\n"


def _file(item: Item, path: str) -> Iterator[str]:
    said, terms = item.description, item.rights.terms
    authors = [_table({"name": one.name, "born": one.born, "died": one.died}) for one in terms.authors]
    yield from _lines(
        "[[file]]",
        {
            "path": path,
            "title": said.title,
            "artists": _credit(said.artists),
            "release": said.release,
            "release_artists": _credit(said.release_artists),
            "disc": said.disc,
            "track": said.track,
            "isrc": said.isrcs,
            "iswc": said.iswc,
            "label": said.label,
            "catalogue_number": said.catalogue_number,
            "barcode": said.barcode,
            "released": said.released,
            "recorded": terms.recorded,
            "published": terms.recording_published,
            "unpublished": terms.recording_unpublished or None,
            "composers": authors or said.composers,
            "composers_complete": terms.authors_complete or None,
            "composition_published": terms.composition_published,
        },
    )


class _Raw(str):
    """A value that is TOML already."""

    __slots__ = ()


def _credit(names: Sequence[CreditedName]) -> list[_Raw]:
    """Say names with what joins each to the one before: there it stands in `deposit.toml`."""
    joins = ["", *(one.join_phrase for one in names)]
    return [
        _table({"name": one.name, "join": join if number and join.strip() else None})
        for number, (one, join) in enumerate(zip(names, joins, strict=False))
    ]


def _mandates(rights: RightsSignature) -> Iterator[str]:
    for layer in Layer:
        found = next((one for one in rights.mandates if one.layer is layer and _can_say(one)), None)
        if found is not None:
            reference = None if found.agreement is None else found.agreement.reference
            said = {
                "licence": found.licence,
                "agreement": reference,
                "statement": found.evidence.statement,
            }
            yield from _lines(f"[file.rights.{layer}]", said)


def _can_say(mandate: Mandate) -> bool:
    return (mandate.licence is None) != (mandate.agreement is None)


def _agreements(rights: RightsSignature, proofs: Collection[str]) -> Iterator[str]:
    found = {one.agreement.reference: one for one in rights.mandates if one.agreement is not None}
    for mandate in found.values():
        agreement = mandate.agreement
        if agreement is not None and agreement.acts:
            yield from _agreement(agreement, _proof(mandate, proofs, alone=len(found) == 1))


def _proof(mandate: Mandate, proofs: Collection[str], *, alone: bool) -> str | None:
    """Find the file that proves an agreement: the one that its evidence names, or the only one there is."""
    named = [one for one in proofs if mandate.evidence.statement.endswith(one.rpartition("/")[2])]
    only = list(proofs) if alone else []
    return next((found[0] for found in (named, only) if len(found) == 1), None)


def _agreement(agreement: Agreement, proof: str | None) -> Iterator[str]:
    yield from _lines(
        "[[agreement]]",
        {
            "reference": agreement.reference,
            "acts": sorted(agreement.acts),
            "territories": sorted(agreement.territories),
            "actors": sorted(agreement.actors),
            "valid_from": agreement.valid_from,
            "valid_to": agreement.valid_to,
            "evidence": proof,
        },
    )


def _prohibition(prohibition: Prohibition, path: str) -> Iterator[str]:
    yield from _lines(
        "[[prohibition]]",
        {
            "files": [path],
            "kind": prohibition.kind,
            "acts": sorted(prohibition.acts),
            "reason": prohibition.reason,
            "territories": sorted(prohibition.territories),
            "since": prohibition.since,
            "until": prohibition.until,
        },
    )


def _lines(header: str, values: dict[str, Any]) -> Iterator[str]:
    """Write a table; a value of nothing is left out, for the reader takes no empty ones."""
    yield from ("", header)
    for key, value in values.items():
        if (written := _value(value)) is not None:
            yield f"{key} = {written}"


def _value(value: Any) -> str | None:
    """Write a value, or None where there is nothing to say."""
    if isinstance(value, list | tuple):
        parts = [part for one in value if (part := _value(one)) is not None]
        return f"[{', '.join(parts)}]" if parts else None
    if isinstance(value, _Raw):
        return value
    if isinstance(value, bool | int | date):
        return str(value).lower()
    text = "" if value is None else str(value).replace("\0", "")
    return quoted(text) if text.strip() else None


def _table(values: dict[str, Any]) -> _Raw:
    parts = [f"{key} = {part}" for key, value in values.items() if (part := _value(value)) is not None]
    return _Raw(f"{{{', '.join(parts)}}}")
