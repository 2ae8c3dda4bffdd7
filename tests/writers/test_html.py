"""The page for a browser."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from kaocheng.audit.finding import Severity, Waived
from kaocheng.language import Text
from kaocheng.pipeline import CheckResult, RunNote
from kaocheng.provenance import Location
from kaocheng.writers import html
from tests.writers.situations import UNREAD, finding, result, skip

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that elements are closed in order, and gathers ids, links and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        if tag == "a":
            self.links.append(str(attributes["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def written(*results: CheckResult, language: Any = "zh") -> str:
    stream = io.StringIO()
    html.write(results, stream, language)
    return stream.getvalue()


CELL = finding()
TEXT = finding("PRI-01", Severity.WARNING, Location(paragraph=2), "正文中有联系人", form=None, subject="联系人")
NOWHERE = finding("PRO-01", Severity.INFO, Location(), "没有写明组织过程", form=None, subject="")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_well_formed_and_every_link_has_its_target(language: str) -> None:
    page = Page(written(result((CELL, TEXT, NOWHERE), (skip(),)), UNREAD, result(), language=language))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


def test_finding_and_cell_point_at_each_other() -> None:
    page = Page(written(result((CELL, TEXT))))
    cell = next(a for tag, a in page.elements if a.get("id") == "f1-t1-r2-c2")
    assert cell["class"] is not None
    assert {"marked", "error"} <= set(cell["class"].split())
    assert "#f1-t1-r2-c2" in page.links
    numbers = [link for link in page.links if re.fullmatch(r"#f1-n\d+", link)]
    assert len(numbers) == 2  # from the cell and from the paragraph


def test_nothing_is_loaded_and_nothing_runs() -> None:
    text = written(result((CELL, TEXT), (skip(),)))
    page = Page(text)
    assert not {tag for tag, _ in page.elements} & {"script", "img", "link", "iframe", "object", "base", "form"}
    assert not any(name.startswith("on") or name in ("style", "src") for _, a in page.elements for name in a)
    assert "url(" not in text
    assert "http:" not in text
    assert "https:" not in text
    style = re.search(r"<style>(.*)</style>", text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_texts_of_the_document_are_escaped() -> None:
    text = written(result((TEXT, finding(message="<img src=x onerror=alert(1)>\x00", subject="\" onclick='x'"))))
    assert "<script>" not in text
    assert "<img" not in text
    assert "&lt;script&gt;某某甲&lt;/script&gt;" in text
    assert "&lt;b&gt;10&lt;/b&gt;" in text
    assert "\x00" not in text
    Page(text)


def test_merged_cells_are_rebuilt() -> None:
    cells = [a for tag, a in Page(written(result((CELL,)))).elements if tag == "td"]
    assert any(a.get("rowspan") == "2" for a in cells)
    assert any(a.get("colspan") == "2" for a in cells)


def test_claimed_stands_beside_replayed() -> None:
    text = written(result())
    row = re.search(r"<tr><td>年度资金总额</td>.*?</tr>", text)
    assert row is not None
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[0]) == ["年度资金总额", "10", "10", "≠ 5.78", "10 × 57.77%"]


def test_table_without_finding_is_folded_away() -> None:
    text = written(result((CELL,)))
    assert re.search(r"<details><summary>表2.*?没有问题指向此表", text)
    assert "<details><summary>表1" not in text


def test_unread_file_is_in_the_list_with_its_reason() -> None:
    text = written(result(), UNREAD)
    assert text.count("未能核查：扫描件，没有文字") == 2  # in the list and in its section
    assert "未发现问题（40 项规则已判定）" in text


def test_clean_and_undecided_are_told_apart() -> None:
    clean, open_question = written(result()), written(result(skips=(skip(),)))
    assert 'class="verdict ok"' in clean
    assert 'class="verdict undecided"' not in clean
    assert 'class="verdict undecided"' in open_question
    assert "未能判定的规则（1 项）" in open_question


def test_waived_findings_are_folded_and_marked_nowhere_else() -> None:
    record = Waived("按上级指标<填报>", "某某甲", None)
    page = written(result((finding("ARI-01"), replace(finding("IND-14"), waived=record))))
    folded = page.split('<details class="waived">')[1].split("</details>")[0]
    assert "已豁免的问题（1 项）" in folded
    assert "IND-14" in folded
    assert "豁免：按上级指标&lt;填报&gt;（某某甲，无期限）" in folded
    assert "IND-14" not in page.replace(folded, "")
    assert "<b>1</b>项已豁免" in page


def test_notes_of_the_run_stand_in_the_overview() -> None:
    stream = io.StringIO()
    note = RunNote("waiver-unused", "w<1>.toml", 3, Text("没有用到", "not needed"))
    html.write([result()], stream, "zh", [note])
    assert "<li>w&lt;1&gt;.toml 第3行：没有用到</li>" in stream.getvalue()
