"""What happened to an object, and by which right it is kept, in PREMIS 3.0."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import quote

from nachklang.model.items import Event
from nachklang.model.mandates import Agreement, Mandate, Prohibition
from nachklang.model.plain import instant_text
from nachklang.vault.packages._xml import XSI, Element, Vocabulary, encode
from nachklang.vault.packages.package import Package, PackagedFile

PREMIS: Final = Vocabulary("premis", "http://www.loc.gov/premis/v3")
_EVENT_TYPES: Final = "http://id.loc.gov/vocabulary/preservation/eventType"


def premis(package: Package) -> bytes:
    """Write one document with all entities of a package."""
    parts = (*objects(package), *events(package), *agents(package), *rights(package))
    return encode(PREMIS.root(PREMIS("premis", *parts, version="3.0")))


def objects(package: Package) -> Iterator[Element]:
    """Yield the object itself, then each of its files."""
    yield _typed("intellectualEntity", _identifier("object", "URN", package.item.object_id))
    for file in package.files:
        if file.logical_path is not None:
            yield file_object(package, file)


def file_object(package: Package, file: PackagedFile) -> Element:
    """Describe a file of the object."""
    item, is_original = package.item, file.use == "original"
    numbers = range(1, len(package.events) + 1) if is_original else ()
    statements = range(1, _statements(package) + 1) if is_original else ()
    return _typed(
        "file",
        _identifier("object", "URI", f"{item.object_id}#{quote(file.logical_path or '')}"),
        PREMIS(
            "objectCharacteristics",
            PREMIS("compositionLevel", "0"),
            _fixity("SHA-512", file.sha512),
            _fixity("SHA-256", file.sha256),
            PREMIS("size", str(file.size)),
            PREMIS("format", PREMIS("formatDesignation", PREMIS("formatName", file.media_type))),
        ),
        PREMIS("originalName", item.original_name) if is_original else None,
        PREMIS("storage", _pair("contentLocation", "path in the bag", file.path)),
        PREMIS(
            "relationship",
            PREMIS("relationshipType", "structural"),
            PREMIS("relationshipSubType", "is part of"),
            _identifier("relatedObject", "URN", item.object_id),
        ),
        *(_identifier("linkingEvent", "local", f"{item.id}#{number}") for number in numbers),
        *(
            _identifier("linkingRightsStatement", "local", f"{item.id}#rights-{number}")
            for number in statements
        ),
    )


def _typed(kind: str, *content: Element | None) -> Element:
    made = PREMIS("object", *content)
    made.set(f"{{{XSI}}}type", f"{PREMIS.prefix}:{kind}")
    return made


def _identifier(entity: str, kind: str, value: str) -> Element:
    return _pair(f"{entity}Identifier", kind, value)


def _pair(name: str, kind: str, value: str) -> Element:
    return PREMIS(name, PREMIS(f"{name}Type", kind), PREMIS(f"{name}Value", value))


def _fixity(algorithm: str, digest: str) -> Element:
    return PREMIS("fixity", PREMIS("messageDigestAlgorithm", algorithm), PREMIS("messageDigest", digest))


def events(package: Package) -> Iterator[Element]:
    """Yield what happened to the object, oldest first."""
    for number, event in enumerate(package.events, start=1):
        yield _event(package, number, event)


def _event(package: Package, number: int, event: Event) -> Element:
    return PREMIS(
        "event",
        _identifier("event", "local", f"{package.item.id}#{number}"),
        PREMIS("eventType", str(event.kind), authority="eventType", authorityURI=_EVENT_TYPES),
        PREMIS("eventDateTime", instant_text(event.at)),
        PREMIS("eventDetailInformation", PREMIS("eventDetail", event.detail)),
        PREMIS("eventOutcomeInformation", PREMIS("eventOutcome", event.outcome)),
        _identifier("linkingAgent", "name", event.agent),
        _identifier("linkingObject", "URN", package.item.object_id),
    )


def agents(package: Package) -> Iterator[Element]:
    """Yield the software that acted, each once."""
    for name in dict.fromkeys(event.agent for event in package.events):
        yield PREMIS(
            "agent",
            _identifier("agent", "name", name),
            PREMIS("agentName", name),
            PREMIS("agentType", "software"),
        )


def _statements(package: Package) -> int:
    return len(package.item.rights.mandates) + len(package.item.rights.prohibitions)


def rights(package: Package) -> Iterator[Element]:
    """Yield a statement for each mandate and each prohibition, numbered through."""
    signature = package.item.rights
    stated = [_mandate(one) for one in signature.mandates]
    stated += [_prohibition(one) for one in signature.prohibitions]
    for number, parts in enumerate(stated, start=1):
        statement = PREMIS(
            "rightsStatement",
            _identifier("rightsStatement", "local", f"{package.item.id}#rights-{number}"),
            *parts,
            _identifier("linkingObject", "URN", package.item.object_id),
        )
        yield PREMIS("rights", statement)


def _mandate(mandate: Mandate) -> list[Element]:
    evidence = mandate.evidence
    note = f"{mandate.layer}: {evidence.statement} ({evidence.source})"
    if mandate.licence is not None:
        terms = PREMIS("licenseTerms", str(mandate.licence))
        return [
            PREMIS("rightsBasis", "license"),
            PREMIS("licenseInformation", terms, PREMIS("licenseNote", note)),
        ]
    agreement = mandate.agreement
    basis = str(mandate.basis) if agreement is None else f"{mandate.basis} {agreement.reference}"
    other = PREMIS(
        "otherRightsInformation", PREMIS("otherRightsBasis", basis), PREMIS("otherRightsNote", note)
    )
    return [PREMIS("rightsBasis", "other"), other, *_granted(agreement)]


def _granted(agreement: Agreement | None) -> Iterator[Element]:
    if agreement is None:
        return
    limits = [
        f"only {kind}: {', '.join(sorted(map(str, values)))}"
        for kind, values in (("in", agreement.territories), ("by", agreement.actors))
        if values
    ]
    for act in sorted(agreement.acts):
        yield PREMIS(
            "rightsGranted",
            PREMIS("act", str(act)),
            *(PREMIS("restriction", limit) for limit in limits),
            _term("termOfGrant", agreement.valid_from, agreement.valid_to),
        )


def _prohibition(prohibition: Prohibition) -> list[Element]:
    where = ", ".join(sorted(map(str, prohibition.territories)))
    note = PREMIS("otherRightsNote", prohibition.reason)
    basis = PREMIS("otherRightsBasis", f"prohibition: {prohibition.kind}")
    forbidden = [
        PREMIS(
            "rightsGranted",
            PREMIS("act", str(act)),
            PREMIS("restriction", f"forbidden in {where}" if where else "forbidden"),
            _term("termOfRestriction", prohibition.since, prohibition.until),
        )
        for act in sorted(prohibition.acts)
    ]
    return [PREMIS("rightsBasis", "other"), PREMIS("otherRightsInformation", basis, note), *forbidden]


def _term(name: str, first: date | None, last: date | None) -> Element | None:
    """Write a period in EDTF, where `..` is an open side."""
    if first is None and last is None:
        return None
    end = None if last is None else PREMIS("endDate", last.isoformat())
    return PREMIS(name, PREMIS("startDate", ".." if first is None else first.isoformat()), end)
