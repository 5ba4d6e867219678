"""Validation: whether a folder is a right OCFL object or storage root, of version 1.0 or 1.1, by anybody.

*finding*: one thing that is wrong, with the specification's own code: E050 breaks a MUST, W004 a SHOULD.
*claims*: what an inventory says, as far as it can be understood; it is believed in nothing. *declaration*:
the file `0=ocfl_object_1.1` or `0=ocfl_1.1` that says what a folder is.

Verification (`Vault.verify`) asks whether our own vault is to the byte what we wrote; validation asks
whether what anybody wrote is what the specification demands.
"""

from nachklang.vault.validation.findings import MOST_OF_A_CODE, UNREADABLE, Finding
from nachklang.vault.validation.objects import validate_object
from nachklang.vault.validation.roots import Checked, kind_of, validate_root

__all__ = [
    "MOST_OF_A_CODE",
    "UNREADABLE",
    "Checked",
    "Finding",
    "kind_of",
    "validate_object",
    "validate_root",
]
