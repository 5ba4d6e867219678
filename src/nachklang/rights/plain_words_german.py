"""Decisions in plain German."""

from datetime import date

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import Basis
from nachklang.rights.decision import MissingCode
from nachklang.rights.plain_words_phrases import Phrases

_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
    "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip

_PLACES = {
    "AT": "in Österreich", "BE": "in Belgien", "BG": "in Bulgarien", "CA": "in Kanada",
    "CH": "in der Schweiz", "CY": "in Zypern", "CZ": "in Tschechien", "DE": "in Deutschland",
    "DK": "in Dänemark", "EE": "in Estland", "ES": "in Spanien", "FI": "in Finnland",
    "FR": "in Frankreich", "GB": "im Vereinigten Königreich", "GR": "in Griechenland",
    "HR": "in Kroatien", "HU": "in Ungarn", "IE": "in Irland", "IS": "in Island", "IT": "in Italien",
    "JP": "in Japan", "LI": "in Liechtenstein", "LT": "in Litauen", "LU": "in Luxemburg",
    "LV": "in Lettland", "MT": "auf Malta", "NL": "in den Niederlanden", "NO": "in Norwegen",
    "PL": "in Polen", "PT": "in Portugal", "RO": "in Rumänien", "SE": "in Schweden",
    "SI": "in Slowenien", "SK": "in der Slowakei", "US": "in den Vereinigten Staaten",
}  # fmt: skip

_MAY = {
    Act.PRESERVE: "vom Archiv bewahrt und kopiert werden",
    Act.DESCRIBE: "hier beschrieben werden",
    Act.CONSULT: "in den Räumen des Archivs gehört werden",
    Act.STREAM: "hier abgespielt werden",
    Act.DOWNLOAD: "heruntergeladen werden",
    Act.REDISTRIBUTE: "an Spiegelserver und Torrents weitergegeben werden",
    Act.MINE: "von Programmen auf Muster untersucht werden",
    Act.TRAIN: "zum Training generativer Modelle benutzt werden",
}

_MAY_NOT = {
    Act.PRESERVE: "vom Archiv nicht bewahrt und kopiert werden",
    Act.DESCRIBE: "hier nicht beschrieben werden",
    Act.CONSULT: "in den Räumen des Archivs nicht gehört werden",
    Act.STREAM: "hier nicht abgespielt werden",
    Act.DOWNLOAD: "nicht heruntergeladen werden",
    Act.REDISTRIBUTE: "nicht an Spiegelserver und Torrents weitergegeben werden",
    Act.MINE: "nicht von Programmen auf Muster untersucht werden",
    Act.TRAIN: "nicht zum Training generativer Modelle benutzt werden",
}

_MISSING = {
    MissingCode.NO_GROUND: "Niemand hat eine Erlaubnis verzeichnet",
    MissingCode.MANDATE_INCOMPLETE: "Eine Erlaubnis ist verzeichnet, aber nicht, worauf sie beruht",
    MissingCode.LICENCE_NOT_FOR_TRAINING: (
        "Die Lizenz gilt nicht als Einwilligung ins Training generativer Modelle"
    ),
    MissingCode.LICENCE_NON_COMMERCIAL: "Die Lizenz erlaubt keine gewerbliche Nutzung, und dies wäre eine",
    MissingCode.PUBLIC_DOMAIN_MARK: "Ein Vermerk nennt sie gemeinfrei, aber ein Vermerk erlaubt nichts",
    MissingCode.LICENCE_WITHOUT_RULE: (
        "Es gibt eine Lizenz, aber das Archiv hat keine Regel dafür, was sie erlaubt"
    ),
    MissingCode.AGREEMENT_ACT: "Es gibt eine Vereinbarung, aber sie umfasst dies nicht",
    MissingCode.AGREEMENT_TERRITORY: "Es gibt eine Vereinbarung, aber nicht für dieses Land",
    MissingCode.AGREEMENT_ACTOR: "Es gibt eine Vereinbarung, aber sie gilt anderen",
    MissingCode.AGREEMENT_NOT_YET_VALID: "Es gibt eine Vereinbarung, aber sie hat noch nicht begonnen",
    MissingCode.AGREEMENT_EXPIRED: "Es gab eine Vereinbarung, und sie ist abgelaufen",
    MissingCode.AGREEMENTS_CONTRADICT: "Zwei Vereinbarungen widersprechen einander, darum zählt keine",
    MissingCode.STATUTE_ACTOR: "Ein Gesetz erlaubt es, aber nur Einrichtungen oder Personen anderer Art",
    MissingCode.STATUTE_CIRCUMSTANCE: (
        "Ein Gesetz würde es erlauben, aber was es verlangt, ist nicht verzeichnet"
    ),
    MissingCode.STATUTE_NOT_IN_FORCE: "Ein Gesetz, das es erlauben würde, gilt an diesem Tag nicht",
    MissingCode.PROCEDURE_MISSING: (
        "Ein Gesetz würde es nach einem Verfahren erlauben, das niemand durchlaufen hat"
    ),
    MissingCode.PROCEDURE_WAITING: "Ein Verfahren hat begonnen, und seine Wartezeit ist nicht vorbei",
    MissingCode.PROCEDURE_ENDED: "Ein Verfahren erlaubte es, bis jemand mit Rechten daran widersprach",
    MissingCode.PROCEDURE_WITHOUT_LAW: (
        "Ein Verfahren ist verzeichnet, aber kein erfasstes Gesetz knüpft hieran eine Erlaubnis"
    ),
    MissingCode.NO_LAW: (
        "Das Recht dieses Landes ist nicht erfasst, darum lässt sich kein Ende des Schutzes berechnen"
    ),
    MissingCode.AUTHORS_UNKNOWN: (
        "Niemand hat die Urheber verzeichnet, darum lässt sich kein Ende des Schutzes berechnen"
    ),
    MissingCode.AUTHORS_INCOMPLETE: (
        "Niemand hat bestätigt, dass alle Urheber von Musik und Text genannt sind"
    ),
    MissingCode.AUTHOR_DEATH_YEAR_UNKNOWN: (
        "Von jemandem, der Musik oder Text schrieb, ist das Todesjahr nicht bekannt"
    ),
    MissingCode.COMPOSITION_PUBLICATION_UNKNOWN: (
        "Es ist nicht bekannt, wann die Komposition im Druck erschien"
    ),
    MissingCode.RECORDING_PUBLICATION_UNKNOWN: "Es ist nicht bekannt, ob und wann die Aufnahme erschien",
    MissingCode.RECORDING_DATE_UNKNOWN: "Es ist nicht bekannt, wann die Aufnahme entstand",
    MissingCode.RECORDING_DATE_VAGUE: "Wann die Aufnahme entstand, ist nicht genau genug bekannt",
    MissingCode.FACTS_CONTRADICT: "Die verzeichneten Daten widersprechen einander",
    MissingCode.YEAR_OUT_OF_RANGE: "Ein verzeichnetes Jahr kann nicht stimmen",
    MissingCode.TERM_NOT_ON_FILE: "Keine erfasste Regel sagt, wann der Schutz hier endet",
    MissingCode.STILL_PROTECTED: "Der Schutz besteht noch",
}

_WANTED = {
    MissingCode.NO_GROUND: "eine Lizenz oder eine Vereinbarung, mit Beleg",
    MissingCode.MANDATE_INCOMPLETE: (
        "die eine Lizenz, Vereinbarung oder das Verfahren, worauf die Erlaubnis beruht"
    ),
    MissingCode.LICENCE_NOT_FOR_TRAINING: "eine Vereinbarung, die das Training nennt",
    MissingCode.LICENCE_NON_COMMERCIAL: "eine Vereinbarung, die gewerbliche Nutzung umfasst",
    MissingCode.PUBLIC_DOMAIN_MARK: "die Daten, aus denen das Ende des Schutzes folgt",
    MissingCode.LICENCE_WITHOUT_RULE: (
        "eine Creative-Commons-Lizenz oder eine Vereinbarung, die diese Nutzung nennt"
    ),
    MissingCode.AGREEMENT_ACT: "eine Vereinbarung, die diese Nutzung umfasst",
    MissingCode.AGREEMENT_TERRITORY: "eine Vereinbarung, die in diesem Land gilt",
    MissingCode.AGREEMENT_ACTOR: "eine Vereinbarung, die für die Fragenden gilt",
    MissingCode.AGREEMENT_NOT_YET_VALID: "dass die Vereinbarung beginnt, oder eine frühere",
    MissingCode.AGREEMENT_EXPIRED: "dass die Vereinbarung erneuert wird",
    MissingCode.AGREEMENTS_CONTRADICT: (
        "wer dies wirklich erlauben darf, und das Ende der anderen Vereinbarung"
    ),
    MissingCode.STATUTE_ACTOR: "eine Erlaubnis, die für die Fragenden gilt",
    MissingCode.STATUTE_CIRCUMSTANCE: "dass gegeben ist, was das Gesetz verlangt, mit Beleg",
    MissingCode.STATUTE_NOT_IN_FORCE: "eine Erlaubnis, die an diesem Tag gilt",
    MissingCode.PROCEDURE_MISSING: "dass das Verfahren durchlaufen ist, mit seinem öffentlichen Eintrag",
    MissingCode.PROCEDURE_WAITING: "dass die Wartezeit vergeht und niemand widerspricht",
    MissingCode.PROCEDURE_ENDED: "eine Vereinbarung mit denen, die widersprochen haben",
    MissingCode.PROCEDURE_WITHOUT_LAW: "eine Erlaubnis, die für diese Nutzung und in diesem Land gilt",
    MissingCode.NO_LAW: "das Recht dieses Landes, oder eine Lizenz oder Vereinbarung",
    MissingCode.AUTHORS_UNKNOWN: "alle Urheber von Musik und Text, mit ihren Todesjahren",
    MissingCode.AUTHORS_INCOMPLETE: "dass die Liste der Urheber vollständig ist",
    MissingCode.AUTHOR_DEATH_YEAR_UNKNOWN: "das fehlende Todesjahr",
    MissingCode.COMPOSITION_PUBLICATION_UNKNOWN: "das Jahr der ersten gedruckten Ausgabe",
    MissingCode.RECORDING_PUBLICATION_UNKNOWN: (
        "wann die Aufnahme zuerst erschien, oder dass sie nie erschien"
    ),
    MissingCode.RECORDING_DATE_UNKNOWN: "das Datum der Aufnahme",
    MissingCode.RECORDING_DATE_VAGUE: "der Monat oder der Tag der Aufnahme",
    MissingCode.FACTS_CONTRADICT: "welche der Angaben stimmt",
    MissingCode.YEAR_OUT_OF_RANGE: "das richtige Jahr",
    MissingCode.TERM_NOT_ON_FILE: "eine Regel dafür im erfassten Recht, oder eine Lizenz oder Vereinbarung",
    MissingCode.STILL_PROTECTED: "die Erlaubnis derer, die die Rechte haben, oder das Ende des Schutzes",
}


def tag(value: date) -> str:
    """Write a day as 5. November 1899."""
    return f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"


GERMAN = Phrases(
    day=tag,
    may=_MAY,
    may_not=_MAY_NOT,
    acts={
        Act.PRESERVE: "Bewahren",
        Act.DESCRIBE: "Beschreiben",
        Act.CONSULT: "Vor Ort",
        Act.STREAM: "Abspielen",
        Act.DOWNLOAD: "Herunterladen",
        Act.REDISTRIBUTE: "Weitergeben",
        Act.MINE: "Data Mining",
        Act.TRAIN: "Training",
    },
    actors={
        ActorClass.NATIONAL_LIBRARY: "für eine Nationalbibliothek",
        ActorClass.CULTURAL_HERITAGE_INSTITUTION: "für eine Einrichtung des Kulturerbes",
        ActorClass.SOUND_HERITAGE_BODY: "für eine Einrichtung des Tonerbes",
        ActorClass.COMMERCIAL_ARCHIVE: "für ein gewerbliches Archiv",
        ActorClass.RIGHTSHOLDER: "für die, die die Rechte haben",
        ActorClass.RESEARCHER: "für Forschende",
        ActorClass.PUBLIC: "für alle",
    },
    layers={
        Layer.RECORDING: "Aufnahme",
        Layer.COMPOSITION: "Komposition",
        Layer.PERFORMANCE: "Darbietung",
    },
    places=_PLACES,
    bases={
        Basis.LICENCE: "Eine Lizenz an alle erlaubt es",
        Basis.AGREEMENT: "Eine Vereinbarung des Archivs mit denen, die die Rechte haben, erlaubt es",
        Basis.CONSENT: "Wer die Rechte hat, hat eingewilligt",
        Basis.OWN_DEPOSIT: "Wer die Rechte hat, hat sie selbst hinterlegt und erlaubt es",
        Basis.PUBLIC_DOMAIN: "Gemeinfrei: der Schutz ist abgelaufen",
        Basis.STATUTE: "Das Gesetz selbst erlaubt es",
        Basis.OUT_OF_COMMERCE: (
            "Das Gesetz erlaubt es, da es nicht mehr zu kaufen ist und niemand widersprochen hat"
        ),
        Basis.ORPHAN: "Das Gesetz erlaubt es, da sorgfältige Suche niemanden fand, der die Rechte hat",
    },
    missing=_MISSING,
    wanted=_WANTED,
    prohibitions={
        "hold": "Eine Sperre, während ein Anspruch geprüft wird,",
        "opt-out": "Ein Widerspruch derer, die die Rechte haben,",
        "takedown": "Eine Entfernung auf Verlangen",
        "embargo": "Eine Sperrfrist",
        "reservation": "Ein Vorbehalt derer, die die Rechte haben,",
    },
    answer="Diese Aufnahme darf {predicate}",
    scope=(
        "Beantwortet {actor} {place}, für den {day}, nach den erfassten Tatsachen und Gesetzen. "
        "Das ist keine Rechtsberatung."
    ),
    place="im Gebiet {code}",
    since=", seit dem {since}",
    until=", bis zum Ablauf des {until}",
    since_until=", seit dem {since} und bis zum Ablauf des {until}",
    protected_until="Geschützt bis zum Ablauf des {until}",
    prohibition="Ein Verbot („{kind}“)",
    outranks="{what} steht dem entgegen{span}. Ein Verbot geht jeder Erlaubnis vor.",
    lift="dass das Verbot aufgehoben wird oder endet",
    stays="Nach allem, was heute bekannt ist, bleibt es so.",
    stays_not=(
        "Nach allem, was heute bekannt ist, ändert sich das nicht von selbst: "
        "etwas muss herausgefunden oder vereinbart werden."
    ),
    ends=(
        "Das endet mit dem {last}: ab dem {first} darf diese Aufnahme {predicate}, "
        "nach allem, was heute bekannt ist."
    ),
    begins="Ab dem {first} darf diese Aufnahme {predicate}, nach allem, was heute bekannt ist.",
    becomes_free=(
        "Frei ab dem {first}: von da an darf diese Aufnahme {predicate}, nach allem, was heute bekannt ist."
    ),
    both="{before} und {last}",
)
"""The phrases of German."""
