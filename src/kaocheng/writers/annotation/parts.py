"""An Office Open XML package with some parts exchanged and some added; all others keep their bytes.

Source: ECMA-376 Part 2 (open packaging conventions).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from posixpath import dirname, join, relpath, splitext

from lxml import etree

from kaocheng.errors import DamagedInput
from kaocheng.language import Text
from kaocheng.readers.limits import Limits
from kaocheng.readers.package import Package, parse_xml

_TYPES = "[Content_Types].xml"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# As the readers' parser, but comments and instructions stay: what is not ours is written back as it was.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Parts:
    """A package being changed. Raises as `Package` does."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.package = Package(data, limits)
        self._data, self._limits = data, limits
        self._written: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._written or name in self.package

    def read(self, name: str) -> bytes:
        """The bytes of a part as they are now."""
        return self._written[name] if name in self._written else self.package.read_part(name)

    def parse(self, name: str) -> etree._Element:
        """The root of a part under its own names, to be changed and written back."""
        data = self.read(name)
        parse_xml(data, self._limits, name)  # every check of the readers
        return etree.fromstring(data, _PARSER)

    def write(self, name: str, content: bytes | etree._Element) -> None:
        """Exchange or add a part."""
        self._written[name] = content if isinstance(content, bytes) else _serialized(content)

    def free_name(self, stem: str, suffix: str) -> str:
        """A name nothing has: "word/comments.xml", or "word/comments2.xml" if that is taken."""
        taken = {name.lower() for name in (*self.package.names, *self._written)}
        number, name = 1, f"{stem}{suffix}"
        while name.lower() in taken:
            number += 1
            name = f"{stem}{number}{suffix}"
        return name

    def linked(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part links to."""
        return next((link.target for link in self.package.relationships(part) if link.kind == kind), None)

    def link(self, part: str, kind: str, target: str, *, strict: bool) -> str:
        """Add a link from a part to another one and return its id."""
        folder = dirname(part)
        name = join(folder, "_rels", part.removeprefix(folder).lstrip("/") + ".rels")
        if name in self:
            links = self.parse(name)
        else:
            links = etree.Element(f"{{{_LINKS_NS}}}Relationships", nsmap={None: _LINKS_NS})
            self._declare("Default", "Extension", "rels", _LINKS_TYPE)
        taken = {element.get("Id") for element in links}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        etree.SubElement(
            links,
            f"{{{_LINKS_NS}}}Relationship",
            {
                "Id": f"rId{number}",
                "Type": f"{_STRICT if strict else _TRANSITIONAL}/{kind}",
                "Target": relpath(target, folder or "."),
            },
        )
        self.write(name, links)
        return f"rId{number}"

    def declare(self, name: str, media_type: str) -> None:
        """State the media type of a part that is added."""
        self._declare("Override", "PartName", f"/{name}", media_type)

    def declare_suffix(self, name: str, media_type: str) -> None:
        """State the media type of all parts with the suffix of `name`."""
        self._declare("Default", "Extension", splitext(name)[1][1:], media_type)

    def _declare(self, tag: str, key: str, value: str, media_type: str) -> None:
        types = self.parse(_TYPES)
        tag = f"{{{_TYPES_NS}}}{tag}"
        if all(element.get(key, "").lower() != value.lower() for element in types.iterchildren(tag)):
            types.append(types.makeelement(tag, {key: value, "ContentType": media_type}))
            self.write(_TYPES, types)

    def to_bytes(self) -> bytes:
        """The package: old parts in their order, new ones behind them."""
        stream = io.BytesIO()
        added = dict(self._written)
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as old, zipfile.ZipFile(stream, "w") as new:
                new.comment = old.comment
                for member in old.infolist():
                    content = added.pop(member.filename.replace("\\", "/").lstrip("/"), None)
                    info = zipfile.ZipInfo(member.filename, member.date_time)
                    info.compress_type = zipfile.ZIP_DEFLATED if member.compress_type else zipfile.ZIP_STORED
                    info.external_attr, info.create_system = member.external_attr, member.create_system
                    new.writestr(info, old.read(member) if content is None else content)
                for name, content in added.items():
                    info = zipfile.ZipInfo(name, _EPOCH)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    new.writestr(info, content)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise DamagedInput(
                Text(
                    "文件不完整或已损坏，无法写入批注。请用原软件打开并重新保存。",
                    "The file is truncated or damaged and takes no comments. "
                    "Open it in its own program and save it again.",
                )
            ) from error
        return stream.getvalue()


def _serialized(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def is_strict(root: etree._Element) -> bool:
    """Whether a part has the names of strict Office Open XML."""
    return "purl.oclc.org" in str(root.tag)


def links_namespace(root: etree._Element) -> str:
    """The namespace of `r:id` in a part."""
    return _STRICT if is_strict(root) else _TRANSITIONAL
