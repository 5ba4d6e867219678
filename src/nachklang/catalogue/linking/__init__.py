"""Identity across sources: which rows are the same artist, release, release group or recording.

*Evidence* speaks for or against a pair, in decibans. A *rule* puts rows under keys; rows of different
sources under one key are *candidates*, which are compared. A *link* is a pair with evidence enough, a
*cluster* what links join without a contradiction. `docs/explanation/identity.md` tells the whole.
"""

from nachklang.catalogue.linking.explaining import Explanation, why
from nachklang.catalogue.linking.resolving import link
from nachklang.catalogue.linking.workbench import Skipped

__all__ = ["Explanation", "Skipped", "link", "why"]
