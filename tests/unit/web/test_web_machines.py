"""Machines are told what they may do: by files with well-known names, and by a header on every answer."""

from dataclasses import replace

import pytest
from lxml import etree
from tests.unit.web.small_archive import (
    FREE,
    NAME,
    NOT_COMMERCIAL,
    ON_THE_PREMISES,
    UNDER_EMBARGO,
    far_away,
    item_id,
    recording_id,
)
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.model.mandates import Prohibition
from nachklang.web import create_app

SITE = "http://archive.test"
ALL = f"{SITE}/policies/tdm-all.json"
TRAINING = f"{SITE}/policies/tdm-training.json"
EVERYTHING = ("1", ALL, "train-ai=n")


def told(visitor: Visitor, address: str, method: str = "GET", **headers: str) -> tuple[str | None, ...]:
    answer = visitor.ask(address, method, **headers)
    return tuple(answer.headers.get(name) for name in ("tdm-reservation", "tdm-policy", "content-usage"))


@pytest.mark.parametrize("kind", ["page", "data", "audio", "download"])
def test_a_recording_whose_every_layer_is_free_reserves_nothing(
    visitor: Visitor, archive: Archive, kind: str
) -> None:
    ending = {"page": "", "data": ".json", "audio": "/audio", "download": "/download"}[kind]
    address = f"/recordings/{recording_id(archive, FREE)}{ending}"
    assert told(visitor, address) == ("0", None, "train-ai=y")
    assert told(visitor, address, "HEAD") == ("0", None, "train-ai=y")


def test_a_licence_that_permits_mining_still_reserves_training(visitor: Visitor, archive: Archive) -> None:
    for address in (
        f"/recordings/{recording_id(archive, NOT_COMMERCIAL)}",
        f"/items/{item_id(archive, NOT_COMMERCIAL)}/audio",
    ):
        assert told(visitor, address) == ("1", TRAINING, "train-ai=n")


def test_what_nobody_consented_to_is_reserved(visitor: Visitor, archive: Archive) -> None:
    page = f"/recordings/{recording_id(archive, ON_THE_PREMISES)}"
    snapshot = archive.catalogue.latest()
    assert snapshot is not None
    for address in ("/", "/about", "/recordings", page, far_away(snapshot, "recording"), "/static/mark.svg"):
        assert told(visitor, address) == EVERYTHING, address


def test_refusals_and_faults_are_reserved_too(visitor: Visitor, archive: Archive) -> None:
    for title in (ON_THE_PREMISES, UNDER_EMBARGO):
        assert told(visitor, f"/recordings/{recording_id(archive, title)}/audio") == EVERYTHING
    assert told(visitor, "/recordings/00000000-0000-0000-0000-000000000000") == EVERYTHING
    assert told(visitor, f"/recordings/{recording_id(archive, FREE)}/audio", "POST") == EVERYTHING


def test_a_reservation_that_is_recorded_is_told_at_once(
    visitor: Visitor, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = archive.registry.item
    held = Prohibition("opt-out", frozenset({Act.TRAIN}), "The players do not want it.")

    def item(item_id: str) -> Item:
        found = known(item_id)
        return replace(found, rights=replace(found.rights, prohibitions=(held,)))

    monkeypatch.setattr(archive.registry, "item", item)
    address = f"/recordings/{recording_id(archive, FREE)}"
    assert told(visitor, address) == ("1", TRAINING, "train-ai=n")


def test_an_answer_that_was_not_changed_says_it_again(visitor: Visitor, archive: Archive) -> None:
    address = f"/recordings/{recording_id(archive, FREE)}/audio"
    tag = visitor.ask(address, "HEAD").headers["etag"]
    answer = visitor.ask(address, if_none_match=tag)
    assert (answer.status_code, answer.headers["tdm-reservation"]) == (304, "0")


def test_the_file_of_the_site_is_weaker_than_its_headers(visitor: Visitor) -> None:
    answer = visitor.ask("/.well-known/tdmrep.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == [{"location": "/", "tdm-reservation": 1, "tdm-policy": ALL}]


@pytest.mark.parametrize("address", [ALL, TRAINING])
def test_policies_are_where_the_headers_say(visitor: Visitor, address: str) -> None:
    answer = visitor.ask(address.removeprefix(SITE))
    policy = answer.json()
    assert answer.headers["content-type"] == "application/ld+json"
    assert (policy["uid"], policy["@type"]) == (address, "Offer")
    assert policy["assigner"] == {"uid": f"{SITE}/", "vcard:fn": NAME, "vcard:hasURL": f"{SITE}/"}


def test_there_is_no_policy_where_nothing_is_reserved(visitor: Visitor) -> None:
    assert visitor.ask("/policies/tdm-none.json").status_code == 404
    assert visitor.ask("/policies/tdm-other.json").status_code == 404


def test_the_words_of_the_policies_are_there(visitor: Visitor) -> None:
    answer = visitor.ask("/policies/odrl-profile.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert any(one["@id"] == "nachklang:train" for one in answer.json()["@graph"])


def test_robots_lead_to_the_licence(visitor: Visitor) -> None:
    answer = visitor.ask("/robots.txt")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Content-Usage: train-ai=n" in lines
    (licence,) = [line.removeprefix("License: ") for line in lines if line.startswith("License: ")]
    given = visitor.ask(licence.removeprefix(SITE))
    assert given.headers["content-type"] == "application/rsl+xml"
    assert etree.fromstring(given.content).tag == "{https://rslstandard.org/rsl}rsl"


def test_addresses_are_those_that_the_site_was_asked_by(archive: Archive) -> None:
    visitor = Visitor(create_app(archive))

    def policy(**headers: str) -> str | None:
        return told(visitor, "/about", **headers)[1]

    assert policy(host="klang.example") == "http://klang.example/policies/tdm-all.json"
    assert policy(host="klang.example:8443", x_forwarded_proto="https") == (
        "https://klang.example:8443/policies/tdm-all.json"
    )
    assert policy(host="[::1]:8080") == "http://[::1]:8080/policies/tdm-all.json"
    assert policy(x_forwarded_proto="javascript") == ALL


@pytest.mark.parametrize("host", ["[", "a b", "a/b", 'a"><script>', "a" * 300, "a:99999999"])
def test_a_host_that_is_none_breaks_nothing(visitor: Visitor, host: str) -> None:
    answer = visitor.ask("/about", host=host)
    assert answer.status_code == 200
    assert answer.headers["tdm-policy"] == "http://localhost/policies/tdm-all.json"
