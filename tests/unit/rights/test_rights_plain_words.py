"""Decisions in plain words: everything that can be decided has its sentence in every language."""

import re
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import EVIDENCE, agreed, decided, licensed, questions, signatures
from tests.unit.rights.test_rights_outlook import TODAY, outlook

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Agreement, Author, Basis, Prohibition, RightsSignature, TermFacts
from nachklang.rights import Ground, Language, MissingCode, MissingFact, PlainWords, plain_words
from nachklang.rights.decision import Decision, LayerDecision
from nachklang.rights.outlook import Outlook, Span
from nachklang.rights.plain_words_english import ENGLISH
from nachklang.rights.plain_words_german import GERMAN

BOTH = pytest.mark.parametrize("language", list(Language))
NO_CHANGE = Outlook((Span(TODAY, None, permitted=False),), {})


def told(item: RightsSignature, language: Language, act: Act = Act.STREAM) -> PlainWords:
    """Tell what may be done with an item today."""
    return plain_words(decided(item, act), outlook(item, act), language)


def of_layer(decided_layer: LayerDecision) -> Decision:
    """Return a decision of which only one layer matters."""
    others = [LayerDecision(one, (), ()) for one in Layer if one is not decided_layer.layer]
    return Decision(
        Act.STREAM, decided(licensed("CC0-1.0")).territory, TODAY, ActorClass.PUBLIC,
        (decided_layer, *others), (), "",
    )  # fmt: skip


@BOTH
@pytest.mark.parametrize("basis", Basis)
def test_every_basis_has_its_sentence(basis: Basis, language: Language) -> None:
    ground = Ground(Layer.RECORDING, basis, "the engine's words", "§ 1", None, date(2020, 1, 1))
    words = plain_words(of_layer(LayerDecision(Layer.RECORDING, (ground,), ())), NO_CHANGE, language)
    (clause,) = words.layers[0].clauses
    assert clause.text.endswith("1 January 2020." if language == "en" else "seit dem 1. Januar 2020.")
    assert (clause.exact, clause.citation) == ("the engine's words", "§ 1")


@BOTH
@pytest.mark.parametrize("code", MissingCode)
def test_every_missing_fact_has_its_sentence_and_what_would_help(
    code: MissingCode, language: Language
) -> None:
    fact = MissingFact(Layer.RECORDING, code, "the engine's words")
    words = plain_words(of_layer(LayerDecision(Layer.RECORDING, (), (fact,))), NO_CHANGE, language)
    (clause,) = words.layers[0].clauses
    (wanted,) = words.wanted
    assert len(clause.text) > 15
    assert clause.exact == "the engine's words"
    assert wanted.startswith(("Recording: ", "Aufnahme: "))


def test_languages_say_all_and_no_two_sentences_are_the_same_by_mistake() -> None:
    for phrases in (ENGLISH, GERMAN):
        assert set(phrases.may) == set(phrases.may_not) == set(phrases.acts) == set(Act)
        assert set(phrases.actors) == set(ActorClass)
        assert set(phrases.layers) == set(Layer)
        assert set(phrases.bases) == set(Basis)
        assert set(phrases.missing) == set(phrases.wanted) == set(MissingCode)
        assert len(set(phrases.missing.values())) == len(MissingCode)
        assert len(set(phrases.bases.values())) == len(Basis)
    assert set(ENGLISH.places) == set(GERMAN.places)
    assert set(ENGLISH.prohibitions) == set(GERMAN.prohibitions)


def test_both_languages_fill_in_the_same_facts() -> None:
    for field in fields(ENGLISH):
        english, german = getattr(ENGLISH, field.name), getattr(GERMAN, field.name)
        if isinstance(english, str):
            assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", german)), field.name


@given(signatures(), questions(), st.sampled_from(Language))
def test_whatever_was_decided_can_be_told(
    item: RightsSignature, question: tuple[object, ...], language: Language
) -> None:
    act, territory, on, actor = question
    decision = decided(item, act, territory, on, actor)  # type: ignore[arg-type]
    words = plain_words(decision, outlook(item, act, territory, on, actor), language)  # type: ignore[arg-type]
    assert (words.wanted == ()) == decision.permitted
    sentences = [words.answer, words.scope, words.coming, *words.wanted]
    sentences += [one.text for layer in words.layers for one in layer.clauses]
    assert all("{" not in one and one.isprintable() and one[:1].isupper() for one in sentences)
    assert {one.exact for layer in words.layers for one in layer.clauses} <= {
        *(ground.summary for layer in decision.layers for ground in layer.grounds),
        *(fact.text for layer in decision.layers for fact in layer.missing),
    }


FREE_IN_2034 = RightsSignature(
    terms=TermFacts(
        recording_published=PartialDate(1963), authors=(Author("A", 1900),), authors_complete=True
    )
)


def test_a_term_that_runs_is_told_with_its_days_in_english() -> None:
    words = told(FREE_IN_2034, Language.ENGLISH)
    assert words.answer == "This recording may not be played here"
    assert words.scope.startswith("Answered for anybody in Germany, for 22 November 2026,")
    recording, composition, _ = words.layers
    assert "It is protected to the end of 31 December 2033." in [one.text for one in recording.clauses]
    assert [one.text for one in composition.clauses] == [
        "It is in the public domain: the protection has ended, since 1 January 1971."
    ]
    assert words.coming == (
        "Free from 1 January 2034: from then on, this recording may be played here, by what is known today."
    )
    assert words.wanted == ("Recording and Performance: a licence or an agreement, with its evidence",)


def test_a_term_that_runs_is_told_with_its_days_in_german() -> None:
    words = told(FREE_IN_2034, Language.GERMAN)
    assert words.answer == "Diese Aufnahme darf hier nicht abgespielt werden"
    assert words.scope.startswith("Beantwortet für alle in Deutschland, für den 22. November 2026,")
    recording, composition, _ = words.layers
    assert "Geschützt bis zum Ablauf des 31. Dezember 2033." in [one.text for one in recording.clauses]
    assert [one.text for one in composition.clauses] == [
        "Gemeinfrei: der Schutz ist abgelaufen, seit dem 1. Januar 1971."
    ]
    assert words.coming.startswith("Frei ab dem 1. Januar 2034: von da an darf diese Aufnahme hier ")
    assert words.wanted == ("Aufnahme und Darbietung: eine Lizenz oder eine Vereinbarung, mit Beleg",)


def test_an_agreement_that_ends_says_what_comes_then() -> None:
    item = agreed(Agreement("A-1", frozenset(Act), valid_from=date(2026, 1, 1), valid_to=date(2030, 6, 30)))
    english, german = (told(item, one) for one in (Language.ENGLISH, Language.GERMAN))
    assert english.coming.startswith(
        "This ends with 30 June 2030: from 1 July 2030 on, this recording may not"
    )
    assert german.coming.startswith(
        "Das endet mit dem 30. Juni 2030: ab dem 1. Juli 2030 darf diese Aufnahme "
    )
    (clause,) = german.layers[0].clauses
    assert clause.text.endswith("seit dem 1. Januar 2026 und bis zum Ablauf des 30. Juni 2030.")
    assert clause.evidence == EVIDENCE


@BOTH
def test_a_prohibition_quotes_its_reason_and_comes_first(language: Language) -> None:
    for kind, word in (("embargo", "Sperrfrist"), ("<b>\u202e", "Verbot")):
        hold = Prohibition(kind, frozenset(Act), "Nicht vor dem Konzert.\n", until=date(2027, 1, 31))
        item = RightsSignature(licensed("CC0-1.0").mandates, prohibitions=(hold,))
        words = told(item, language)
        (clause,) = words.prohibitions
        assert clause.quoted == "Nicht vor dem Konzert."
        assert "31" in clause.text
        assert "\u202e" not in clause.text
        assert language == "en" or word in clause.text
        assert all(layer.permitted for layer in words.layers)
        assert len(words.wanted) == 1


@BOTH
def test_what_does_not_change_says_so(language: Language) -> None:
    yes, no = told(licensed("CC0-1.0"), language), told(RightsSignature(), language)
    assert yes.coming != no.coming
    assert not re.search(r"\d{4}", yes.coming + no.coming)
