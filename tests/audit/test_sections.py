"""Headings and what stands under them."""

from __future__ import annotations

import pytest

from kaocheng.audit.sections import Topic, is_written_report, narrative_of, place_of_report, sections_about, topic_of
from kaocheng.documents import Document, Paragraph
from kaocheng.model import Report
from kaocheng.provenance import NOWHERE, Location, Printed

LONG = "自评工作组对照批复的绩效目标逐项核对凭证、台账和问卷，并按评分标准打分，形成自评报告。"


def report(*lines: str, title: str | None = None) -> Report:
    paragraphs = tuple(Paragraph(line, Location(paragraph=i)) for i, line in enumerate(lines, 1))
    return Report(
        kind="project",
        title=None if title is None else Printed(title, title),
        document=Document(paragraphs, "text/plain", "test"),
    )


@pytest.mark.parametrize(
    "title, topic",
    [
        ("存在的问题及改进措施", Topic.PROBLEMS_AND_MEASURES),
        ("针对问题提出具体的改进措施或建议", Topic.MEASURES),
        ("项目存在的主要问题", Topic.PROBLEMS),
        ("自评的方法和过程", Topic.PROCEDURE),
        ("绩效评价情况及结论", Topic.CONCLUSION),
        ("评价工作组人员名单及签字（姓名、工作单位）", Topic.EVALUATORS),
        ("项目过程情况", None),
        ("绩效评价指标分析", None),
        ("部门整体支出绩效目标、指标", None),
    ],
)
def test_topic_of_a_heading(title: str, topic: Topic | None) -> None:
    assert topic_of(title) is topic


def test_a_section_ends_at_the_next_topic_whatever_its_number() -> None:
    body = report(
        "五、存在的问题及建议",
        "（一）存在的问题",
        "1.意识有待提升。",
        "（2）建议",
        "1.加大力度",
        "多做宣传。",
        "2.提高。",
    )
    problems, measures = sections_about(body, Topic.PROBLEMS, Topic.MEASURES)
    assert problems.text == "1.意识有待提升。"
    assert measures.text == "1.加大力度多做宣传。2.提高。"
    assert (problems.level, measures.level) == (2, 4)


def test_a_section_ends_where_the_tables_begin() -> None:
    body = report("四、改进措施", "加强管理。", "附件2-1", "项目支出绩效自评表", "（2022年度）")
    (measures,) = sections_about(body, Topic.MEASURES)
    assert measures.text == "加强管理。"


def test_heading_and_text_on_one_line() -> None:
    (problems,) = sections_about(report("（一）存在的问题：预算编制不够细化。", "执行偏慢。"), Topic.PROBLEMS)
    assert problems.text == "预算编制不够细化。执行偏慢。"


def test_numbered_sentences_are_no_headings() -> None:
    assert narrative_of(report("（一）负责处理日常事务工作。", "1．主要职能。", "2023.5万元已支付")).sections == ()


def test_cut_lines_are_joined() -> None:
    (procedure,) = sections_about(
        report("（二）自评的方法和过程", "采用业务处室自评与工作", "组复评相结合的方式。"), Topic.PROCEDURE
    )
    assert "自评与工作组复评" in procedure.text


def test_hidden_paragraphs_are_not_read() -> None:
    document = Document((Paragraph("一、存在的问题", NOWHERE, hidden=True),), "text/plain", "test")
    assert narrative_of(Report(kind="project", document=document)).paragraphs == ()


def test_written_report_and_bare_form() -> None:
    assert is_written_report(report("一、组织", LONG, "二、方法", LONG, "三、结论", LONG))
    assert is_written_report(report(LONG, LONG, LONG, title="2022年度绩效自评报告"))
    assert not is_written_report(report("项目支出绩效自评表", "（2022年度）", "填报人：某某甲", LONG, LONG, LONG))
    assert not is_written_report(Report(kind="project"))


def test_place_of_a_report() -> None:
    assert place_of_report(report("第一段")) == Location(paragraph=1)
    assert place_of_report(Report(kind="project")) == NOWHERE
