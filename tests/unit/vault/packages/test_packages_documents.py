"""The documents of a package are right by their schemas, whatever the item is called, and name each other."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.conformance.xml_schemas import faults
from tests.factories import NOON, a_full_signature, an_event, an_item, events, items

from nachklang.model.items import Event, Item
from nachklang.vault.packages import Package, PackagedFile, mets, premis

FILES = (
    PackagedFile(
        "data/original/a ü%.flac", "original/a ü%.flac", 3, "a" * 128, "b" * 64, "audio/flac", "original"
    ),
    PackagedFile(
        "data/metadata/x.json", "metadata/x.json", 2, "c" * 128, "d" * 64, "application/json", "metadata"
    ),
    PackagedFile("data/deposit.toml", None, 1, "e" * 128, "f" * 64, "application/toml", "deposit"),
)


def packaged(item: Item, happened: tuple[Event, ...]) -> Package:
    return Package(item, happened, FILES, "Archiv", "Nachklang 0.1.0", NOON)


@given(items(), st.lists(events(), max_size=3))
@settings(max_examples=40, deadline=None)
def test_documents_are_right_whatever_is_described(item: Item, happened: list[Event]) -> None:
    package = packaged(item, tuple(happened))
    assert faults(mets(package)) == []
    assert faults(premis(package)) == []


def test_everything_that_is_named_is_there() -> None:
    item = an_item(rights=a_full_signature())
    package = packaged(item, tuple(an_event(number) for number in range(1, 7)))
    document = etree.fromstring(mets(package))
    ids = document.xpath("//@ID")
    named = document.xpath("//@DMDID | //@ADMID | //@FILEID")
    assert len(set(ids)) == len(ids)
    assert set(named) <= set(ids)
    assert len(document.xpath("//*[local-name() = 'fptr']")) == len(FILES)
    assert document.xpath("//@*[local-name() = 'href']")[0] == "data/original/a%20%C3%BC%25.flac"
    entities = etree.fromstring(premis(package))
    for kind in ("Event", "Agent", "RightsStatement", "Object"):
        known = _values(entities, f"{kind[0].lower()}{kind[1:]}Identifier")
        linked = _values(entities, f"linking{kind}Identifier")
        assert linked
        assert linked <= known


def _values(document: etree._Element, name: str) -> set[str]:
    return set(document.xpath(f"//*[local-name() = '{name}Value']/text()"))
