"""Measures one peer in its own environment: `python worker.py PEER ROUNDS FILE…`, prints one JSON line.

Runs by itself, without Kaocheng: {"seconds": …, "version": …}, or exit status 3 where the peer is not installed.
"""

import gc
import importlib.metadata
import json
import sys
from time import process_time


def python_docx():
    import docx

    def run(paths):
        for path in paths:
            for table in docx.Document(path).tables:
                for row in table.rows:
                    for cell in row.cells:
                        _ = cell.text

    return run


def docling():
    from docling.document_converter import DocumentConverter

    converter = DocumentConverter()

    def run(paths):
        for path in paths:
            converter.convert(path)

    return run


def markitdown():
    from markitdown import MarkItDown

    converter = MarkItDown()

    def run(paths):
        for path in paths:
            converter.convert(path)

    return run


def pdfplumber():
    import pdfplumber

    def run(paths):
        for path in paths:
            with pdfplumber.open(path) as document:
                for page in document.pages:
                    page.extract_text()
                    page.extract_tables()

    return run


def openpyxl():
    import openpyxl

    def run(paths):
        for path in paths:
            for sheet in openpyxl.load_workbook(path):
                for row in sheet.iter_rows():
                    for cell in row:
                        _ = cell.value

    return run


def python_calamine():
    from python_calamine import CalamineWorkbook

    def run(paths):
        for path in paths:
            book = CalamineWorkbook.from_path(path)
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

    return run


def fastexcel():
    import fastexcel

    def run(paths):
        for path in paths:
            book = fastexcel.read_excel(path)
            for name in book.sheet_names:
                book.load_sheet(name, header_row=None)

    return run


PEERS = {
    "python-docx": python_docx,
    "docling": docling,
    "markitdown": markitdown,
    "pdfplumber": pdfplumber,
    "openpyxl": openpyxl,
    "python-calamine": python_calamine,
    "fastexcel": fastexcel,
}


def main():
    peer, rounds, *paths = sys.argv[1:]
    try:
        version = importlib.metadata.version(peer)
        run = PEERS[peer]()
    except (ImportError, importlib.metadata.PackageNotFoundError) as error:
        print(error, file=sys.stderr)
        return 3
    run(paths)
    best = float("inf")
    for _ in range(int(rounds)):
        gc.collect()
        start = process_time()
        run(paths)
        best = min(best, process_time() - start)
    print(json.dumps({"seconds": best, "version": version}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
