"""Small Word documents from raw XML, so that a test shows exactly what is in the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from kaocheng.readers import Source

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def content_types(main: str = MAIN_TYPE) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def relationships(*links: tuple[str, str]) -> str:
    """Links of a part, as (kind, target)."""
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def document_xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'


def part_xml(root: str, inner: str) -> str:
    """Another part of the package, e.g. root "hdr"."""
    return f"<w:{root} {NAMESPACES}>{inner}</w:{root}>"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unpack(source: Source) -> dict[str, bytes]:
    """The parts of a document, to be changed and packed again."""
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx(body: str, extra: dict[str, tuple[str, str]] | None = None, main: str = MAIN_TYPE) -> Source:
    """A document with this body. `extra`: file name in word/ → (kind of link, content)."""
    extra = extra or {}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": document_xml(body),
        "word/_rels/document.xml.rels": relationships(*((kind, name) for name, (kind, _) in extra.items())),
    }
    parts |= {f"word/{name}": content for name, (_, content) in extra.items()}
    return Source("样本.docx", package(parts))


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(inner: str, span: int = 1, merge: str | None = None) -> str:
    """A cell. `inner`: its text, or its XML when it begins with "<". `merge`: "restart" or "continue"."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge is not None:
        properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
