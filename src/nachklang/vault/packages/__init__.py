"""Packages: what goes beside an object's files when it leaves, in the terms that other archives read.

*package*: one object as it is given out, file by file. It is told in METS 1.12 (what there is, and how it
belongs together), in PREMIS 3 (what happened to it, and by which right it is kept), and in MODS 3.8 (what it is
called). Each package has documents of its own: one for a whole collection would be too large for anybody.
"""

from nachklang.vault.packages.mets import mets
from nachklang.vault.packages.package import Package, PackagedFile
from nachklang.vault.packages.premis import premis

__all__ = ["Package", "PackagedFile", "mets", "premis"]
