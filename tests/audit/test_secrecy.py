"""Classification marks are found wherever they stand, and only marks."""

from __future__ import annotations

import pytest

from kaocheng.audit.secrecy import secrecy_marks
from kaocheng.documents import Cell, Document, Paragraph, Table
from kaocheng.provenance import NOWHERE, Location


@pytest.mark.parametrize("mark", ["秘密★10年", "机密 ★ 长期", "内部资料，注意保存", "密级：秘密"])
def test_mark_in_header_paragraph_and_cell(mark: str) -> None:
    table = Table(1, 1, 1, (Cell(mark, 0, 0),))
    document = Document(
        (Paragraph(mark, Location(paragraph=1)), table), "text/plain", "test", headers=(Paragraph(mark, NOWHERE),)
    )
    found = secrecy_marks(document)
    assert [where for _, where in found] == [NOWHERE, Location(paragraph=1), Location(table=1, row=1, column=1)]


@pytest.mark.parametrize("text", ["加强保密工作，没有泄露国家秘密", "内部控制制度健全", "密切联系群众", "★★★ 优秀"])
def test_ordinary_words_are_no_marks(text: str) -> None:
    assert secrecy_marks(Document((Paragraph(text, NOWHERE),), "text/plain", "test")) == ()
