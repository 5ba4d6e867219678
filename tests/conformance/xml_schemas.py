"""The schemas of METS, PREMIS and MODS, without the network."""

from functools import cache
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

FOLDER = Path(__file__).parent / "schemas"
_TOGETHER = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.loc.gov/METS/" schemaLocation="mets.xsd"/>
  <xs:import namespace="http://www.loc.gov/premis/v3" schemaLocation="premis.xsd"/>
  <xs:import namespace="http://www.loc.gov/mods/v3" schemaLocation="mods.xsd"/>
</xs:schema>
"""


_TWICE = '<xs:attributeGroup ref="IDAttributeGroup"/>'


def _text(name: str) -> str:
    """Read a schema. MODS 3.8 gives one type the same attributes twice, which libxml2 does not forgive."""
    text = (FOLDER / name).read_text()
    if name != "mods.xsd":
        return text
    before, wrong, after = text.partition('name="accessConditionDefinition"')
    return before + wrong + after.replace(_TWICE, "", 1)


class _Here(etree.Resolver):
    """Answers every address with the file of that name in this folder."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        del public_id
        name = system_url.rpartition("/")[2]
        return self.resolve_string(_text(name).encode(), context, base_url=system_url)  # type: ignore[arg-type]


@cache
def schema() -> etree.XMLSchema:
    """Return one schema of all three: where METS takes anything, what is known is checked there, too."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here())  # type: ignore[arg-type]
    return etree.XMLSchema(etree.fromstring(_TOGETHER.encode(), parser, base_url=f"{FOLDER}/together.xsd"))


def faults(data: bytes) -> list[str]:
    """List what is wrong with a document."""
    document: Element = etree.fromstring(data)
    judge = schema()
    judge.validate(document)
    return [str(one) for one in judge.error_log]
