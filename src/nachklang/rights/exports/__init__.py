"""What the engine answers, said in the words of others: documents for machines, and labels for people.

*table*: every act by every class of actor in some territories, with the days on which each *answer*
holds. The engine fills it in, and all documents are written from it: none weighs anything by itself.
*clause*: equal answers put together. *condition*: what a clause asks of those who rely on it, such as
naming the creators. *reservation*: what machines may not do, for want of a ground in any one layer.

Documents are written, never read back for a decision.
"""

from nachklang.rights.exports.answers import Answer, Table, tabulate
from nachklang.rights.exports.clauses import Clause, Condition, Verdict, clauses
from nachklang.rights.exports.deals import deals, deals_xml
from nachklang.rights.exports.labels import Label, label, labels
from nachklang.rights.exports.odrl import odrl, profile
from nachklang.rights.exports.premis import premis
from nachklang.rights.exports.reservations import (
    Reservation,
    content_usage,
    reservation_of,
    robots,
    rsl,
    tdm_policy,
    tdmrep,
)

__all__ = [
    "Answer",
    "Clause",
    "Condition",
    "Label",
    "Reservation",
    "Table",
    "Verdict",
    "clauses",
    "content_usage",
    "deals",
    "deals_xml",
    "label",
    "labels",
    "odrl",
    "premis",
    "profile",
    "reservation_of",
    "robots",
    "rsl",
    "tabulate",
    "tdm_policy",
    "tdmrep",
]
