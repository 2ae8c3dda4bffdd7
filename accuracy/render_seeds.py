"""The seed reports as html: what the docx of each holds, its tables with merged cells.

    python -m accuracy.render_seeds     (writes samples/seeds/html)

The five pages are committed, so that the channel is measured on files that do not change with the docx reader.
"""

from __future__ import annotations

import html

from accuracy.channels import page
from accuracy.facts import ROOT
from kaocheng.documents import Cell, Document, Paragraph, Table

SEEDS = ROOT / "samples" / "seeds"


def page_of(document: Document, title: str) -> str:
    """The whole document as one self-contained page."""
    blocks = [_paragraph(block) if isinstance(block, Paragraph) else _table(block) for block in document.blocks]
    return page(title, "\n".join(block for block in blocks if block))


def _paragraph(paragraph: Paragraph) -> str:
    return f"<p>{_lines(paragraph.text)}</p>" if paragraph.text.strip() else ""


def _table(table: Table) -> str:
    rows: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    lines = [f"<tr>{''.join(map(_cell, sorted(row, key=lambda cell: cell.column)))}</tr>" for row in rows]
    return "\n".join(['<table border="1">', *lines, "</table>"])


def _cell(cell: Cell) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<td{spans}>{_lines(cell.text)}{''.join(map(_table, cell.tables))}</td>"


def _lines(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def main() -> None:
    from kaocheng.readers.registry import read

    folder = SEEDS / "html"
    folder.mkdir(exist_ok=True)
    for source in sorted((SEEDS / "docx").glob("*.docx")):
        target = folder / f"{source.stem}.html"
        target.write_text(page_of(read(source), source.stem), encoding="utf-8")
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
