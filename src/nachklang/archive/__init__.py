"""An archive as a whole: made, opened, and asked. Every room above works through it."""

from nachklang.archive.archive import Archive, Copy, History
from nachklang.archive.creation import create
from nachklang.archive.keys import KEY_VARIABLE
from nachklang.archive.verification import VaultReport, verify_ledger, verify_vault

__all__ = [
    "KEY_VARIABLE",
    "Archive",
    "Copy",
    "History",
    "VaultReport",
    "create",
    "verify_ledger",
    "verify_vault",
]
