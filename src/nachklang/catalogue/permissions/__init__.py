"""What very many items permit: their signatures joined with the intervals that were compiled for these.

*items*: Parquet files with the columns `item` (any type) and `signature` (int32), a row an item.
*intervals*: Parquet files as `nachklang.rights.compiling` describes them, which this room reads as a table
and whose rules it does not know. *use*: an act in a territory by a class of actor or by the archive itself.
*turn*: a day on which a use of some items becomes permitted, or is no longer.
"""

from nachklang.catalogue.permissions.answers import Answered, Named, Turned
from nachklang.catalogue.permissions.permissions import Permissions, open_permissions

__all__ = ["Answered", "Named", "Permissions", "Turned", "open_permissions"]
