"""Deals say the same as XML and as JSON, and that they are a summary."""

from typing import Any

import pytest
from lxml import etree
from tests.factories import an_item
from tests.rights_cases import CASES, LAW, PLACES, item_of

from nachklang.model.items import Description
from nachklang.rights.exports import Verdict, clauses, deals, deals_xml, tabulate

NAMES = {"territories": "TerritoryCode", "for": "Beneficiary", "conditions": "Condition"}


def texts(element: etree._Element, name: str) -> list[str]:
    return [str(one) for one in element.xpath(f".//*[local-name() = '{name}']/text()")]


def read(element: etree._Element) -> dict[str, Any]:
    (use,) = element.xpath(".//*[local-name() = 'UseType']")
    known = {"OnDemandStream": "stream", "PermanentDownload": "download"}
    return {key: texts(element, name) for key, name in NAMES.items()} | {
        "use_type": use.text,
        "act": use.get("UserDefinedValue") or known[use.text or ""],
        "commercial_model": "".join(texts(element, "CommercialModelType")),
        "start": next(iter(texts(element, "StartDate")), None),
        "end": next(iter(texts(element, "EndDate")), None),
    }


@pytest.mark.parametrize("name", CASES)
def test_both_forms_say_the_same(name: str) -> None:
    table = tabulate(item_of(CASES[name]), PLACES, LAW)
    said, document = deals(table), etree.fromstring(deals_xml(table))
    assert [read(one) for one in document.xpath("//*[local-name() = 'Deal']")] == said["deals"]
    assert len(said["deals"]) == sum(one.verdict is Verdict.PERMITTED for one in clauses(table))
    assert texts(document, "ISRC") == said["isrcs"]


def test_a_summary_calls_itself_one() -> None:
    table = tabulate(item_of(CASES["by"]), PLACES, LAW)
    assert b"No DDEX ERN message" in deals_xml(table)
    assert "No DDEX ERN message" in deals(table)["note"]


def test_names_that_xml_cannot_hold_are_written_all_the_same() -> None:
    item = an_item(description=Description("A\0 & <b>"), rights=CASES["by"])
    document = etree.fromstring(deals_xml(tabulate(item, PLACES, LAW)))
    assert texts(document, "Title") == ["A\ufffd & <b>"]
