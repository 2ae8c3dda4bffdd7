"""Dates in text, and the date a report is signed with."""

from __future__ import annotations

import pytest

from kaocheng.audit.dates import dated_sentences, names_other_year, signing_date, spans
from kaocheng.documents import Document, Paragraph
from kaocheng.model import Report
from kaocheng.provenance import Location


def report(*lines: str) -> Report:
    paragraphs = tuple(Paragraph(line, Location(paragraph=i)) for i, line in enumerate(lines, 1))
    return Report(kind="project", document=Document(paragraphs, "text/plain", "test"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2022 年 2 月 27 日至 3 月 15 日", [("2022-02-27", "2022-03-15")]),
        ("2022年12月20日至2023年1月5日", [("2022-12-20", "2023-01-05")]),
        ("2023年2月6日-10日", [("2023-02-06", "2023-02-10")]),
        ("截止2022年10月，今年共处理", [("2022-10-01", "2022-10-31")]),
        ("2022年12月", [("2022-12-01", "2022-12-31")]),
        ("2022年2月30日", []),
        ("2022年度", []),
    ],
)
def test_spans(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(span.start), str(span.end)) for span in spans(text)] == expected


def test_sentences_with_dates() -> None:
    (sentence,) = dated_sentences(report("目标已完成。2023年3月1日开展自评。", "没有日期"))
    assert sentence.text == "2023年3月1日开展自评"
    assert sentence.where == Location(paragraph=1)


@pytest.mark.parametrize(
    "line, day",
    [
        ("2023年4月27日", "2023-04-27"),
        ("2023 年 4 月27 日", "2023-04-27"),
        ("２０２３年４月２７日", "2023-04-27"),
        ("二〇二三年四月二十七日", "2023-04-27"),
        ("二○二三年十二月三十日", "2023-12-30"),
        ("2023.4.27", "2023-04-27"),
        ("青山县文化和旅游局  2023年4月27日", "2023-04-27"),
        ("填报日期：2023-04-27", "2023-04-27"),
        ("2023年4月", "2023-04-01"),
    ],
)
def test_signing_date(line: str, day: str) -> None:
    date = signing_date(report("正文。", line))
    assert date is not None
    assert date.span is not None
    assert str(date.span.start) == day


@pytest.mark.parametrize(
    "line",
    [
        "2022年度整体支出绩效自评报告",
        "（2022年度）",
        "项目开始时间为2022年1月1日",
        "发布时间：2023-09-20",
        "于2023年4月27日完成。",
    ],
)
def test_other_lines_sign_nothing(line: str) -> None:
    assert signing_date(report(line)) is None


def test_blank_and_impossible_dates() -> None:
    blank, impossible = signing_date(report("2023年   月   日")), signing_date(report("2023年2月30日"))
    assert blank is not None
    assert blank.is_blank
    assert impossible is not None
    assert impossible.span is None
    assert not impossible.is_blank


def test_another_fiscal_year() -> None:
    assert names_other_year("2022年3月完成2021年度自评", 2022)
    assert not names_other_year("2023年3月完成2022年度自评，安排2023年预算", 2022)
