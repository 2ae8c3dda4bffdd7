"""Amounts in sentences: what belongs together, and what is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.audit.narrative import amounts, breakdowns, shares, stated_executions


@pytest.mark.parametrize(
    "text, expected",
    [
        ("支出37.44万元", [("支出", "37.44", "万元", False)]),
        ("安排２０万元", [("安排", "20", "万元", False)]),
        ("共投入1,234.50元，单价45元/册", [("共投入", "1234.50", "元", False)]),
        (
            "约30万元、20余万元、10万元左右",
            [("", "30", "万元", True), ("", "20", "万元", True), ("", "10", "万元", True)],
        ),
        ("其中：人员经费为229.44万元", [("人员经费", "229.44", "万元", False)]),
        ("关注人数1.8万人，发稿1617篇", []),
        ("型号A100元器件一批", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str, str, bool]]) -> None:
    assert [(a.label, str(a.value), a.unit, a.approximate) for a in amounts(text)] == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("收入100万元，其中：拨款90万元，其他10万元。", [("100", ["90", "10"])]),
        ("收入100万元，其中：拨款90万元（含结转30万元），其他10万元。", [("100", ["90", "10"])]),
        ("拨款90万元，其他9.9万元，合计99.90万元。", [("99.90", ["90", "9.9"])]),
        ("基本支出60万元，其中：人员50万元、公用10万元；项目支出40万元。", [("60", ["50", "10"])]),
        ("支出100万元，其中购书60万元。活动45万元。", []),
        ("全年支出300万元，其中购书120万元。", []),
        ("年初预算50万元，支出47.3万元，结余2.7万元。", [("50", ["47.3", "2.7"])]),
    ],
)
def test_breakdowns(text: str, expected: list[tuple[str, list[str]]]) -> None:
    found = [(str(b.whole.value), [str(part.value) for part in b.parts]) for b in breakdowns(text)]
    assert found == expected


def test_nested_breakdowns_are_taken_from_the_inside() -> None:
    text = "总支出100.03万元，基本支出60万元，其中人员50万元、公用10万元，项目支出40万元。"
    inner, outer = breakdowns(text)
    assert (inner.whole.value, inner.total) == (60, 60)
    assert (outer.whole.value, outer.total, outer.last_place) == (Decimal("100.03"), 100, Decimal("1"))


def test_whole_numbers_among_decimals_do_not_coarsen_the_comparison() -> None:
    (found,) = breakdowns("项目支出25.01万元，主要是购书10万元、活动15.02万元。")
    assert found.last_place == Decimal("0.01")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("总支出200万元，基本支出150万元，占总支出的75%。", [("75", "150", "200")]),
        ("支出预算200万元，基本支出150万元，占总支出比重为75.0%", [("75.0", "150", "200")]),
        ("基本支出150万元，占总支出的75%。", []),
        ("覆盖村占全部村的75%。", []),
    ],
)
def test_shares(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(str(s.percent), str(s.part.value), str(s.whole.value)) for s in shares(text)] == expected


def test_stated_execution_needs_one_expenditure_and_a_budget_in_the_sentence() -> None:
    (stated,) = stated_executions("年初预算42万元，调整后预算37.44万元，支出37.44万元，执行率100%。")
    assert [budget.value for budget in stated.budgets] == [42, Decimal("37.44")]
    assert stated_executions("预算42万元。支出37.44万元，执行率100%。") == ()
    assert stated_executions("预算42万元，基本支出20万元，项目支出17.44万元，执行率100%。") == ()


def test_long_hostile_paragraph_is_cut_off() -> None:
    text = "支出1万元，" * 50_000
    assert len(amounts(text)) < 5_000
    assert breakdowns(text) is not None
