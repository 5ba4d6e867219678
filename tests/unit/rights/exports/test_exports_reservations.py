"""Machines are told no unless every layer of every thing says yes."""

import pytest
from lxml import etree
from tests.factories import agreed, licensed
from tests.rights_cases import DE, LAW, OLD, TODAY

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import RightsSignature
from nachklang.rights import Decision, decide
from nachklang.rights.exports import (
    Reservation,
    content_usage,
    reservation_of,
    robots,
    rsl,
    tdm_policy,
    tdmrep,
)
from nachklang.rights.exports.drafts import AIPREF_ATTACHMENT, AIPREF_VOCABULARY

FREE = licensed("CC0-1.0")
BY = licensed("CC-BY-4.0")
CONSENT = agreed(Act.MINE, Act.TRAIN)
TWO_LAYERS = agreed(Act.MINE, Act.TRAIN, layers=(Layer.RECORDING, Layer.PERFORMANCE))


def decided(act: Act, *items: RightsSignature) -> list[Decision]:
    return [decide(act, DE, TODAY, ActorClass.PUBLIC, item, LAW) for item in items]


@pytest.mark.parametrize(
    ("items", "reserved"),
    [
        ([], Reservation.ALL),
        ([RightsSignature()], Reservation.ALL),
        ([TWO_LAYERS], Reservation.ALL),
        ([BY], Reservation.TRAINING),
        ([CONSENT], Reservation.NONE),
        ([FREE, CONSENT, RightsSignature(terms=OLD)], Reservation.NONE),
        ([FREE, BY], Reservation.TRAINING),
        ([FREE, RightsSignature(), FREE], Reservation.ALL),
    ],
)
def test_one_thing_without_consent_reserves_the_whole(
    items: list[RightsSignature], reserved: Reservation
) -> None:
    assert reservation_of(decided(Act.MINE, *items), decided(Act.TRAIN, *items)) is reserved


def test_training_without_mining_is_reserved() -> None:
    only = agreed(Act.TRAIN)
    assert reservation_of(decided(Act.MINE, only), decided(Act.TRAIN, only)) is Reservation.ALL


def test_only_a_whole_yes_is_a_yes_in_headers() -> None:
    assert {one: (one.tdm, content_usage(one)) for one in Reservation} == {
        Reservation.ALL: (1, "train-ai=n"),
        Reservation.TRAINING: (1, "train-ai=n"),
        Reservation.NONE: (0, "train-ai=y"),
    }


def test_the_file_of_the_site_reserves_everything() -> None:
    assert tdmrep("https://a.example/p.json") == [
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p.json"}
    ]


def test_policies_ask_for_consent_or_leave_training_out() -> None:
    where = {"uid": "https://a.example/p.json", "site": "https://a.example/", "name": "Archiv"}
    (whole,) = tdm_policy(Reservation.ALL, **where)["permission"]
    (training,) = tdm_policy(Reservation.TRAINING, **where)["permission"]
    assert whole["duty"] == [{"action": "obtainConsent"}]
    assert "duty" not in training
    assert training["constraint"][0]["operator"] == "neq"
    assert training["constraint"][0]["rightOperand"]["@id"].endswith("#train")


def test_robots_say_no_training_and_name_the_licence() -> None:
    lines = robots("https://a.example/license.xml").splitlines()
    assert lines[:3] == ["User-agent: *", "Allow: /", "Content-Usage: train-ai=n"]
    assert "License: https://a.example/license.xml" in lines


@pytest.mark.parametrize(
    ("reservation", "element", "uses"),
    [
        (Reservation.ALL, "prohibits", "ai-all"),
        (Reservation.TRAINING, "prohibits", "ai-train"),
        (Reservation.NONE, "permits", "ai-all"),
    ],
)
def test_rsl_says_the_same(reservation: Reservation, element: str, uses: str) -> None:
    document = etree.fromstring(rsl(reservation, terms="https://a.example/about"))
    namespace = {"r": "https://rslstandard.org/rsl"}
    (found,) = document.xpath("/r:rsl/r:content[@url='/']/r:license/r:*", namespaces=namespace)
    assert (etree.QName(found).localname, found.get("type"), found.text) == (element, "usage", uses)


def test_drafts_are_pinned_by_number() -> None:
    assert (AIPREF_VOCABULARY[-2:], AIPREF_ATTACHMENT[-2:]) == ("08", "05")
