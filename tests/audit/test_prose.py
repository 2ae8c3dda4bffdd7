"""The running text is the same, however a format breaks it."""

from __future__ import annotations

import pytest

from kaocheng.audit.prose import breaks, close_text, passages, read_number, sentences
from kaocheng.documents import Document, Paragraph
from kaocheng.model import Report
from kaocheng.provenance import NOWHERE, Location

WHOLE = (
    "一、基本情况",
    "本馆坚持公开、公平的原则，采用自评与复评相结合的方式进行。",
    "经费支出合规。",
    "没有挪用情况。",
)
BROKEN = (
    "一、基本情况",
    "本馆坚持公开、公平的原则，采",
    "用自评与复评相结合的方式进行。",
    "经费支出合规。",
    "没有挪用情况。",
)


def report(*lines: str) -> Report:
    paragraphs = tuple(Paragraph(line, Location(paragraph=number)) for number, line in enumerate(lines, 1))
    return Report("project", document=Document(paragraphs, "text/plain", "test"))


def test_a_broken_paragraph_reads_like_a_whole_one() -> None:
    assert [p.text for p in passages(report(*BROKEN))] == [p.text for p in passages(report(*WHOLE))]
    assert [(b.before[-1:], b.after[:1]) for b in breaks(report(*BROKEN))] == [("采", "用")]
    assert breaks(report(*WHOLE)) == ()


def test_text_wrapped_everywhere_is_joined_but_has_no_breaks_of_its_own() -> None:
    wrapped = report(
        "本次评价坚持客观、公正的原则，采", "用自评与复评相结合的方式进行。在自评的基础", "上，比较分析了各项指标。"
    )
    assert len(passages(wrapped)) == 1
    assert breaks(wrapped) == ()


@pytest.mark.parametrize(
    "following",
    [
        "二、自评工作，开展情况。",
        "（2）建议，两条。",
        "一是加强管理，落实责任。",
        "附件2，名单。",
        "联系电话：00000000000，传真。",
    ],
)
def test_what_begins_anew_is_not_joined(following: str) -> None:
    assert len(passages(report("制度不完善，加强支出管理，加强绩效监控", following, "完。"))) == 3


def test_sections() -> None:
    text = report("五、问题及建议", "（一）存在的问题", "制度不全。", "（二）建议", "补齐制度；加强培训。")
    last = sentences(text)[-1]
    assert (last.text, last.passage.section, last.passage.subsection) == ("加强培训。", "问题及建议", "建议")


@pytest.mark.parametrize(
    "text, style, number, is_heading",
    [
        ("十二、附则", "一、", 12, True),
        ("（三）部门概况", "（一）", 3, True),
        ("（2）建议", "（1）", 2, True),
        ("4、主要经验", "1.", 4, True),
        ("（一）负责处理日常事务工作。", "（一）", 1, False),
    ],
)
def test_numbers(text: str, style: str, number: int, is_heading: bool) -> None:
    found = read_number(text, NOWHERE)
    assert found is not None
    assert (found.style, found.number, found.is_heading) == (style, number, is_heading)


@pytest.mark.parametrize("text", ["3.5万元已支付", "2022年度报告", "一是加强管理"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text, NOWHERE) is None


def test_blanks_go_but_numbers_do_not_run_together() -> None:
    assert close_text("总得分 ９４ 分，12 34") == "总得分94分，12 34"


def test_typed_in_report_has_no_text() -> None:
    assert passages(Report("project")) == ()
