"""Which reader reads a file: decided by its content, never by its name.

A wrong suffix is no error: downloaded .doc and .xls files are html or docx as often as not. It leaves the remark
"suffix-mismatch" on the document.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple, cast

from kaocheng.documents import Cell, Document, Paragraph
from kaocheng.errors import DamagedInput, KaochengError, LimitExceeded, MissingDependency, UnknownFormat
from kaocheng.language import Text, same
from kaocheng.readers import ole
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.package import Package, encrypted_input, too_deep
from kaocheng.readers.source import Source, decode_text, empty_input, open_source

# What a suffix promises. A promise no reader keeps (.doc, .wps) is broken by any file that can be read.
_SUFFIXES = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx",
    ".xls": "xls", ".xlt": "xls", ".et": "xls",
    ".pdf": "pdf",
    ".htm": "html", ".html": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html",
    ".txt": "txt", ".text": "txt", ".csv": "txt", ".tsv": "txt", ".md": "txt",
    ".doc": "", ".dot": "", ".wps": "", ".ppt": "", ".pptx": "", ".rtf": "", ".odt": "", ".ods": "", ".ofd": "",
    ".zip": "", ".xml": "", ".jpg": "", ".jpeg": "", ".png": "",
}  # fmt: skip


class _Kind(NamedTuple):
    """A format we do not read: what it is, and what to do."""

    zh: str
    en: str
    cure: Text


_AS_DOCX = Text("请用 Word 或 WPS 打开，另存为 docx 后再读。", "Open it in Word or WPS and save it as docx.")
_AS_XLSX = Text("请用 Excel 或 WPS 打开，另存为 xlsx 后再读。", "Open it in Excel or WPS and save it as xlsx.")
_AS_PDF = Text("请导出为带文字的 pdf 后再读。", "Export it as a pdf with text.")
_UNPACK = Text("请先解压，再读其中的文件。", "Unpack it and read the files inside.")
_TEXT_NEEDED = Text(
    "图片不含文字，请提供 docx、xlsx 或带文字的 pdf。",
    "A picture holds no text: provide the docx, the xlsx or a pdf with text.",
)
_OFFICE_NEEDED = Text(
    "请提供 docx、xlsx、xls、pdf、html 或 txt 文件。",
    "Provide a docx, xlsx, xls, pdf, html or txt file.",
)

_IMAGE = _Kind("图片", "a picture", _TEXT_NEEDED)
_MAGIC: tuple[tuple[bytes, _Kind], ...] = (
    (b"{\\rtf", _Kind("RTF 文档", "an RTF document", _AS_DOCX)),
    (b"7z\xbc\xaf\x27\x1c", _Kind("7z 压缩包", "a 7z archive", _UNPACK)),
    (b"Rar!\x1a\x07", _Kind("RAR 压缩包", "a RAR archive", _UNPACK)),
    (b"\x1f\x8b", _Kind("gzip 压缩包", "a gzip archive", _UNPACK)),
    (b"BZh", _Kind("bzip2 压缩包", "a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ\0", _Kind("xz 压缩包", "an xz archive", _UNPACK)),
    (b"\x89PNG\r\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"BM", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"MZ", _Kind("可执行程序", "a program", _OFFICE_NEEDED)),
    (b"\x7fELF", _Kind("可执行程序", "a program", _OFFICE_NEEDED)),
)
_WORDY_MAGIC = (b"BM", b"MZ", b"BZh", b"GIF8")  # a text may begin with these letters; then it is a text

_ZIP_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": _Kind(
        "OpenDocument 文本（odt）", "an OpenDocument text (odt)", _AS_DOCX
    ),
    b"application/vnd.oasis.opendocument.spreadsheet": _Kind(
        "OpenDocument 表格（ods）", "an OpenDocument spreadsheet (ods)", _AS_XLSX
    ),
    b"application/epub+zip": _Kind("EPUB 电子书", "an EPUB book", _AS_PDF),
}
_OFD = _Kind("OFD 版式文件", "an OFD document", _AS_PDF)
_ARCHIVE = _Kind("不含办公文档的压缩包", "an archive that is no office document", _UNPACK)
_XLSB = _Kind("Excel 二进制工作簿（xlsb）", "a binary Excel workbook (xlsb)", _AS_XLSX)
_OFFICE_TYPES: tuple[tuple[bytes, str | _Kind], ...] = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "docx"),
    (b"ms-excel.sheet.binary.macroEnabled.main", _XLSB),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsx"),
    (b"presentationml.", _Kind("演示文稿（pptx）", "a presentation (pptx)", _AS_PDF)),
)
_OLD_WORD = _Kind("旧版 Word 或 WPS 文档（doc、wps）", "an old Word or WPS document (doc, wps)", _AS_DOCX)
_OLD_OFFICE = _Kind("不支持的旧版办公文件", "an old office file of a kind that is not supported", _AS_DOCX)
_OLE_STREAMS: tuple[tuple[str, str | _Kind], ...] = (
    ("WordDocument", _OLD_WORD),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", _Kind("旧版演示文稿（ppt）", "an old presentation (ppt)", _AS_PDF)),
    ("HwpSummaryInformation", _Kind("HWP 文档", "an HWP document", _AS_DOCX)),
)
_WORD_XML = _Kind("Word XML 文档", "a Word XML document", _AS_DOCX)
_EXCEL_XML = _Kind("Excel 2003 XML 表格", "an Excel 2003 XML spreadsheet", _AS_XLSX)
_XML_KINDS: tuple[tuple[str, _Kind], ...] = (
    ("Word.Document", _WORD_XML),
    ("office/word/2003/wordml", _WORD_XML),
    ("2006/xmlPackage", _WORD_XML),
    ("Excel.Sheet", _EXCEL_XML),
    ("office:spreadsheet", _EXCEL_XML),
)
_XML = _Kind("XML 数据文件", "an XML data file", _OFFICE_NEEDED)

_HTML = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|style|script|table|tbody|tr|div|p|pre|h[1-6]|center|font|span"
    r"|ul|ol|dl|br|form|section|article|main)[\s/>])",
    re.I,
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_XML_PROLOG = re.compile(r"(?>\s*<\?.*?\?>|\s*<!--.*?-->)*+\s*", re.S)
_MIME = re.compile(r"(?:^|\n)content-type:\s*(?:multipart/related|text/html)", re.I)
_HEADER_LINE = re.compile(r"[\w-]+: ")
_HEAD_BYTES = 16384


def read(source: Source | str | os.PathLike[str], limits: Limits = DEFAULT) -> Document:
    """Read a document of any supported format: docx, xlsx, xls, pdf, html (mht) or flattened text.

    Raises `UsageError` when a path names no file, and a `ReadError` for everything that is wrong with its content:
    no other exception leaves this function, whatever the bytes are.
    """
    if not isinstance(source, Source):
        source = open_source(source, limits)
    limits.check("max_file_bytes", len(source.data))
    try:
        name = reader_name(source, limits)
        document = _reader(name)(source, limits)
    except KaochengError:
        raise
    except RecursionError as error:
        raise too_deep(limits) from error
    except MemoryError as error:
        raise LimitExceeded(
            Text("文件过大，内存不足，未能读取。请拆分后再读。", "The file needs more memory than there is. Split it.")
        ) from error
    except Exception as error:  # a hole in a reader or a library must not stop a run over other files
        raise DamagedInput(
            Text(
                "文件已损坏或结构异常，无法读取（{detail}）。请用原软件打开并重新保存。",
                "The file is damaged or has an unusual structure and cannot be read ({detail}). "
                "Open it in its own program and save it again.",
            ).format(detail=same(f"{type(error).__name__}: {error}"[:200]))
        ) from error
    if not _says_something(document):
        raise empty_input()
    if _SUFFIXES.get(source.suffix, name) != name:
        document = replace(document, remarks={**document.remarks, "suffix-mismatch": 1})
    return document


def reader_name(source: Source, limits: Limits = DEFAULT) -> str:
    """The name of the reader for this content: "docx", "xlsx", "xls", "pdf", "html" or "txt".

    Raises `EmptyInput`, `EncryptedInput`, `DamagedInput`, or `UnknownFormat` that names the format and the way out.
    """
    data = source.data
    if not data.strip(b"\0 \t\r\n\f\v"):
        raise empty_input()
    if data.startswith(_ZIP):
        return _zip_reader(Package(data, limits))
    if data.startswith(ole.MAGIC):
        return _ole_reader(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        if data.startswith(magic) and not (magic in _WORDY_MAGIC and _is_text(data)):
            raise _unknown(kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise _unknown(_IMAGE)
    return _text_reader(data)


def _zip_reader(package: Package) -> str:
    types = package.read_part("[Content_Types].xml") if "[Content_Types].xml" in package else b""
    if types.startswith((b"\xff\xfe", b"\xfe\xff")):
        types = types.decode("utf-16", "replace").encode()
    found: str | _Kind | None = next((kind for mark, kind in _OFFICE_TYPES if mark in types), None)
    if found is None and "word/document.xml" in package:
        found = "docx"
    if found is None and "xl/workbook.xml" in package:
        found = "xlsx"
    if found is None and "mimetype" in package:
        found = _ZIP_MIMETYPES.get(package.read_part("mimetype").strip())
    if found is None and "OFD.xml" in package:
        found = _OFD
    if isinstance(found, str):
        return found
    if package.is_encrypted:
        raise encrypted_input()
    raise _unknown(found or _ARCHIVE)


def _ole_reader(data: bytes) -> str:
    streams = ole.stream_names(data)
    if "EncryptedPackage" in streams:
        raise encrypted_input()
    found = next((kind for name, kind in _OLE_STREAMS if name in streams), None)
    if isinstance(found, str):
        return found
    raise _unknown(found or _OLD_OFFICE)


def _text_reader(data: bytes) -> str:
    # The marks searched for are ASCII, so a page is known before its charset is. UTF-16 has zero bytes in between.
    start = data[:_HEAD_BYTES].removeprefix(codecs.BOM_UTF8).decode("latin-1").replace("\0", "").lstrip("ÿþ")
    body = start[cast(re.Match[str], _XML_PROLOG.match(start)).end() :]
    if _HTML.match(body):
        return "html"
    if start.lstrip().startswith("<?xml") or "<?mso-application" in start:
        raise _unknown(next((kind for mark, kind in _XML_KINDS if mark in start), _XML))
    if _HEADER_LINE.match(start.lstrip()) and _MIME.search(start):
        return "html"
    if not decode_text(data).strip():
        raise empty_input()
    return "txt"


def _is_text(data: bytes) -> bool:
    try:
        decode_text(data)
    except UnknownFormat:
        return False
    return True


def _unknown(kind: _Kind) -> UnknownFormat:
    return UnknownFormat(
        Text("不支持的文件格式：内容是{what}。{cure}", "Unsupported format: the content is {what}. {cure}").format(
            what=Text(kind.zh, kind.en), cure=kind.cure
        )
    )


def _reader(name: str) -> Callable[[Source, Limits], Document]:
    """Import a reader only when it is needed: a run over docx files never loads pdfium."""
    try:
        module = import_module(f"kaocheng.readers.{name}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("kaocheng"):
            raise  # our own fault, not a missing package
        raise MissingDependency(
            Text(
                "读取 {name} 文件需要 Python 包 {package}，请先安装：pip install {package}",
                "Reading {name} files needs the Python package {package}: pip install {package}",
            ).format(name=name, package=error.name)
        ) from error
    return cast(Callable[[Source, Limits], Document], module.read)


def _says_something(document: Document) -> bool:
    return (
        any(block.text if isinstance(block, Paragraph) else _any_text(block.cells) for block in document.blocks)
        or any(paragraph.text for paragraph in document.headers)
        or any(paragraph.text for paragraph in document.footers)
    )


def _any_text(cells: tuple[Cell, ...]) -> bool:
    return any(cell.text or any(_any_text(table.cells) for table in cell.tables) for cell in cells)
