"""What a package holds, and how it belongs together, in METS 1.12."""

from collections.abc import Iterable, Iterator
from typing import Final

from nachklang.model.plain import instant_text
from nachklang.vault.packages._xml import XLINK, Element, Vocabulary, encode
from nachklang.vault.packages.mods import MODS, mods
from nachklang.vault.packages.package import Package, PackagedFile
from nachklang.vault.packages.premis import PREMIS, agents, events, file_object, rights

METS: Final = Vocabulary("mets", "http://www.loc.gov/METS/")
_DESCRIPTION: Final = "description-1"
_USES: Final = ("original", "metadata", "deposit")


def mets(package: Package) -> bytes:
    """Write the document of one package, with its description and its PREMIS entities inside."""
    document = METS(
        "mets",
        _header(package),
        METS("dmdSec", _wrap(mods(package.item), "MODS", "3.8"), ID=_DESCRIPTION),
        METS("amdSec", *_administrative(package), ID="administration-1"),
        METS("fileSec", *_groups(package)),
        METS("structMap", _division(package), TYPE="physical"),
        OBJID=package.item.object_id,
        LABEL=package.item.description.title,
        TYPE="recording",
    )
    return encode(METS.root(document, MODS, PREMIS))


def _header(package: Package) -> Element:
    software = METS("agent", METS("name", package.agent), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="software")
    keeper = METS("agent", METS("name", package.archive_name), ROLE="CUSTODIAN", TYPE="ORGANIZATION")
    return METS("metsHdr", software, keeper, CREATEDATE=instant_text(package.made_at))


def _wrap(element: Element, kind: str, version: str) -> Element:
    return METS("mdWrap", METS("xmlData", element), MDTYPE=kind, MDTYPEVERSION=version)


def _administrative(package: Package) -> Iterator[Element]:
    """Yield technical facts, rights and events, in the order that METS has for them."""
    for number, file in enumerate(package.files, start=1):
        if file.logical_path is not None:
            wrapped = _wrap(file_object(package, file), "PREMIS:OBJECT", "3.0")
            yield METS("techMD", wrapped, ID=f"technical-{number}")
    yield from _sections("rightsMD", "rights", "PREMIS:RIGHTS", rights(package))
    yield from _sections("digiprovMD", "event", "PREMIS:EVENT", events(package))
    yield from _sections("digiprovMD", "agent", "PREMIS:AGENT", agents(package))


def _sections(name: str, label: str, kind: str, elements: Iterable[Element]) -> Iterator[Element]:
    for number, element in enumerate(elements, start=1):
        yield METS(name, _wrap(element, kind, "3.0"), ID=f"{label}-{number}")


def _groups(package: Package) -> Iterator[Element]:
    for use in _USES:
        files = [_file(number, file) for number, file in enumerate(package.files, start=1) if file.use == use]
        if files:
            yield METS("fileGrp", *files, USE=use)


def _file(number: int, file: PackagedFile) -> Element:
    place = METS("FLocat", LOCTYPE="URL")
    place.set(f"{{{XLINK}}}href", file.address)
    return METS(
        "file",
        place,
        ID=f"file-{number}",
        MIMETYPE=file.media_type,
        SIZE=str(file.size),
        CHECKSUM=file.sha512,
        CHECKSUMTYPE="SHA-512",
        ADMID=None if file.logical_path is None else f"technical-{number}",
    )


def _division(package: Package) -> Element:
    pointers = (METS("fptr", FILEID=f"file-{number}") for number in range(1, len(package.files) + 1))
    return METS("div", *pointers, LABEL=package.item.description.title, TYPE="recording", DMDID=_DESCRIPTION)
