"""Small docx and xlsx files, from the markup that a test is about."""

from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument."

COMMENTS = '<w:comment w:id="0" w:author="某某丁"><w:p><w:r><w:t>核对</w:t></w:r></w:p></w:comment>'
HYPERLINK = '<w:p><w:hyperlink r:id="out"><w:r><w:t>网站</w:t></w:r></w:hyperlink><w:r><w:commentReference w:id="0"/></w:r></w:p>'


def docx(body: str, *, styles: str = "", comments: str = "", creator: str = "") -> bytes:
    """A Word file. `styles`, `comments`: what stands in these parts, "" for no such part."""
    parts = {"word/document.xml": f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>"}
    types = {"word/document.xml": "wordprocessingml.document.main"}
    links = []
    for name, tag, inner in (("styles", "styles", styles), ("comments", "comments", comments)):
        if inner:
            parts[f"word/{name}.xml"] = f"<w:{tag} {_W}>{inner}</w:{tag}>"
            types[f"word/{name}.xml"] = f"wordprocessingml.{name}"
            links.append(_link(name, name, f"{name}.xml"))
    if "r:id" in body:
        links.append(_link("out", "hyperlink", "https://example.com/", ' TargetMode="External"'))
    parts["word/_rels/document.xml.rels"] = _links(links)
    return _package(parts, types, "word/document.xml", creator)


def xlsx(rows: str, *, hidden: str = "", state: str = "visible", foot: str = "") -> bytes:
    """A workbook with one sheet, and a hidden one with the rows `hidden`."""
    sheets, links = (
        f'<sheet name="表" sheetId="1" state="{state}" r:id="s1"/>',
        [_link("s1", "worksheet", "worksheets/sheet1.xml")],
    )
    parts = {"xl/worksheets/sheet1.xml": f"<worksheet {_X}><sheetData>{rows}</sheetData>{foot}</worksheet>"}
    if hidden:
        sheets += '<sheet name="底稿" sheetId="2" state="veryHidden" r:id="s2"/>'
        links.append(_link("s2", "worksheet", "worksheets/sheet2.xml"))
        parts["xl/worksheets/sheet2.xml"] = f"<worksheet {_X}><sheetData>{hidden}</sheetData></worksheet>"
    types = dict.fromkeys(parts, "spreadsheetml.worksheet") | {"xl/workbook.xml": "spreadsheetml.sheet.main"}
    parts["xl/workbook.xml"] = f"<workbook {_X} {_R}><sheets>{sheets}</sheets></workbook>"
    parts["xl/_rels/workbook.xml.rels"] = _links(links)
    return _package(parts, types, "xl/workbook.xml", "")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _link(identifier: str, kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{identifier}" Type="{_KIND}{kind}" Target="{target}"{mode}/>'


def _links(links: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}relationships">{"".join(links)}</Relationships>'


def _package(parts: dict[str, str], types: dict[str, str], main: str, creator: str) -> bytes:
    listed = "".join(f'<Override PartName="/{name}" ContentType="{_TYPE}{kind}+xml"/>' for name, kind in types.items())
    root = [_link("m", "officeDocument", main)]
    if creator:
        kind = f"{_PACKAGE}relationships/metadata/core-properties"
        root.append(f'<Relationship Id="c" Type="{kind}" Target="docProps/core.xml"/>')
        parts["docProps/core.xml"] = (
            f'<p:coreProperties xmlns:p="{_PACKAGE}metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/">'
            f"<d:creator>{creator}</d:creator></p:coreProperties>"
        )
    parts["_rels/.rels"] = _links(root)
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return buffer.getvalue()
