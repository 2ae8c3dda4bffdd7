from __future__ import annotations

import pytest

from kaocheng.extraction.labels import assign, field_of, normalise


@pytest.mark.parametrize(
    "printed, section, field",
    [
        ("项目支\n出名称", "head", "project_name"),
        ("实施单位（盖章）", "head", "implementing_unit"),
        ("全年（调整）预算数", "funding", "adjusted_budget"),
        ("得分（20分×执行率）", "funding", "score"),
        ("執行率", "funding", "execution_rate"),
        ("年度指標值", "indicator", "target"),
        ("偏差原因分析\n及改进措施", "indicator", "deviation"),
        ("得分系数(%)", "indicator", "score_rate"),
        ("全年目标实际完成情况", "objective", "actual"),
        ("图书购置经费", "head", None),
    ],
)
def test_labels(printed: str, section: str, field: str | None) -> None:
    assert field_of(printed, section) == field


def test_pinyin_debris_is_no_part_of_a_label() -> None:
    assert normalise("質(zhì)量指標(biāo)") == "质量指标"


def test_the_better_label_wins_the_field() -> None:
    header = ["一级指标", "二级指标", "三级指标", "指标内容", "指标值"]
    assert assign(header, "indicator") == {0: "level1", 1: "level2", 2: "level3", 3: "definition", 4: "target"}
    assert assign(["一级指标", "指标内容", "指标值"], "indicator") == {0: "level1", 1: "level3", 2: "target"}
