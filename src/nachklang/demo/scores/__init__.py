"""The compositions, one module a piece: note lists in our own hand of works long out of copyright.

A *score* is an excerpt, named by its bars in the module's docstring, with the years that its
composer lived: those years are what the demo's deposit says about the composition's term.
"""

from nachklang.demo.scores.bach import SCORE as BACH
from nachklang.demo.scores.beethoven import SCORE as BEETHOVEN
from nachklang.demo.scores.chopin import SCORE as CHOPIN
from nachklang.demo.scores.clara_schumann import SCORE as CLARA_SCHUMANN
from nachklang.demo.scores.greensleeves import SCORE as GREENSLEEVES
from nachklang.demo.scores.joplin import SCORE as JOPLIN
from nachklang.demo.scores.petzold import SCORE as PETZOLD
from nachklang.demo.scores.satie import SCORE as SATIE

__all__ = [
    "BACH",
    "BEETHOVEN",
    "CHOPIN",
    "CLARA_SCHUMANN",
    "GREENSLEEVES",
    "JOPLIN",
    "PETZOLD",
    "SATIE",
]
