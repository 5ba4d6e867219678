"""The stores of an archive: the folder of its vault, and the stores that hold copies of it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Territory
from nachklang.model.threats import ThreatKind, Threats
from nachklang.model.toml_text import TomlTable, quoted

_NAME = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """One store of the vault: a folder, relative to the archive's own where it is not absolute."""

    name: str
    folder: Path
    threats: Threats = field(default_factory=Threats)


@dataclass(frozen=True, slots=True)
class CopyStoreSettings:
    """A store that holds copies: a `file://` or `s3://` URL, never with credentials in it."""

    name: str
    url: str
    region: str | None = None
    endpoint: str | None = None
    threats: Threats = field(default_factory=Threats)


@dataclass(frozen=True, slots=True)
class CopiesSettings:
    """How many copies an object needs, the vault's own included, before its deposit counts as accepted.

    `apart` of them share none of `threats`. `recovery` is how much recovery data is kept beside the vault,
    in percent of an object's bytes; None for none.
    """

    least: int = 1
    apart: int = 1
    threats: tuple[ThreatKind, ...] = tuple(ThreatKind)
    recovery: int | None = None


def store_name(text: str) -> str:
    """Check the name of a store of copies; raises InvalidValueError."""
    if not _NAME.fullmatch(text):
        raise InvalidValueError(
            f"not a store's name: {text[:60]!a}; expected up to 40 small letters, digits and hyphens"
        )
    return text


def read_stores(
    table: TomlTable, folder: Path
) -> tuple[tuple[StoreSettings, ...], tuple[CopyStoreSettings, ...]]:
    """Read every `[[store]]`: the one with a `folder`, which is the vault's own, and those with a `url`."""
    stores: list[StoreSettings] = []
    copies: list[CopyStoreSettings] = []
    names: set[str] = set()
    for section in table.tables("store"):
        if section.has("url"):
            copies.append(_copy_store(section))
            name = copies[-1].name
        else:
            name = section.required("name", section.text("name"))
            own = folder / section.required("folder", section.text("folder"))
            stores.append(StoreSettings(name, own, _threats(section)))
        section.finish()
        if name in names:
            raise section.fault("name", f"there are two stores called {name!a}; give each a name of its own")
        names.add(name)
    if len(stores) != 1:
        raise table.fault("store", f"expected one store with a folder under [[store]], found {len(stores)}")
    return tuple(stores), tuple(copies)


def _copy_store(section: TomlTable) -> CopyStoreSettings:
    region, endpoint = section.text("region"), section.text("endpoint")

    def checked(url: str) -> str:
        from nachklang.vault.stores import parse_address  # noqa: PLC0415  (most archives have none)

        return parse_address(url, region=region, endpoint=endpoint).url

    return CopyStoreSettings(
        name=section.required("name", section.value("name", store_name)),
        url=section.required("url", section.value("url", checked)),
        region=region,
        endpoint=endpoint,
        threats=_threats(section),
    )


def _threats(section: TomlTable) -> Threats:
    return Threats(
        provider=section.text("provider"),
        country=section.value("country", Territory.parse),
        medium=section.text("medium"),
    )


def read_copies(table: TomlTable) -> CopiesSettings:
    """Read `[copies]`, which may be missing."""
    section = table.table("copies")
    if section is None:
        return CopiesSettings()
    usual = CopiesSettings()
    copies = CopiesSettings(
        least=section.integer("least", least=1) or usual.least,
        apart=section.integer("apart", least=1) or usual.apart,
        threats=section.values("threats", _threat) if section.has("threats") else usual.threats,
        recovery=section.integer("recovery", least=1),
    )
    if not copies.threats:
        raise section.fault("threats", f"expected some of {', '.join(ThreatKind)}, found none")
    if copies.apart > copies.least:
        raise section.fault("apart", f"{copies.apart} of {copies.least} copies cannot be; raise `least`")
    if copies.recovery is not None and copies.recovery > 100:
        raise section.fault("recovery", f"expected percent from 1 to 100, found {copies.recovery}")
    section.finish()
    return copies


def _threat(text: str) -> ThreatKind:
    try:
        return ThreatKind(text)
    except ValueError as error:
        raise InvalidValueError(f"expected some of {', '.join(ThreatKind)}, found {text[:60]!a}") from error


def render_copy_store(store: CopyStoreSettings) -> str:
    """Return the lines that say this store in `archive.toml`."""
    threats = store.threats
    values = {
        "name": store.name,
        "url": store.url,
        "region": store.region,
        "endpoint": store.endpoint,
        "provider": threats.provider,
        "country": None if threats.country is None else str(threats.country),
        "medium": threats.medium,
    }
    lines = [f"{key} = {quoted(value)}\n" for key, value in values.items() if value is not None]
    return "".join(["\n[[store]]\n", *lines])
