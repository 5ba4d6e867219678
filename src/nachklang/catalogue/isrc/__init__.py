"""ISRCs at world scale: a memory-mapped index, bulk resolution, conflicts and a quality report.

*packed*: an ISRC as a whole number below 2^49, in the order of its text. *bucket*: all codes with the
same upper bits; the index holds the lower 32 bits of each. Recordings and ISRCs are many to many, so a
code is evidence of what a recording is, and never its key.
"""

from nachklang.catalogue.isrc.index import IsrcIndex, build_isrc_index

__all__ = ["IsrcIndex", "build_isrc_index"]
