"""The least work there is: what any reader of a format has to do before it can begin to understand."""

from __future__ import annotations

import ctypes
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree


def docx_floor(paths: Iterable[Path]) -> None:
    """Unzip and parse the main part."""
    for path in paths:
        with zipfile.ZipFile(path) as package:
            etree.fromstring(package.read("word/document.xml"))


def xlsx_floor(paths: Iterable[Path]) -> None:
    """Unzip and parse the sheets and the strings they share."""
    for path in paths:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                    etree.fromstring(package.read(name))


def pdf_floor(paths: Iterable[Path]) -> int:
    """Every character and its box, page by page; returns the number of pages."""
    pages = 0
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for path in paths:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            text = page.get_textpage()
            handle = text.raw
            for index in range(pdfium.FPDFText_CountChars(handle)):
                pdfium.FPDFText_GetUnicode(handle, index)
                pdfium.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
            pages += 1
            text.close()
            page.close()
        document.close()
    return pages
