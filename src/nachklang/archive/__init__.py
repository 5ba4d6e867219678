"""An archive as a whole: made, opened, and asked. Every room above works through it.

What opens everything takes half a second to import, and whoever only asks the catalogue needs none of
it: so the names of this package are imported when they are asked for (PEP 562).
"""

from typing import TYPE_CHECKING

from nachklang.lazy import imported_when_asked

if TYPE_CHECKING:
    from nachklang.archive.archive import Archive, Copy, History
    from nachklang.archive.care import (
        audit_copies,
        hold_object,
        lift_hold,
        remove_object,
        replicate_copies,
        resume_removal,
        vault_status,
    )
    from nachklang.archive.creation import create
    from nachklang.archive.evidence import log_keys, prove_entry
    from nachklang.archive.exports import ExportOutcome, export_objects
    from nachklang.archive.in_force import InForce
    from nachklang.archive.keys import KEY_VARIABLE
    from nachklang.archive.law_files import read_law
    from nachklang.archive.permitting import ManyPermissions, NamedItem, law_in, permissions_of
    from nachklang.archive.reading import open_catalogue
    from nachklang.archive.rebuilding import Rebuilt, rebuild_registry
    from nachklang.archive.recording import Ended, Recorded, end_right, record_rights
    from nachklang.archive.reviewing import Reviewed, review_rights
    from nachklang.archive.rights_exports import RightsFormat, RightsOutcome, export_rights, rights_documents
    from nachklang.archive.rotation import Rotation, rotate_key
    from nachklang.archive.stores import KnownStore, add_store, known_stores, open_copies
    from nachklang.archive.verification import VaultReport, verify_ledger, verify_vault
    from nachklang.archive.witnesses import open_witness

__all__ = [
    "KEY_VARIABLE",
    "Archive",
    "Copy",
    "Ended",
    "ExportOutcome",
    "History",
    "InForce",
    "KnownStore",
    "ManyPermissions",
    "NamedItem",
    "Rebuilt",
    "Recorded",
    "Reviewed",
    "RightsFormat",
    "RightsOutcome",
    "Rotation",
    "VaultReport",
    "add_store",
    "audit_copies",
    "create",
    "end_right",
    "export_objects",
    "export_rights",
    "hold_object",
    "known_stores",
    "law_in",
    "lift_hold",
    "log_keys",
    "open_catalogue",
    "open_copies",
    "open_witness",
    "permissions_of",
    "prove_entry",
    "read_law",
    "rebuild_registry",
    "record_rights",
    "remove_object",
    "replicate_copies",
    "resume_removal",
    "review_rights",
    "rights_documents",
    "rotate_key",
    "vault_status",
    "verify_ledger",
    "verify_vault",
]

_PLACES = {
    "read_law": "law_files",
    "Ended": "recording",
    "InForce": "in_force",
    "Recorded": "recording",
    "Reviewed": "reviewing",
    "end_right": "recording",
    "record_rights": "recording",
    "review_rights": "reviewing",
    "Rebuilt": "rebuilding",
    "rebuild_registry": "rebuilding",
    "RightsFormat": "rights_exports",
    "RightsOutcome": "rights_exports",
    "export_rights": "rights_exports",
    "rights_documents": "rights_exports",
    "vault_status": "care",
    "resume_removal": "care",
    "replicate_copies": "care",
    "remove_object": "care",
    "lift_hold": "care",
    "hold_object": "care",
    "audit_copies": "care",
    "KEY_VARIABLE": "keys",
    "Archive": "archive",
    "Copy": "archive",
    "ExportOutcome": "exports",
    "History": "archive",
    "KnownStore": "stores",
    "ManyPermissions": "permitting",
    "NamedItem": "permitting",
    "law_in": "permitting",
    "permissions_of": "permitting",
    "VaultReport": "verification",
    "add_store": "stores",
    "create": "creation",
    "export_objects": "exports",
    "log_keys": "evidence",
    "known_stores": "stores",
    "prove_entry": "evidence",
    "open_catalogue": "reading",
    "open_copies": "stores",
    "open_witness": "witnesses",
    "Rotation": "rotation",
    "rotate_key": "rotation",
    "verify_ledger": "verification",
    "verify_vault": "verification",
}


__getattr__ = imported_when_asked(__name__, _PLACES)
