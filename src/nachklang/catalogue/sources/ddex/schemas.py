"""Validation against the XSDs that somebody has from DDEX; none come with this software."""

from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from nachklang.catalogue.sources.ddex.elements import Element
from nachklang.errors import SourceError

if TYPE_CHECKING:
    from lxml.etree._docloader import _InputDocument

_XSD = "{http://www.w3.org/2001/XMLSchema}"


class Schemas:
    """The schemas in a folder, found by namespace and message; what they import is looked for there, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".xsd")
        self._loaded: dict[tuple[str, str], etree.XMLSchema] = {}
        if not self._files:
            raise SourceError(
                f"{folder}: no XSD files; give the folder with the schemas that you have from DDEX"
            )
        self._resolver = _InFolder(self._files)

    def load(self, namespace: str, kind: str) -> None:
        """Load the schema of a message; SourceError where the folder has none, or one that cannot be used."""
        if (namespace, kind) in self._loaded:
            return
        for path in self._files:
            root = self._parse(path)
            declared = [one.get("name") for one in root.iterchildren(f"{_XSD}element")]
            if root.get("targetNamespace") == namespace and kind in declared:
                self._loaded[namespace, kind] = self._schema(path, root)
                return
        raise SourceError(
            f"{self._folder}: no schema of {namespace} declares {kind}, and there are messages of it; "
            "add the XSDs of that version, or import without XSDs"
        )

    def problem(self, root: Element, namespace: str, kind: str) -> str | None:
        """Return the first thing that is wrong, with its line and the validator's words."""
        schema = self._loaded[namespace, kind]
        if schema.validate(root.getroottree()):
            return None
        errors = list(schema.error_log)
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"line {errors[0].line}: {errors[0].message}{more}"

    def _parse(self, path: Path) -> Element:
        """Read a schema: entities of its own are read, as that of XML Signature has some."""
        parser = etree.XMLParser(resolve_entities="internal", no_network=True)
        parser.resolvers.add(self._resolver)
        try:
            return etree.parse(path, parser).getroot()
        except (etree.XMLSyntaxError, OSError) as error:
            raise SourceError(
                f"{path}: no XML that can be read: {error}; get the schema from DDEX anew"
            ) from error

    def _schema(self, path: Path, root: Element) -> etree.XMLSchema:
        try:
            return etree.XMLSchema(root.getroottree())
        except etree.XMLSchemaParseError as error:
            raise SourceError(
                f"{path}: no schema that can be used: {error}; all that it imports must lie in {self._folder}"
            ) from error


class _InFolder(etree.Resolver):
    """Looks for what a schema imports where it is said to be, else by its file name, never outside."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__()
        self._by_path = {str(path): path for path in files}
        self._by_name = {path.name: path for path in reversed(files)}

    def resolve(
        self, system_url: str | None, public_id: str | None, context: object, /
    ) -> "_InputDocument | None":
        """Return the file; OSError for any other address, which makes the schema that names it unusable."""
        del public_id
        url = system_url or ""
        known = self._by_path.get(url.removeprefix("file://")) or self._by_name.get(url.rpartition("/")[2])
        if known is None:
            raise FileNotFoundError(url)  # libxml2 would load what is only said to be empty
        return self.resolve_filename(str(known), context)
