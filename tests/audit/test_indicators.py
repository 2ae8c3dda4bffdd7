"""What an indicator row is: category, target in force, why it cannot be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaocheng.audit.indicators import (
    Category,
    category_of,
    category_of_label,
    is_full_duty,
    named_tables,
    target_of,
    unsettled,
)
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.model.entry import Raw, make_indicator
from tests.situation import build


def row(**cells: str) -> Indicator:
    return make_indicator({name: Raw(text) for name, text in cells.items()})


@pytest.mark.parametrize(
    "label, category",
    [
        ("数量指标", Category.QUANTITY),
        ("经济效\n益指标", Category.ECONOMIC),
        ("生态环境成本指标", Category.COST),
        ("社会公众或服务对象满意度指标", Category.SATISFACTION),
        ("可持续影 响指标", Category.SUSTAINABILITY),
        ("进度指标", Category.TIMELINESS),
        ("预算执行率", Category.EXECUTION),
        ("过程指标", None),
    ],
)
def test_category_of_a_printed_label(label: str, category: Category | None) -> None:
    assert category_of_label(label) is category


def test_first_level_decides_where_there_is_no_second() -> None:
    assert category_of(row(level1="满意度指标（10分）", level3="群众满意度")) is Category.SATISFACTION
    assert category_of(row(level1="产出指标", level3="培训场次")) is None


def test_the_adjusted_target_is_in_force_unless_it_is_blank() -> None:
    assert target_of(row(target="≥10次", adjusted_target="≥8次")).text == "≥8次"  # type: ignore[union-attr]
    assert target_of(row(target="≥10次", adjusted_target="—")).text == "≥10次"  # type: ignore[union-attr]


def test_a_duty_is_one_hundred_percent() -> None:
    assert is_full_duty(target_of(row(target="100%")))
    assert not is_full_duty(target_of(row(target="100次")))


def test_a_row_read_with_doubt_is_not_judged() -> None:
    certain = row(level3="培训场次", target="≥10次")
    doubtful = replace(certain, uncertain=Text("列数不符", "columns shifted"))
    assert unsettled(certain, certain.target) is None
    skip = unsettled(doubtful)
    assert skip is not None
    assert skip.reason == Text("列数不符", "columns shifted")


def test_named_tables_gives_forms_and_summary_tables_without_execution_and_names() -> None:
    indicators = [{"level3": "培训场次"}, {"level2": "预算执行率", "level3": "100%"}, {"level2": "数量指标"}]
    summary = [
        {"row_kind": "indicator", "name": "短视频数量", "weight": "10"},
        {"row_kind": "project", "name": "甲项目"},
    ]
    tables = list(named_tables(build({"form": {"indicators": indicators}, "report": {"summary": summary}}).report))
    assert [[(r.form, r.name) for r in table] for table in tables] == [[(0, "培训场次")], [(None, "短视频数量")]]
