"""The pure decision engine: facts in, decision out. No clock, no files, no network.

*decision*: yes or no to one *act* in one *territory* on one *day* by one *class of actor*. A yes
needs a valid *ground* in each of the three *layers* (recording, composition, performance). A
*prohibition* in force outranks every ground. A *missing fact* denies by name: its code is stable,
its text says what would have to be known or recorded for a yes.

*law*: the terms of protection and the statutory permissions of the territories on file, as data
(`law/*.toml`), each rule with its citation, the date of the text, what it leaves unknown, and worked
examples. *statute*: what the law itself permits, to the classes of actor that it names, and no others.

*outlook*: how the answer changes with the day, as *spans*. *plain words*: a decision and its outlook in
sentences for people who know nothing of law, in each of the *languages*.
*use*: an act in a territory by a class of actor, or by the archive itself, whatever the day. *interval*: a
run of days on which a use has one *answer*, which is a decision in short. `compiling` makes a table of
intervals for many items.
"""

from nachklang.rights._reading import LawError
from nachklang.rights.decision import (
    Decision,
    Ground,
    LayerDecision,
    MissingCode,
    MissingFact,
    first_permitted,
)
from nachklang.rights.engine import decide
from nachklang.rights.examples import wrong_examples
from nachklang.rights.explanation import explain
from nachklang.rights.here import decide_here
from nachklang.rights.intervals import Answer, Interval, answer_of, intervals_of, permitted_days
from nachklang.rights.law import Law
from nachklang.rights.outlook import Outlook, Span, look_ahead
from nachklang.rights.plain_words import PlainWords, act_name, day_name, plain_words
from nachklang.rights.plain_words_phrases import Language
from nachklang.rights.question import AnyUse, OwnUse, Use
from nachklang.rights.reducing import reduced
from nachklang.rights.rules import (
    Ceiling,
    Example,
    LayerLaw,
    PublicationStatus,
    Start,
    Statute,
    StatuteExample,
    TermRule,
    TerritoryLaw,
)
from nachklang.rights.terms import Term, find_term
from nachklang.rights.turning import Turn, gained, lost, turns

__all__ = [
    "Answer",
    "AnyUse",
    "Ceiling",
    "Decision",
    "Example",
    "Ground",
    "Interval",
    "Language",
    "Law",
    "LawError",
    "LayerDecision",
    "LayerLaw",
    "MissingCode",
    "MissingFact",
    "Outlook",
    "OwnUse",
    "PlainWords",
    "PublicationStatus",
    "Span",
    "Start",
    "Statute",
    "StatuteExample",
    "Term",
    "TermRule",
    "TerritoryLaw",
    "Turn",
    "Use",
    "act_name",
    "answer_of",
    "day_name",
    "decide",
    "decide_here",
    "explain",
    "find_term",
    "first_permitted",
    "gained",
    "intervals_of",
    "look_ahead",
    "lost",
    "permitted_days",
    "plain_words",
    "reduced",
    "turns",
    "wrong_examples",
]
