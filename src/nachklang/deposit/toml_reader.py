"""`deposit.toml`: the depositor's own words about the files, their rights and the agreements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from nachklang.deposit.description import (
    DEPOSIT_TOML,
    AgreementFile,
    Ban,
    CircumstanceFile,
    CopyrightFile,
    DepositDescription,
    ProcedureFile,
    known_file,
)
from nachklang.deposit.given import Given, credit
from nachklang.deposit.rights_reader import (
    circumstance_kind,
    contradiction,
    granted_basis,
    procedure_basis,
    read_agreement,
    read_procedure,
    read_prohibition,
)
from nachklang.errors import DepositDescriptionError
from nachklang.model.acts import Layer
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName
from nachklang.model.licences import Licence
from nachklang.model.mandates import Author, Basis, Circumstance, Evidence, Mandate
from nachklang.model.toml_text import TomlTable


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every part of the reader needs to know: the folder's files, agreements and procedures."""

    known: frozenset[str]
    agreements: Mapping[str, AgreementFile]
    procedures: Mapping[str, ProcedureFile]


def read_toml(text: str, known: frozenset[str]) -> DepositDescription:
    """Read the text of a `deposit.toml` of a folder that holds the files `known`.

    Raises DepositDescriptionError with the line and key of the first fault.
    """
    document = TomlTable.parse(text, DEPOSIT_TOML, DepositDescriptionError)
    reading = _Reading(known, _agreements(document, known), _procedures(document, known))
    head = document.table("deposit")
    defaults = document.table("defaults")
    description = DepositDescription(
        depositor=head.text("depositor") if head else None,
        reference=head.text("reference") if head else None,
        defaults=_given(defaults, reading) if defaults else Given(),
        files=_files(document, reading),
        agreements=reading.agreements,
        procedures=reading.procedures,
        circumstance_files=tuple(_circumstance(table, known) for table in document.tables("circumstance")),
        bans=tuple(_ban(table, known) for table in document.tables("prohibition")),
        copyright_files=tuple(_copyright_file(table, known) for table in document.tables("copyright")),
    )
    description = replace(description, read=description.proofs())
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
    found = [
        mandate
        for layer in Layer
        if (one := rights.table(layer)) is not None
        for mandate in _of_layer(layer, one, reading)
    ]
    rights.finish()
    return tuple(found)


def _of_layer(layer: Layer, table: TomlTable, reading: _Reading) -> tuple[Mandate, ...]:
    """Read the ground of one layer: a licence, agreements that go together, or a procedure."""
    licence = table.value("licence", Licence.parse)
    agreements, procedure = table.texts("agreement"), table.text("procedure")
    statement = table.text("statement")
    table.finish()
    if [licence is not None, bool(agreements), procedure is not None].count(True) != 1:
        raise table.fault(None, 'expected one of licence = "…", agreement = "…" and procedure = "…"')
    if licence is not None:
        evidence = Evidence(DEPOSIT_TOML, _place(table, "licence"), statement or f"licence = {licence}")
        return (Mandate(layer, Basis.LICENCE, evidence, licence=licence),)
    if procedure is not None:
        source = _place(table, "procedure")
        return (_by_procedure(layer, procedure, reading.procedures, source, statement),)
    source = _place(table, "agreement")
    found = [agreement_named(one, reading.agreements, source) for one in agreements]
    for one, other in combinations(found, 2):
        if one.agreement.excludes(other.agreement) and one.agreement.meets(other.agreement):
            text = contradiction(one.agreement, one.line, other.agreement, other.line)
            raise table.fault("agreement", text)
    return tuple(agreed(layer, one, DEPOSIT_TOML, source, statement) for one in found)


def _place(table: TomlTable, key: str) -> str:
    return f"{DEPOSIT_TOML}, line {table.line(key)}"


def agreed(layer: Layer, one: AgreementFile, kind: str, source: str, statement: str | None) -> Mandate:
    """Make the mandate that an agreement is for a layer; without a statement, its name is cited."""
    evidence = Evidence(kind, source, statement or _said_by(one.agreement.reference, one.basis, one.evidence))
    return Mandate(layer, one.basis, evidence, agreement=one.agreement)


def _by_procedure(
    layer: Layer,
    reference: str,
    procedures: Mapping[str, ProcedureFile],
    source: str,
    statement: str | None,
) -> Mandate:
    one = procedure_named(reference, procedures, source)
    said = statement or _said_by(reference, one.basis, one.evidence)
    return Mandate(layer, one.basis, Evidence(DEPOSIT_TOML, source, said), procedure=one.procedure)


def _said_by(reference: str, basis: Basis, evidence: str | None) -> str:
    proof = f", see {evidence}" if evidence else ""
    return f"{basis} {reference}{proof}"


def agreement_named(reference: str, agreements: Mapping[str, AgreementFile], where: str) -> AgreementFile:
    """Return the agreement with this reference; raises DepositDescriptionError naming `where`."""
    if reference not in agreements:
        raise DepositDescriptionError(
            f"{where}: no agreement {reference!a} is described; add it to {DEPOSIT_TOML} under [[agreement]]"
        )
    return agreements[reference]


def procedure_named(reference: str, procedures: Mapping[str, ProcedureFile], where: str) -> ProcedureFile:
    """Return the procedure with this reference; raises DepositDescriptionError naming `where`."""
    if reference not in procedures:
        raise DepositDescriptionError(
            f"{where}: no procedure {reference!a} is described; add it to {DEPOSIT_TOML} under [[procedure]]"
        )
    return procedures[reference]


def _agreements(document: TomlTable, known: frozenset[str]) -> dict[str, AgreementFile]:
    agreements: dict[str, AgreementFile] = {}
    for table in document.tables("agreement"):
        agreement = read_agreement(table)
        basis = table.value("basis", granted_basis) or Basis.AGREEMENT
        evidence = _evidence(table, known)
        table.finish()
        if agreement.reference in agreements:
            raise table.fault("reference", f"{agreement.reference!a} is described twice")
        agreements[agreement.reference] = AgreementFile(agreement, evidence, basis, table.line())
    return agreements


def _procedures(document: TomlTable, known: frozenset[str]) -> dict[str, ProcedureFile]:
    procedures: dict[str, ProcedureFile] = {}
    for table in document.tables("procedure"):
        procedure = read_procedure(table)
        basis = table.required("basis", table.value("basis", procedure_basis))
        evidence = _evidence(table, known)
        table.finish()
        if procedure.reference in procedures:
            raise table.fault("reference", f"{procedure.reference!a} is described twice")
        procedures[procedure.reference] = ProcedureFile(procedure, evidence, basis)
    return procedures


def _evidence(table: TomlTable, known: frozenset[str]) -> str | None:
    """Return the file of the deposit that proves what a table says, if it names one."""
    name = table.text("evidence")
    return None if name is None else known_file(name, known, _place(table, "evidence"))


def _circumstance(table: TomlTable, known: frozenset[str]) -> CircumstanceFile:
    kind = table.required("kind", table.value("kind", circumstance_kind))
    statement, since, evidence = table.text("statement"), table.day("since"), _evidence(table, known)
    files = frozenset(known_file(one, known, _place(table, "files")) for one in table.texts("files"))
    table.finish()
    if statement is None and evidence is None:
        raise table.fault(None, 'expected statement = "…" or evidence = "…": how it is known')
    said = statement or f"{kind}, see {evidence}"
    circumstance = Circumstance(kind, Evidence(DEPOSIT_TOML, _place(table, "kind"), said), since)
    return CircumstanceFile(files, circumstance, evidence)


def _ban(table: TomlTable, known: frozenset[str]) -> Ban:
    prohibition = read_prohibition(table)
    files = frozenset(known_file(name, known, _place(table, "files")) for name in table.texts("files"))
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
