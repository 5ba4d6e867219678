"""Bags: folders in the form of BagIt (RFC 8493), in which deposits come and objects leave.

*payload*: the files below `data/`. *tag file*: every other file of the bag. *declaration*: `bagit.txt`.
*bag manifest*: which digest each payload file has (`manifest-sha512.txt`); a *tag manifest* says it of tag
files. *oxum*: bytes and files of the payload, as two numbers. *holey*: `fetch.txt` names addresses from which
what is missing could be had. It is never had from there.

A bag was made by somebody else, and is believed in nothing: every byte is read, and no path is made of what
a bag says.
"""

from nachklang.vault.bags.checking import check_bag, is_bag
from nachklang.vault.bags.report import BAG_CODES, BagProblem, BagReport, PayloadFile
from nachklang.vault.bags.writing import BagFile, write_bag

__all__ = [
    "BAG_CODES",
    "BagFile",
    "BagProblem",
    "BagReport",
    "PayloadFile",
    "check_bag",
    "is_bag",
    "write_bag",
]
