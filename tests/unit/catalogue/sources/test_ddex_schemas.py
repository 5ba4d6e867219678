"""Messages are validated where somebody gives the schemas; ours are small and have only the namespaces."""

from pathlib import Path

import pytest
from tests.ddex_fixtures import an_album, ern43, ern382, purge, put
from tests.unit.catalogue.sources.taking import take

from nachklang.catalogue.sources.ddex import Ddex
from nachklang.errors import SourceError

LICENCE = "LicenseRef-Klangwerk"
_SCHEMA = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:avs="http://ddex.net/xml/avs/avs"
  targetNamespace="http://ddex.net/xml/ern/{version}">
  <xs:import namespace="http://ddex.net/xml/avs/avs" schemaLocation="{values}"/>
  <xs:element name="{kind}">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="MessageHeader"/>
        <xs:element name="ResourceList"/>
        <xs:element name="ReleaseList" type="avs:Anything"/>
        <xs:element name="DealList" minOccurs="0"/>
      </xs:sequence>
      <xs:anyAttribute processContents="skip"/>
    </xs:complexType>
  </xs:element>
</xs:schema>"""
_VALUES = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://ddex.net/xml/avs/avs">
  <xs:complexType name="Anything">
    <xs:sequence><xs:any processContents="skip" maxOccurs="unbounded"/></xs:sequence>
  </xs:complexType>
</xs:schema>"""


@pytest.fixture
def xsd(tmp_path: Path) -> Path:
    """Return a folder with a schema for 3.8.2 that imports another, as those of DDEX do."""
    folder = tmp_path / "xsd"
    folder.mkdir()
    _write(folder, values="avs.xsd")
    (folder / "avs.xsd").write_text(_VALUES, encoding="utf-8")
    return folder


def _write(folder: Path, *, values: str, version: str = "382", kind: str = "NewReleaseMessage") -> None:
    text = _SCHEMA.format(version=version, values=values, kind=kind)
    (folder / f"release-notification-{version}.xsd").write_text(text, encoding="utf-8")


def test_valid_messages_are_taken_and_others_set_aside_with_the_line(tmp_path: Path, xsd: Path) -> None:
    put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    wrong = ern382(an_album(2)).replace(b"<ResourceList>", b"<Strange/>\n<ResourceList>")
    put(tmp_path / "in", "b.xml", wrong)
    taken = take(Ddex(tmp_path / "in", licence=LICENCE, xsd=xsd))
    assert [row["source_id"] for row in taken["release"]] == [an_album(1).icpn]
    (aside,) = taken.asides
    line = wrong[: wrong.index(b"<Strange/>")].count(b"\n") + 1
    assert (aside.where, aside.reason, aside.whole) == ("b.xml", "invalid", True)
    assert aside.detail.startswith(f"line {line}: Element 'Strange': This element is not expected.")
    assert len(take(Ddex(tmp_path / "in", licence=LICENCE))["release"]) == 2


def test_an_invalid_message_replaces_nothing(tmp_path: Path, xsd: Path) -> None:
    put(tmp_path / "in", "a.xml", ern382(an_album(1)).replace(b"<ResourceList>", b"<Strange/><ResourceList>"))
    assert take(Ddex(tmp_path / "in", licence=LICENCE, xsd=xsd)).replaced == []


@pytest.mark.parametrize("message", [ern43(an_album(1)), purge(an_album(1), version="382")])
def test_a_folder_without_the_schema_that_is_needed_is_an_error(
    tmp_path: Path, xsd: Path, message: bytes
) -> None:
    path = put(tmp_path / "in", "a.xml", message)
    with pytest.raises(SourceError, match=r"no schema of \S+ declares \w+, .*; add the XSDs"):
        Ddex(path, licence=LICENCE, xsd=xsd)


def test_schemas_of_several_versions_lie_in_folders_of_their_own(tmp_path: Path, xsd: Path) -> None:
    newer = xsd / "43"
    newer.mkdir()
    _write(newer, values="avs.xsd", version="43")
    other = _VALUES.replace('maxOccurs="unbounded"', 'maxOccurs="1"')
    (newer / "avs.xsd").write_text(other, encoding="utf-8")
    put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    assert take(Ddex(tmp_path / "in", licence=LICENCE, xsd=xsd)).asides == []


def test_what_schemas_import_from_elsewhere_is_looked_for_in_the_folder(tmp_path: Path, xsd: Path) -> None:
    _write(xsd, values="http://service.ddex.example/xml/avs/avs.xsd")
    path = put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    assert take(Ddex(path, licence=LICENCE, xsd=xsd)).asides == []


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, xsd: Path) -> None:
    (tmp_path / "outside.xsd").write_text(_VALUES, encoding="utf-8")
    _write(xsd, values="../outside.xsd")
    path = put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    with pytest.raises(SourceError, match="all that it imports must lie in"):
        Ddex(path, licence=LICENCE, xsd=xsd)


@pytest.mark.parametrize("text", ["<", "<xs:schema/>", "", '<x xmlns="http://www.w3.org/2001/XMLSchema"/>'])
def test_a_schema_that_is_none_is_an_error(tmp_path: Path, xsd: Path, text: str) -> None:
    for path in xsd.iterdir():
        path.write_text(text, encoding="utf-8")
    path = put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    with pytest.raises(SourceError, match="xsd"):
        Ddex(path, licence=LICENCE, xsd=xsd)


def test_a_folder_without_schemas_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "a.xml", ern382(an_album(1)))
    for folder in (tmp_path / "in", tmp_path / "nowhere"):
        with pytest.raises(SourceError, match="no XSD files"):
            Ddex(path, licence=LICENCE, xsd=folder)
