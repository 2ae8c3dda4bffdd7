"""Zip packages and XML from strangers.

Nothing is ever written to disk: member names are keys, never paths. Sizes are checked in the central directory before
a byte is unpacked and again while unpacking, since a directory can lie. XML may not declare a document type, so there
are no entities to expand and nothing to fetch.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from posixpath import dirname, join, normpath
from typing import NamedTuple

from lxml import etree

from kaocheng.errors import DamagedInput, EncryptedInput, LimitExceeded
from kaocheng.language import Text
from kaocheng.readers.limits import DEFAULT, Limits

# Small parts of office files are boilerplate and compress hundredfold; a bomb needs a large one.
_SMALL_PART_BYTES = 4 * 1024 * 1024
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    struct.error,
    ValueError,
)

# The strict variant of Office Open XML has other names for the same things.
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"purl.oclc.org/ooxml/wordprocessingml/main": b"schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"purl.oclc.org/ooxml/spreadsheetml/main": b"schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"purl.oclc.org/ooxml/officeDocument/": b"schemas.openxmlformats.org/officeDocument/2006/",
}
# A document type can only stand before the root element, after declarations and comments (never looked at twice).
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s*<\?.*?\?>|\s*<!--.*?-->)*+\s*<!DOCTYPE", re.S)
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relationship(NamedTuple):
    """A link from one part to another.

    `kind`: last word of its type ("header", "worksheet"). `target`: name of the member it leads to.
    """

    id: str
    kind: str
    target: str


class Package:
    """A zip package in memory, read with bounds.

    Raises `DamagedInput` for a broken archive, `LimitExceeded` for too many or too large members.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_ERRORS as error:
            raise _damaged_archive() from error
        members = self._archive.infolist()
        limits.check("max_entries", len(members))
        limits.check("max_unpacked_bytes", sum(member.file_size for member in members))
        # Some writers use backslashes and a leading slash; names are compared without.
        self._members = {member.filename.replace("\\", "/").lstrip("/"): member for member in members}

    @property
    def names(self) -> frozenset[str]:
        """The names of all members."""
        return frozenset(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def is_encrypted(self) -> bool:
        """Whether some member asks for a zip password."""
        return any(member.flag_bits & 0x1 for member in self._members.values())

    def read_part(self, name: str) -> bytes:
        """The bytes of one member.

        Raises `DamagedInput` when it is missing or broken, `EncryptedInput`, `LimitExceeded` when it is too large.
        """
        member = self._members.get(name)
        if member is None:
            raise DamagedInput(
                Text(
                    "文件已损坏：缺少部件 {name}。请用原软件打开并重新保存。",
                    "The file is damaged: part {name} is missing. Open it in its own program and save it again.",
                ).format(name=name)
            )
        if member.flag_bits & 0x1:
            raise encrypted_input()
        limits, size = self._limits, member.file_size
        place = Text(f"部件 {name}", f"part {name}")
        limits.check("max_part_bytes", size, place)
        if size > _SMALL_PART_BYTES:
            limits.check("max_ratio", size // max(1, member.compress_size), place)
        try:
            with self._archive.open(member) as stream:
                data = stream.read(size + 1)
        except _ZIP_ERRORS as error:
            raise _damaged_archive() from error
        except RuntimeError as error:  # zipfile's word for a password
            raise encrypted_input() from error
        if len(data) != size:
            raise _damaged_archive()
        return data

    def parse_part(self, name: str) -> etree._Element:
        """The root element of one XML member; see `parse_xml`."""
        return parse_xml(self.read_part(name), self._limits, name)

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """The links from part `name` ("" for the package) to members that exist, in the order written."""
        folder = dirname(name)
        part = join(folder, "_rels", name.removeprefix(folder).lstrip("/") + ".rels")
        if part not in self:
            return ()
        found = []
        for element in self.parse_part(part).iter(_RELATIONSHIP):
            if element.get("TargetMode") == "External":  # a link out of the package is never followed
                continue
            target = element.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            if target in self:
                found.append(Relationship(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target))
        return tuple(found)


def parse_xml(data: bytes, limits: Limits = DEFAULT, name: str = "xml") -> etree._Element:
    """Parse one XML part: no document type, no entities, no network; comments and processing instructions left out.

    Strict Office Open XML comes back under the transitional names. The depth libxml2 allows is above
    `limits.max_depth`; who walks down checks it.
    Raises `DamagedInput` for malformed XML and for a document type, `LimitExceeded` for too many elements or levels.
    """
    if _DOCTYPE.match(data):
        raise _document_type(name)
    # An element takes four bytes at least; counting is far cheaper than building.
    if len(data) // 4 > limits.max_elements:
        limits.check("max_elements", data.count(b"<") - data.count(b"</"), Text(f"部件 {name}", f"part {name}"))
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise too_deep(limits) from error
        if "limit exceeded" in str(error):  # libxml2's own bounds: one text or name of ten million bytes
            raise LimitExceeded(
                Text(
                    "部件 {name} 中有过长的文字或属性，为安全起见未读取。请用原软件打开并重新保存。",
                    "Part {name} holds an overlong text or attribute; it was not read. "
                    "Open the file in its own program and save it again.",
                ).format(name=name)
            ) from error
        raise DamagedInput(
            Text(
                "文件已损坏：部件 {name} 不是完整的 XML（{detail}）。请用原软件打开并重新保存。",
                "The file is damaged: part {name} is not well-formed XML ({detail}). "
                "Open it in its own program and save it again.",
            ).format(name=name, detail=str(error))
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:  # declared in an encoding the pattern above does not know
        raise _document_type(name)
    if _STRICT in str(root.tag):
        for strict, transitional in _TRANSITIONAL.items():
            data = data.replace(strict, transitional)
        return parse_xml(data, limits, name)
    return root


def too_deep(limits: Limits) -> LimitExceeded:
    """The error for markup nested deeper than `limits.max_depth`."""
    return LimitExceeded(
        Text(
            "文件的嵌套层数超过上限 {bound}，为安全起见未读取。"
            "请用原软件打开并重新保存，或设置环境变量 KAOCHENG_MAX_DEPTH。",
            "The file is nested deeper than the limit of {bound} levels and was not read. "
            "Open it in its own program and save it again, or set the environment variable KAOCHENG_MAX_DEPTH.",
        ).format(bound=limits.max_depth)
    )


def encrypted_input() -> EncryptedInput:
    """The error for a password-protected file."""
    return EncryptedInput(
        Text(
            "文件设有打开密码，无法读取。请取消密码后重新保存。",
            "The file is protected by a password. Remove the password and save it again.",
        )
    )


def _document_type(name: str) -> DamagedInput:
    return DamagedInput(
        Text(
            "部件 {name} 含有文档类型声明（DOCTYPE），办公文档中不应出现，为安全起见未读取。请用原软件打开并重新保存。",
            "Part {name} declares a document type (DOCTYPE), which no office program writes; it was not read. "
            "Open the file in its own program and save it again.",
        ).format(name=name)
    )


def _damaged_archive() -> DamagedInput:
    return DamagedInput(
        Text(
            "文件不完整或已损坏（压缩包无法解开）。请重新下载，或用原软件打开并重新保存。",
            "The file is truncated or damaged (its archive cannot be unpacked). "
            "Download it again, or open it in its own program and save it again.",
        )
    )
