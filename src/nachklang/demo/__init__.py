"""Music to show the archive with: performed by the project itself, or fetched from Debian.

A *score* is an excerpt of a composition out of copyright, written as a note list in our own hand. A
*part* of it is one voice for one *timbre*, an instrument made of numbers. A *performance* is a score
played in seconds, with a player's small freedoms from a *seed*. The *programme* says which
performance becomes which file; its *papers* say on which ground each file may be kept and heard.
"""

from nachklang.demo.debian import DebianMusicError, fetch_debian_music
from nachklang.demo.programme import PROGRAMME, Recording
from nachklang.demo.recital import perform

__all__ = ["PROGRAMME", "DebianMusicError", "Recording", "fetch_debian_music", "perform"]
