"""The catalogue alone, for whoever only reads it: no registry, no vault, no log."""

from pathlib import Path

from nachklang.archive.secrets import PUBLIC_IDS, read_secret
from nachklang.catalogue.catalogue import Catalogue
from nachklang.catalogue.engines.settings import EngineSettings
from nachklang.config import Settings, read_settings


def open_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue of the archive in `folder`; raises SettingsError."""
    return catalogue_of(read_settings(folder))


def catalogue_of(settings: Settings) -> Catalogue:
    """Return the catalogue that the settings describe; raises SettingsError where its secret is missing."""
    folder = settings.folder
    return Catalogue(
        folder / "catalogue",
        index=folder / "index",
        secret=read_secret(folder / PUBLIC_IDS),
        engine=engine_of(settings),
    )


def engine_of(settings: Settings) -> EngineSettings:
    """Return the engine that the settings describe, filled in from the machine."""
    engine = settings.engine
    return EngineSettings.of_machine(
        engine.address, memory=engine.memory, threads=engine.threads, spill=engine.spill
    )
