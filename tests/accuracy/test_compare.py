"""The measurement itself: planted errors are counted as what they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from accuracy.compare import Tally, Verdict, align, compare
from accuracy.facts import Layout, Sample
from accuracy.found import found_in
from accuracy.record import Expected, Found, Node
from accuracy.truth import truth_of_sample

from kaocheng.language import Text
from kaocheng.model import Form, Indicator, Objective, Report
from kaocheng.model.entry import Raw, make_funding_row
from kaocheng.model.reading import read_points, read_target, read_text
from kaocheng.provenance import Printed, Unreadable

ROWS = [
    ("产出指标", "数量指标", "图书外借册次", "≥20万册", "21万册", "20", "20"),
    ("产出指标", "质量指标", "图书完好率", "≥97%", "98%", "15", "14"),
    ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "93%", "10", "10"),
]


def printed_form() -> Node[Expected]:
    names = ("level1", "level2", "level3", "target_raw", "actual_raw", "weight", "score")
    facts = {
        "form_kind": "项目支出绩效自评表",
        "year": "2023",
        "project_name": "图书购置经费",
        "department": "某市文化和旅游局",
        "implementing_unit": "某市图书馆",
        "columns": ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        "funding": [],
        "goals": [{"expected": "购置图书两万册。", "actual": "购置图书两万册。"}],
        "indicators": [dict(zip(names, row, strict=True)) for row in ROWS],
        "total_score_printed": "98",
    }
    return truth_of_sample(Sample("图书", "facts", ((facts, Layout()),)))


def indicator(row: tuple[str, ...], **changes: Any) -> Indicator:
    level1, level2, level3, target, actual, weight, score = row
    read = Indicator(
        level1=read_text(level1),
        level2=read_text(level2),
        level3=read_text(level3),
        target=read_target(target),
        actual=read_target(actual, role="actual"),
        weight=read_points(weight),
        score=read_points(score),
    )
    return replace(read, **changes)


def extracted(*indicators: Indicator, **changes: Any) -> Report:
    form = Form(
        title=read_text("项目支出绩效自评表"),
        project_name=read_text("图书购置经费"),
        competent_department=read_text("某市文化和旅游局"),
        implementing_unit=read_text("某市图书馆"),
        fiscal_year=Printed("2023", 2023),
        objectives=(Objective(read_text("购置图书两万册。"), read_text("购置图书两万册。")),),
        indicators=indicators or tuple(indicator(row) for row in ROWS),
        total_score=read_points("98"),
    )
    return Report("project", forms=(replace(form, **changes),))


def tally(report: Report) -> Tally:
    return Tally.of(compare(printed_form(), found_in(report)))


def verdicts(report: Report) -> dict[str, Verdict]:
    outcomes = compare(printed_form(), found_in(report))
    return {outcome.place: outcome.verdict for outcome in outcomes if outcome.verdict is not Verdict.RIGHT}


FIELDS = 6 + 2 + 7 * len(ROWS)


def test_a_perfect_extraction_has_full_recall_and_no_silent_error() -> None:
    assert tally(extracted()) == Tally(FIELDS, FIELDS, 0)


def test_an_altered_field_is_a_silent_error() -> None:
    wrong = indicator(ROWS[1], score=read_points("15"))
    report = extracted(indicator(ROWS[0]), wrong, indicator(ROWS[2]))
    assert verdicts(report) == {"forms[1].indicators[2].score": Verdict.WRONG}
    assert tally(report) == Tally(FIELDS, FIELDS - 1, 1)


def test_the_right_text_read_as_another_number_is_a_silent_error() -> None:
    misread = Printed("14", Decimal("1.4"))
    report = extracted(indicator(ROWS[0]), indicator(ROWS[1], score=misread), indicator(ROWS[2]))
    assert verdicts(report) == {"forms[1].indicators[2].score": Verdict.WRONG}


def test_an_error_that_is_marked_is_no_silent_error() -> None:
    unreadable = Printed("l4", Unreadable(Text("看不清", "illegible")))
    report = extracted(indicator(ROWS[0]), indicator(ROWS[1], score=unreadable), indicator(ROWS[2]))
    assert verdicts(report) == {"forms[1].indicators[2].score": Verdict.DOUBTED}
    shifted = indicator(ROWS[1], score=read_points("15"), uncertain=Text("列错位", "columns shifted"))
    report = extracted(indicator(ROWS[0]), shifted, indicator(ROWS[2]))
    assert verdicts(report) == {"forms[1].indicators[2].score": Verdict.DOUBTED}
    assert tally(report) == Tally(FIELDS, FIELDS - 1, 0)


def test_a_missing_field_lowers_recall_only() -> None:
    report = extracted(project_name=None)
    assert verdicts(report) == {"forms[1].project_name": Verdict.MISSING}
    assert tally(report) == Tally(FIELDS, FIELDS - 1, 0)


def test_a_missing_row_costs_its_own_fields_and_no_other() -> None:
    report = extracted(indicator(ROWS[0]), indicator(ROWS[2]))
    assert tally(report) == Tally(FIELDS, FIELDS - 7, 0)
    assert set(verdicts(report).values()) == {Verdict.MISSING}


def test_a_field_where_nothing_is_printed_is_spurious() -> None:
    invented = indicator(ROWS[0], deviation=read_text("无偏差"))
    report = extracted(invented, indicator(ROWS[1]), indicator(ROWS[2]))
    assert verdicts(report) == {"forms[1].indicators[1].deviation": Verdict.SPURIOUS}
    assert tally(report) == Tally(FIELDS, FIELDS, 1)


def test_an_invented_row_is_spurious_field_by_field() -> None:
    rows = [indicator(row) for row in ROWS]
    report = extracted(*rows, indicator(("效益指标", "社会效益指标", "指标2：", "—", "—", "5", "5")))
    assert tally(report) == Tally(FIELDS, FIELDS, 7)
    funding = make_funding_row({"label": Raw("年度资金总额"), "adjusted_budget": Raw("30")})
    assert verdicts(extracted(funding=(funding,))) == {
        "forms[1].funding[1].label": Verdict.SPURIOUS,
        "forms[1].funding[1].adjusted_budget": Verdict.SPURIOUS,
    }


def test_a_form_that_was_not_found_is_missing_and_a_second_one_is_spurious() -> None:
    none = tally(Report("project"))
    assert (none.right, none.silent) == (0, 0)
    report = extracted()
    twice = replace(report, forms=(*report.forms, Form(title=read_text("项目支出绩效自评表"))))
    assert tally(twice) == Tally(FIELDS, FIELDS, 1)


@pytest.mark.parametrize(
    "text",
    [
        "图书购置 经费",
        "图书\n购置经费",
        "<p>图书购置经费</p>",
        "[bookmark: OLE_LINK1]图书购置经费",
        "图书购置经费\u3000",
    ],
)
def test_blanks_and_marks_do_not_count(text: str) -> None:
    assert verdicts(extracted(project_name=Printed(text, text))) == {}


def test_rows_are_aligned_in_order_though_labels_repeat() -> None:
    wanted = [Node({"label": Expected(("其他",)), "amount": Expected((), Decimal(n))}) for n in (1, 2, 3)]
    found = [Node({"label": Found("其他"), "amount": Found(text, Decimal(text))}) for text in ("1", "3")]
    assert align(wanted, found) == [(wanted[0], found[0]), (wanted[1], None), (wanted[2], found[1])]


def test_a_label_is_right_when_text_and_name_are() -> None:
    want = Node({"level3": Expected(("指标1：图书完好率",), name="图书完好率")})
    for name, verdict in (("图书完好率", Verdict.RIGHT), ("图书", Verdict.WRONG)):
        found = Node({"level3": Found("指标1：图书完好率", name=name)})
        assert [outcome.verdict for outcome in compare(want, found)] == [verdict]
