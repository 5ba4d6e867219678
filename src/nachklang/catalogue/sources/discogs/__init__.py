"""Discogs: the four XML files of its monthly dump.

*master*: Discogs' word for a release group. *credit*: the artists of a release or track as printed,
`anv` being the name variation that is. *position*: what is printed before a title, `A1`; it tells the
medium. *heading*: a line of a tracklist that is no track.
"""

from nachklang.catalogue.sources.discogs.source import Discogs

__all__ = ["Discogs"]
