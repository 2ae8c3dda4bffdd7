from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.language import Text
from kaocheng.model.entry import Raw, make_funding_row, make_indicator
from kaocheng.provenance import Unreadable
from kaocheng.schemes import load_scheme
from kaocheng.scoring import (
    FundingExecution,
    NotComputable,
    execution_rate,
    explain_execution,
    funding_execution,
    is_execution_indicator,
)

MOF = load_scheme("cn-mof-2020")
ROW = {"label": Raw("年度资金总额")}


@pytest.mark.parametrize(
    "executed, budget, rate",
    [("5.78", "10", "0.578"), ("0", "41", "0"), ("12", "10", "1.2")],
)
def test_rate(executed: str, budget: str, rate: str) -> None:
    assert execution_rate(Decimal(executed), Decimal(budget)) == Decimal(rate)


@pytest.mark.parametrize(
    "executed, budget, word",
    [
        (Decimal(0), Decimal(0), "预算数为 0"),
        (Decimal(1), Decimal(-1), "预算数为 -1"),
        (None, Decimal(10), "全年执行数未填"),
        (Decimal(1), None, "预算数未填"),
        (Unreadable(Text("不是单一数字", "not a single number")), Decimal(10), "不是单一数字"),
    ],
)
def test_rate_that_cannot_be_said(
    executed: Decimal | Unreadable | None, budget: Decimal | Unreadable | None, word: str
) -> None:
    rate = execution_rate(executed, budget)
    assert isinstance(rate, NotComputable)
    assert word in rate.reason.zh


def test_another_column_stands_in_for_a_missing_denominator_and_says_so() -> None:
    row = make_funding_row(ROW | {"original_budget": Raw("20"), "executed_amount": Raw("10")})
    assert funding_execution(row, MOF) == Decimal("0.5")
    explained = explain_execution(row, MOF)
    assert isinstance(explained, FundingExecution)
    assert explained.remark is not None
    assert explained.remark.zh == "全年预算数未填，以年初预算数为分母"


def test_an_unreadable_denominator_is_not_replaced() -> None:
    row = make_funding_row(
        ROW | {"original_budget": Raw("20"), "adjusted_budget": Raw("约二十"), "executed_amount": Raw("10")}
    )
    assert isinstance(funding_execution(row, MOF), NotComputable)


@pytest.mark.parametrize(
    "label, found",
    [
        ("预算执行率", True),
        ("预算执行率指标", True),
        ("项目资金执行率", True),
        ("部门预算执行率", True),
        ("政府采购执行率", False),
        ("预算执行", False),
        ("指令执行率", False),
    ],
)
def test_execution_indicator(label: str, found: bool) -> None:
    assert is_execution_indicator(make_indicator({"level3": Raw(label)})) is found
