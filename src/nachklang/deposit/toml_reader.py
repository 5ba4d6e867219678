"""`deposit.toml`: the depositor's own words about the files, their rights and the agreements."""

from collections.abc import Mapping
from dataclasses import dataclass

from nachklang.deposit.description import (
    DEPOSIT_TOML,
    AgreementFile,
    Ban,
    CopyrightFile,
    DepositDescription,
    known_file,
)
from nachklang.deposit.given import Given, credit
from nachklang.errors import DepositDescriptionError, InvalidValueError
from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName
from nachklang.model.licences import Licence
from nachklang.model.mandates import Agreement, Author, Basis, Evidence, Mandate, Prohibition
from nachklang.model.toml_text import TomlTable


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every part of the reader needs to know: the folder's files and the agreements."""

    known: frozenset[str]
    agreements: Mapping[str, AgreementFile]


def read_toml(text: str, known: frozenset[str]) -> DepositDescription:
    """Read the text of a `deposit.toml` of a folder that holds the files `known`.

    Raises DepositDescriptionError with the line and key of the first fault.
    """
    document = TomlTable.parse(text, DEPOSIT_TOML, DepositDescriptionError)
    agreements = _agreements(document, known)
    reading = _Reading(known, agreements)
    head = document.table("deposit")
    defaults = document.table("defaults")
    description = DepositDescription(
        depositor=head.text("depositor") if head else None,
        reference=head.text("reference") if head else None,
        defaults=_given(defaults, reading) if defaults else Given(),
        files=_files(document, reading),
        agreements=agreements,
        bans=tuple(_ban(table, known) for table in document.tables("prohibition")),
        copyright_files=tuple(_copyright_file(table, known) for table in document.tables("copyright")),
        read=frozenset(one.evidence for one in agreements.values() if one.evidence),
    )
    if head:
        head.finish()
    document.finish()
    return description


def _files(document: TomlTable, reading: _Reading) -> dict[str, Given]:
    files: dict[str, Given] = {}
    for table in document.tables("file"):
        path = table.required("path", table.text("path"))
        name = known_file(path, reading.known, f"{DEPOSIT_TOML}, line {table.line('path')}")
        if name in files:
            raise table.fault("path", f"{name!a} is described twice")
        files[name] = _given(table, reading)
    return files


def _given(table: TomlTable, reading: _Reading) -> Given:
    given = Given(
        title=table.text("title"),
        artists=_credit(table, "artists"),
        release=table.text("release"),
        release_artists=_credit(table, "release_artists"),
        disc=table.integer("disc", least=1),
        track=table.integer("track", least=1),
        isrcs=table.values("isrc", ISRC.parse),
        iswc=table.value("iswc", ISWC.parse),
        label=table.text("label"),
        catalogue_number=table.text("catalogue_number"),
        barcode=table.value("barcode", Barcode.parse),
        released=table.value("released", PartialDate.parse),
        recorded=table.value("recorded", PartialDate.parse),
        published=table.value("published", PartialDate.parse),
        unpublished=table.boolean("unpublished") if table.has("unpublished") else None,
        authors=_authors(table),
        authors_complete=table.boolean("composers_complete") if table.has("composers_complete") else None,
        composition_published=table.value("composition_published", PartialDate.parse),
        mandates=_mandates(table, reading),
    )
    table.finish()
    return given


def _credit(table: TomlTable, key: str) -> tuple[CreditedName, ...]:
    """Read names; `{name = "B", join = " feat. "}` says how B is joined to the one before."""
    rows = table.mixed(key)
    if all(isinstance(row, str) for row in rows):
        return credit(row for row in rows if isinstance(row, str))
    names: list[str] = []
    joins: list[str] = []
    for row in rows:
        names.append(row if isinstance(row, str) else row.required("name", row.text("name")))
        joins.append(" & " if isinstance(row, str) else _join(row))
    return tuple(CreditedName(name, join) for name, join in zip(names, [*joins[1:], ""], strict=True))


def _join(row: TomlTable) -> str:
    join = row.text("join")
    row.finish()
    return " & " if join is None else join


def _authors(table: TomlTable) -> tuple[Author, ...]:
    authors = []
    for row in table.mixed("composers"):
        if isinstance(row, str):
            authors.append(Author(row))
        else:
            authors.append(_author(row))
    return tuple(authors)


def _author(row: TomlTable) -> Author:
    name = row.required("name", row.text("name"))
    author = Author(name, row.integer("died", least=1), row.integer("born", least=1))
    row.finish()
    if author.born is not None and author.died is not None and author.died < author.born:
        raise row.fault("died", f"{author.died} is before born, {author.born}; expected the year of death")
    return author


def _mandates(table: TomlTable, reading: _Reading) -> tuple[Mandate, ...]:
    rights = table.table("rights")
    if rights is None:
        return ()
    found = [_mandate(layer, one, reading) for layer in Layer if (one := rights.table(layer)) is not None]
    rights.finish()
    return tuple(found)


def _mandate(layer: Layer, table: TomlTable, reading: _Reading) -> Mandate:
    licence = table.value("licence", Licence.parse)
    reference = table.text("agreement")
    statement = table.text("statement")
    table.finish()
    if (licence is None) == (reference is None):
        raise table.fault(None, 'expected either licence = "…" or agreement = "…"')
    source = f"{DEPOSIT_TOML}, line {table.line('licence' if licence else 'agreement')}"
    if licence is not None:
        evidence = Evidence(DEPOSIT_TOML, source, statement or f"licence = {licence}")
        return Mandate(layer, Basis.LICENCE, evidence, licence=licence)
    agreed = agreement_named(reference or "", reading.agreements, source)
    evidence = Evidence(DEPOSIT_TOML, source, statement or _said_by(agreed))
    return Mandate(layer, Basis.AGREEMENT, evidence, agreement=agreed.agreement)


def _said_by(agreed: AgreementFile) -> str:
    proof = f", see {agreed.evidence}" if agreed.evidence else ""
    return f"agreement {agreed.agreement.reference}{proof}"


def agreement_named(reference: str, agreements: Mapping[str, AgreementFile], where: str) -> AgreementFile:
    """Return the agreement with this reference; raises DepositDescriptionError naming `where`."""
    if reference not in agreements:
        raise DepositDescriptionError(
            f"{where}: no agreement {reference!a} is described; add it to {DEPOSIT_TOML} under [[agreement]]"
        )
    return agreements[reference]


def _agreements(document: TomlTable, known: frozenset[str]) -> dict[str, AgreementFile]:
    agreements: dict[str, AgreementFile] = {}
    for table in document.tables("agreement"):
        agreement = Agreement(
            reference=table.required("reference", table.text("reference")),
            acts=frozenset(table.required("acts", table.values("acts", _act) or None)),
            territories=frozenset(table.values("territories", Territory.parse)),
            actors=frozenset(table.values("actors", _actor)),
            valid_from=table.day("valid_from"),
            valid_to=table.day("valid_to"),
        )
        _require_order(table, "valid_from", "valid_to")
        evidence = table.text("evidence")
        if evidence is not None:
            evidence = known_file(evidence, known, f"{DEPOSIT_TOML}, line {table.line('evidence')}")
        table.finish()
        if agreement.reference in agreements:
            raise table.fault("reference", f"{agreement.reference!a} is described twice")
        agreements[agreement.reference] = AgreementFile(agreement, evidence)
    return agreements


def _require_order(table: TomlTable, first: str, last: str) -> None:
    """Refuse a period that ends before it begins: it would never stand, and nobody would notice."""
    begins, ends = table.day(first), table.day(last)
    if begins is not None and ends is not None and ends < begins:
        raise table.fault(last, f"{ends} is before {first}, {begins}; expected the last day of the period")


def _act(text: str) -> Act:
    if text not in set(Act):
        raise InvalidValueError(f"expected one of {', '.join(Act)}, found {text[:60]!a}")
    return Act(text)


def _actor(text: str) -> ActorClass:
    if text not in set(ActorClass):
        raise InvalidValueError(f"expected one of {', '.join(ActorClass)}, found {text[:60]!a}")
    return ActorClass(text)


def _ban(table: TomlTable, known: frozenset[str]) -> Ban:
    where = f"{DEPOSIT_TOML}, line {table.line('files')}"
    prohibition = Prohibition(
        kind=table.required("kind", table.text("kind")),
        acts=frozenset(table.required("acts", table.values("acts", _act) or None)),
        reason=table.required("reason", table.text("reason")),
        territories=frozenset(table.values("territories", Territory.parse)),
        since=table.day("since"),
        until=table.day("until"),
    )
    _require_order(table, "since", "until")
    files = frozenset(known_file(name, known, where) for name in table.texts("files"))
    table.finish()
    return Ban(files, prohibition)


def _copyright_file(table: TomlTable, known: frozenset[str]) -> CopyrightFile:
    where = f"{DEPOSIT_TOML}, line {table.line('file')}"
    name = known_file(table.required("file", table.text("file")), known, where)
    root = table.text("root")
    if root is not None:
        root = "/".join(part for part in root.split("/") if part not in {"", "."})
    if root and not any(one.startswith(f"{root}/") for one in known):
        raise table.fault("root", f"the deposit holds no file below {root!a}; check the spelling and case")
    table.finish()
    return CopyrightFile(name, root)
