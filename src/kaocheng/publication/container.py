"""An office package being changed: its members, the links between them, and what is reachable.

Parts that nobody changes keep their bytes. A part goes by losing the links to it: what can no longer be reached from
the root of the package is left out, with all that only it led to.

Source: ECMA-376 Part 2 (open packaging conventions).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from lxml import etree

from kaocheng.errors import DamagedInput
from kaocheng.readers.limits import Limits
from kaocheng.readers.package import Package, encrypted_input, parse_xml

CONTENT_TYPES = "[Content_Types].xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
# A link that goes takes only its attribute with it here; elsewhere the element means nothing without it.
_KEPT_WITHOUT_LINK = frozenset(("pageSetup", "blip", "imagedata", "fill", "stroke", "shape", "sheet", "workbookView"))
_UNWRAPPED = frozenset(("hyperlink", "smartTag"))
_EMPTY_GOES = frozenset(
    ("hyperlinks", "externalReferences", "oleObjects", "controls", "pivotCaches", "tableParts", "AlternateContent",
     "Choice", "Fallback", "dataValidations", "conditionalFormatting", "customSheetViews", "extLst", "ext")
)  # fmt: skip

Element = Any  # lxml's types allow a tag to be no string; comments and instructions are left out by the parser


class Link(NamedTuple):
    """A relationship. `kind`: the last word of its type. `target`: a member, or the address outside."""

    id: str
    kind: str
    target: str
    external: bool


class Container:
    """The members of a package, in their order. Raises what `Package` raises."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        package = Package(data, limits)
        if package.is_encrypted:
            raise encrypted_input()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lstrip("/") for name in archive.namelist()]
        self.parts = {name: package.read_part(name) for name in names if name and not name.endswith("/")}
        self._roots: dict[str, tuple[Element, bytes]] = {}
        self._broken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def root(self, name: str) -> Element:
        """The root of an XML part; changes to it are written back by `to_bytes`."""
        if name not in self._roots:
            root = parse_xml(self.parts[name], self.limits, name)
            self._roots[name] = (root, etree.tostring(root))
        return self._roots[name][0]

    def xml_parts(self) -> Iterator[tuple[str, Element]]:
        """Every part that is XML, links and the list of types left out."""
        for name in list(self.parts):
            if name.lower().endswith((".xml", ".vml")) and name != CONTENT_TYPES and name not in self._broken:
                try:
                    yield name, self.root(name)
                except DamagedInput:
                    if not name.lower().endswith(".vml"):  # old drawings are html as often as XML
                        raise
                    self._broken.add(name)

    def links(self, part: str) -> list[Link]:
        """The relationships of a part, "" for those of the package."""
        rels = _rels(part)
        if rels not in self:
            return []
        return [self._link(part, element) for element in self.root(rels).iter(_LINK)]

    def _link(self, part: str, element: Element) -> Link:
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
        return Link(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target, external)

    @property
    def main(self) -> str:
        """The part that holds the document or the workbook."""
        return next((link.target for link in self.links("") if link.kind == "officeDocument"), "")

    def drop_links(self, wanted: Callable[[str, Link], bool]) -> list[tuple[str, Link]]:
        """Take out relationships, and in their parts what refers to them. Returns them with the part they were of."""
        dropped = []
        for rels in [name for name in self.parts if name.endswith(".rels")]:
            part = _owner(rels)
            ids = set()
            for element in list(self.root(rels).iter(_LINK)):
                link = self._link(part, element)
                if wanted(part, link):
                    element.getparent().remove(element)
                    dropped.append((part, link))
                    ids.add(link.id)
            if ids and part.lower().endswith((".xml", ".vml")) and part in self and part not in self._broken:
                _detach(self.root(part), ids)
        return dropped

    def drop_unreachable(self) -> list[str]:
        """Leave out every part that no link leads to, and its entry in the list of types. Returns their names."""
        reached, waiting = {CONTENT_TYPES}, [""]
        while waiting:
            part = waiting.pop()
            reached.update((part, _rels(part)))
            waiting += [ln.target for ln in self.links(part) if not ln.external and ln.target not in reached]
        gone = [name for name in self.parts if name not in reached]
        for name in gone:
            del self.parts[name]
            self._roots.pop(name, None)
        for element in list(self.root(CONTENT_TYPES).iter(_OVERRIDE)):
            if element.get("PartName", "").lstrip("/") not in self:
                element.getparent().remove(element)
        return [name for name in gone if not name.endswith(".rels")]

    def to_bytes(self) -> bytes:
        """The package as a file. The same changes give the same bytes: members carry no time."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self._written(name, data))
        return buffer.getvalue()

    def _written(self, name: str, data: bytes) -> bytes:
        if name not in self._roots:
            return data
        root, before = self._roots[name]
        if etree.tostring(root) == before:
            return data
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def remove(element: Element) -> None:
    """Take an element out, and what it leaves behind empty and meaningless."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if len(parent) == 0 and local(parent) in _EMPTY_GOES:
        remove(parent)


def unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(place, child)
    parent.remove(element)


def _detach(root: Element, ids: Iterable[str]) -> None:
    for element in list(root.iter()):
        for key, value in list(element.attrib.items()):
            if not key.startswith(RELATION) or value not in ids:
                continue
            name = local(element)
            if name in _KEPT_WITHOUT_LINK:
                del element.attrib[key]
            elif name in _UNWRAPPED and len(element):
                unwrap(element)
            else:
                remove(element)


def _rels(part: str) -> str:
    folder = dirname(part)
    return join(folder, "_rels", part.removeprefix(folder).lstrip("/") + ".rels")


def _owner(rels: str) -> str:
    return (
        normpath(join(dirname(dirname(rels)), rels.rsplit("/", 1)[-1].removesuffix(".rels")))
        if rels != "_rels/.rels"
        else ""
    )
