"""Ledgers of expenditure."""

from decimal import Decimal

import pytest

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.ledger import cumulate, read_ledger, read_month

CUMULATIVE = [
    ["2025年预算执行情况表", "", "", ""],
    ["单位：万元", "", "", ""],
    ["项目编码", "项目名称", "月份", "累计支出"],
    ["A-01", "养护", "5", "100"],
    ["A-01", "养护", "6月", "1,20.5"],
    ["A-01", "养护", "1-6月", "120.50"],
    ["A-02", "学校", "2025-06", "80"],
    ["", "", "", ""],
    ["合计", "", "", "300.50"],
]


def test_cumulative_amounts() -> None:
    ledger = read_ledger(CUMULATIVE, year=2025)
    assert ledger.meaning == "cumulative"
    assert [(line.number, line.fault and line.fault.zh) for line in ledger.faulty] == [(5, "“1,20.5”不是金额")]
    assert cumulate(ledger) == {("A-01", 5): 100, ("A-01", 6): Decimal("120.50"), ("A-02", 6): 80}


def test_single_payments_are_added_up_by_month() -> None:
    rows = [
        ["支付日期", "预算项目代码", "支付金额（元）", "摘要"],
        ["2025-02-03", "A-01", "10000", "一"],
        ["2025/02/28", "A-01", "5,000.00", "二"],
        ["20250410", "A-01", "(2000)", "退回"],
    ]
    ledger = read_ledger(rows, year=2025)
    assert (ledger.meaning, ledger.unit) == ("single", "元")
    found = cumulate(ledger, {"A-01": {1: Decimal(3), 2: Decimal(99)}})
    assert found == {("A-01", 2): Decimal("4.5"), ("A-01", 3): Decimal("4.5"), ("A-01", 4): Decimal("4.3")}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "6", "10"], "没有项目编码"),
        (["A", "", "10"], "没有月份或日期"),
        (["A", "13", "10"], "“13”不是月份或日期"),
        (["A", "2024-06", "10"], "2024-06不在2025年度内"),
        (["A", "6", ""], "没有金额"),
        (["A", "6", "约十万"], "“约十万”不是金额"),
        (["A", "6", "10公里"], "“10公里”不是金额"),
        (["A", "6", "-1"], "累计数不能为负数"),
    ],
)
def test_faulty_rows_keep_their_reason_and_the_others_count(row: list[str], said: str) -> None:
    rows = [["项目编码", "月份", "累计数（万元）"], row, ["B", "6", "5"]]
    ledger = read_ledger(rows, year=2025)
    assert [line.fault.zh for line in ledger.faulty if line.fault] == [said]
    assert ledger.faulty[0].number == 2
    assert cumulate(ledger) == {("B", 6): 5}


def test_two_amounts_for_one_month_contradict() -> None:
    rows = [["项目编码", "月份", "累计数（万元）"], ["A", "6", "5"], ["A", "6", "5.0"], ["A", "6", "7"]]
    ledger = read_ledger(rows, year=2025)
    assert [(line.number, line.fault) for line in ledger.faulty] == [
        (4, Text("与第2行重复，金额不同（5万元）", "repeats row 2 with another amount (5 万元)"))
    ]


def test_the_budget_column_is_no_expenditure() -> None:
    rows = [["项目编码", "预算金额（万元）", "月份", "支出金额（万元）"], ["A", "100", "6", "5"]]
    assert cumulate(read_ledger(rows, year=2025)) == {("A", 6): 5}


def test_amounts_without_a_unit_are_not_guessed() -> None:
    rows = [["项目编码", "月份", "金额"], ["A", "6", "120000"]]
    with pytest.raises(UsageError) as caught:
        read_ledger(rows, year=2025)
    assert caught.value.code == "no-unit"
    assert cumulate(read_ledger(rows, year=2025, unit="元")) == {("A", 6): 12}


def test_missing_headings_are_named() -> None:
    with pytest.raises(UsageError) as caught:
        read_ledger([["名称", "数量"], ["A", "6"]], year=2025)
    assert "项目编码、月份（或日期）、金额" in caught.value.message.zh


@pytest.mark.parametrize(
    "text", ["6", "06", "6月", "6月份", "1-6月", "1—6月", "2025-06", "2025年6月", "202506", "2025.6.30"]
)
def test_months(text: str) -> None:
    assert read_month(text, 2025) == 6
