"""What an archive says about itself: `archive.toml`, read and checked.

Only `nachklang.archive` and the rooms above read *settings*; every room below receives values.
"""

from nachklang.config.settings import (
    ARCHIVE_FILE,
    ARCHIVE_VARIABLE,
    LedgerSettings,
    Settings,
    TableEngine,
    parse_settings,
    read_settings,
)
from nachklang.config.stores import (
    CopiesSettings,
    CopyStoreSettings,
    StoreSettings,
    render_copy_store,
    store_name,
)
from nachklang.config.template import NewArchive, render

__all__ = [
    "ARCHIVE_FILE",
    "ARCHIVE_VARIABLE",
    "CopiesSettings",
    "CopyStoreSettings",
    "LedgerSettings",
    "NewArchive",
    "Settings",
    "StoreSettings",
    "TableEngine",
    "parse_settings",
    "read_settings",
    "render",
    "render_copy_store",
    "store_name",
]
