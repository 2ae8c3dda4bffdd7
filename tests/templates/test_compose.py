"""Whole reports: forms, summaries, and short lines for what the text states."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.composition import Grid, Heading, Paragraph, Run
from kaocheng.errors import UsageError
from kaocheng.model import GradeBand, Report, SummaryRow
from kaocheng.model.reading import read_points, read_text
from kaocheng.provenance import Printed
from kaocheng.templates import compose, lay_out_summary, load_template
from tests.templates.forms import filled


def summary(name: str, caption: str | None) -> SummaryRow:
    return SummaryRow(
        name=Printed(name, name),
        row_kind="project",
        score=read_points("98"),
        table_title=read_text(caption or ""),
    )


def test_blocks_in_reading_order() -> None:
    report = Report(
        "project",
        title=read_text("某县交通运输局2024年项目支出绩效自评报告"),
        forms=(filled(),),
        summary=(summary("公路", "得分汇总表"), summary("桥梁", "得分汇总表"), summary("照明", None)),
        report_date=read_text("2025年3月1日"),
    )
    blocks = compose(report).composition.blocks
    assert [type(block) for block in blocks] == [Heading, Grid, Grid, Grid, Paragraph]
    assert [block.title for block in blocks if isinstance(block, Grid)] == ["项目支出绩效自评表", "得分汇总表", ""]


def test_what_the_text_states_becomes_a_line() -> None:
    bands = (
        GradeBand(Printed("优", "优"), Decimal(90), None),
        GradeBand(Printed("良", "良"), Decimal(80), Decimal(90)),
        GradeBand(Printed("差", "差"), None, Decimal(80)),
    )
    report = Report("project", overall_score=read_points("96分"), grade=read_text("优"), grade_bands=bands)
    lines = [
        "".join(piece.text for piece in block.pieces if isinstance(piece, Run))
        for block in compose(report).composition.blocks
        if isinstance(block, Paragraph)
    ]
    assert lines == ["自评得分为96分，自评等级为优。", "评价等级：得分≥90分为优；80分≤得分<90分为良；得分<80分为差。"]


def test_another_template_names_what_it_leaves_out() -> None:
    omitted = compose(Report("project", forms=(filled(),)), "F-03").omitted
    assert "forms[0].indicators[3].score" in omitted


def test_an_unknown_template_is_refused_before_anything_is_laid_out() -> None:
    with pytest.raises(UsageError, match="F-77"):
        compose(Report("project"), "F-77")


def test_a_summary_that_was_read_claims_no_unit() -> None:
    template = load_template("F-13")
    assert lay_out_summary((), template, year=2024).above_right == "单位：万元"
    assert lay_out_summary((summary("公路", None),), template).above_right == ""


def test_summary_paths_count_over_the_whole_report() -> None:
    grid = lay_out_summary((summary("公路", None),), load_template("F-14"), first=4)
    assert grid.holes() == []
    assert next(cell for cell in grid.cells if cell.text == "98").field == "summary[4].score"
