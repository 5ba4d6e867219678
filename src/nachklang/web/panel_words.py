"""What stands around the sentences of the rights panel, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from nachklang.rights import Language


@dataclass(frozen=True, slots=True)
class PanelWords:
    """Headings and labels. What has a name in braces is filled in."""

    file: str
    layers: str
    behind: str
    wanted: str
    coming: str
    picture: str
    picture_told: str
    table: str
    act: str
    answers: str
    yes: str
    no: str
    always: str
    until: str
    between: str
    since: str
    evidence: str
    switch: str


WORDS: Mapping[Language, PanelWords] = {
    Language.ENGLISH: PanelWords(
        file="file {n}",
        layers="Why",
        behind="Exact words and citation",
        wanted="What would have to be known or recorded for a yes (for each layer, one may be enough)",
        coming="What comes next",
        picture="What may be done, from when to when",
        picture_told="A bar where the answer is yes, a line where it is no.",
        table="The same as a table",
        act="Act",
        answers="Answers",
        yes="yes",
        no="no",
        always="{answer}, without a known end",
        until="{answer} to the end of {until}",
        between="{answer} from {since} to the end of {until}",
        since="{answer} from {since} on",
        evidence="Evidence: {source}",
        switch="In English",
    ),
    Language.GERMAN: PanelWords(
        file="Datei {n}",
        layers="Warum",
        behind="Genauer Wortlaut und Fundstelle, auf Englisch",
        wanted="Was für ein Ja bekannt oder verzeichnet sein müsste (je Ebene kann eines genügen)",
        coming="Wie es weitergeht",
        picture="Was erlaubt ist, von wann bis wann",
        picture_told="Ein Balken, wo die Antwort Ja ist, ein Strich, wo sie Nein ist.",
        table="Dasselbe als Tabelle",
        act="Handlung",
        answers="Antworten",
        yes="ja",
        no="nein",
        always="{answer}, ohne bekanntes Ende",
        until="{answer} bis zum Ablauf des {until}",
        between="{answer} vom {since} bis zum Ablauf des {until}",
        since="{answer} ab dem {since}",
        evidence="Beleg: {source}",
        switch="Auf Deutsch",
    ),
}
