"""The settings of an archive, with errors that name the file, the line and the key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from nachklang.config.stores import (
    CopiesSettings,
    CopyStoreSettings,
    StoreSettings,
    read_copies,
    read_stores,
)
from nachklang.errors import InvalidValueError, SettingsError
from nachklang.model.acts import INSTITUTION_CLASSES, ActorClass, Territory
from nachklang.model.toml_text import TomlTable

T = TypeVar("T")

ARCHIVE_FILE = "archive.toml"
ARCHIVE_VARIABLE = "NACHKLANG_ARCHIVE"
"""The environment variable that names the archive's folder."""
FORMAT = 1

_SPARK = re.compile(r"local\[(?:\*|[0-9]{1,4})\]|spark://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?|yarn", re.ASCII)
_MEMORY = re.compile(r"([0-9]{1,6})(MB|GB|TB)", re.ASCII)
_UNITS = {"MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000}


@dataclass(frozen=True, slots=True)
class TableEngine:
    """What computes the tables of the catalogue.

    `address` is `duckdb` or a Spark master; `memory` is in bytes. What is None follows from the machine.
    """

    address: str
    memory: int | None = None
    threads: int | None = None
    spill: Path | None = None


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The log's name, the file of its signing key, and the keys that others verify it with."""

    origin: str
    key: Path
    verifier: str
    former_verifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `archive.toml`. `folder` is the archive's own folder, absolute."""

    folder: Path
    id: UUID
    name: str
    institution_classes: tuple[ActorClass, ...]
    jurisdiction: Territory
    registry_url: str
    stores: tuple[StoreSettings, ...]
    copies: tuple[CopyStoreSettings, ...]
    policy: CopiesSettings
    engine: TableEngine
    ledger: LedgerSettings


def read_settings(folder: Path) -> Settings:
    """Read `folder/archive.toml`; raises SettingsError where it is missing or wrong."""
    folder = folder.absolute()
    file = folder / ARCHIVE_FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        hint = f"`nachklang init {folder}` makes an archive here"
        raise SettingsError(f"{file}: no such file, so this is no archive; {hint}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read: {error}") from error
    return parse_settings(text, folder)


def parse_settings(text: str, folder: Path) -> Settings:
    """Check the text of an `archive.toml`; every fault names its line and key."""
    table = TomlTable.parse(text, str(folder / ARCHIVE_FILE), SettingsError)
    version = table.required("version", table.integer("version", least=1))
    if version != FORMAT:
        raise table.fault("version", f"this software reads version {FORMAT}, found {version}")
    stores, copies = read_stores(table, folder)
    settings = Settings(
        folder=folder,
        id=table.required("id", table.value("id", _uuid)),
        name=table.required("name", table.text("name")),
        institution_classes=_institution_classes(table),
        jurisdiction=table.required("jurisdiction", table.value("jurisdiction", Territory.parse)),
        registry_url=_registry_url(table, folder),
        stores=stores,
        copies=copies,
        policy=read_copies(table),
        engine=_engine(table, folder),
        ledger=_ledger(table, folder),
    )
    table.finish()
    return settings


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidValueError(f"not a UUID: {text[:60]!a}; restore the id that `init` wrote") from error


def _choice(kind: type[T], allowed: tuple[str, ...]) -> Callable[[str], T]:
    """Make a parser of the values of an enumeration that says what it would have taken."""

    def parse(text: str) -> T:
        if text not in allowed:
            raise InvalidValueError(f"expected one of {', '.join(allowed)}, found {text[:60]!a}")
        return kind(text)  # type: ignore[call-arg]

    return parse


def _institution_classes(table: TomlTable) -> tuple[ActorClass, ...]:
    allowed = tuple(sorted(INSTITUTION_CLASSES))
    classes = table.values("institution_classes", _choice(ActorClass, allowed))
    if not classes:
        raise table.fault("institution_classes", f"name at least one of {', '.join(allowed)}")
    return classes


def _section(table: TomlTable, key: str) -> TomlTable:
    return table.required(key, table.table(key))


def _registry_url(table: TomlTable, folder: Path) -> str:
    section = _section(table, "registry")
    url = section.required("url", section.text("url"))
    section.finish()
    if url.startswith("sqlite:///"):
        return f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    if url.startswith("postgresql://"):
        return url
    expected = 'expected "sqlite:///registry.db" or "postgresql://user@host/database"'
    raise section.fault("url", f"{expected}, found {url[:60]!a}")


def _engine(table: TomlTable, folder: Path) -> TableEngine:
    section = _section(table, "engine")
    spill = section.text("spill")
    engine = TableEngine(
        address=section.required("tables", section.value("tables", _engine_address)),
        memory=section.value("memory", _memory),
        threads=section.integer("threads", least=1),
        spill=None if spill is None else folder / spill,
    )
    section.finish()
    return engine


def _engine_address(text: str) -> str:
    if text == "duckdb" or _SPARK.fullmatch(text):
        return text
    raise InvalidValueError(
        f'expected "duckdb", or a Spark master such as "local[2]" or "spark://host:7077", found {text[:60]!a}'
    )


def _memory(text: str) -> int:
    match = _MEMORY.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise InvalidValueError(f'expected an amount of memory such as "12GB", found {text[:60]!a}')
    return int(match[1]) * _UNITS[match[2]]


def _ledger(table: TomlTable, folder: Path) -> LedgerSettings:
    section = _section(table, "ledger")
    ledger = LedgerSettings(
        origin=section.required("origin", section.text("origin")),
        key=folder / section.required("key", section.text("key")),
        verifier=section.required("verifier", section.text("verifier")),
        former_verifiers=section.values("former_verifiers", str) if section.has("former_verifiers") else (),
    )
    section.finish()
    return ledger
