"""What is exported, byte for byte. A changed document is a change that other people's machines will read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rights_cases import CASES, DE, LAW, TODAY, US, item_of

from nachklang.rights.exports import (
    Reservation,
    deals,
    deals_xml,
    labels,
    odrl,
    premis,
    profile,
    robots,
    rsl,
    tabulate,
    tdm_policy,
    tdmrep,
)

HERE = Path(__file__).parent
SITE = "https://archive.example"
ITEMS = ("by-nc-sa", "free-later", "agreement-and-embargo", "orphan")


def text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def of_item(name: str) -> Mapping[str, str]:
    table = tabulate(item_of(CASES[name]), (DE, US), LAW)
    return {
        f"{name}.odrl.jsonld": text(odrl(table)),
        f"{name}.premis.xml": premis(table, TODAY).decode(),
        f"{name}.labels.json": text(labels(table, TODAY)),
        f"{name}.deals.json": text(deals(table)),
        f"{name}.deals.xml": deals_xml(table).decode(),
    }


def policy(reservation: Reservation) -> str:
    uid = f"{SITE}/policies/tdm-{reservation}.json"
    return text(tdm_policy(reservation, uid=uid, site=f"{SITE}/", name="Klangarchiv"))


def of_site() -> Mapping[str, str]:
    return {
        "odrl-profile.jsonld": text(profile()),
        "robots.txt": robots(f"{SITE}/license.xml"),
        "license.xml": rsl(Reservation.ALL, terms=f"{SITE}/about").decode(),
        "tdmrep.json": text(tdmrep(f"{SITE}/policies/tdm-all.json")),
        "tdm-all.json": policy(Reservation.ALL),
        "tdm-training.json": policy(Reservation.TRAINING),
    }


DOCUMENTS = dict(of_site()) | {file: said for name in ITEMS for file, said in of_item(name).items()}


@pytest.mark.parametrize("file", DOCUMENTS)
def test_the_document_is_as_it_was_agreed(file: str) -> None:
    assert DOCUMENTS[file] == (HERE / file).read_text("utf-8")


def test_every_agreed_document_has_its_case() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_file() and path.suffix != ".py"} == set(DOCUMENTS)
