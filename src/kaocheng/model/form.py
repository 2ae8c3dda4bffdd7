"""One self-evaluation form: funding, objectives, indicators, totals — as printed and as understood.

A field is None where the form has no such cell or the cell is empty. Column names are the glossary's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kaocheng.language import Text
from kaocheng.provenance import Printed
from kaocheng.values.value import Value


class FundingKind(StrEnum):
    """Which money a row of the funding block counts."""

    TOTAL = "total"  # 年度资金总额
    CURRENT_APPROPRIATION = "current_appropriation"  # 当年财政拨款, 财政资金
    CARRYOVER = "carryover"  # 上年结转资金
    FISCAL_ACCOUNT = "fiscal_account"  # 财政专户管理资金
    UNIT_FUNDS = "unit_funds"  # 单位资金, 自有资金
    SUPERIOR = "superior"  # 中央、省、市补助
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FundingRow:
    """One row of the funding block. Amounts are in the amount unit of the form, rates are fractions (1 = 100 %).

    `labels`: all printed labels of the row; more than one where budget, in place and executed stand side by side,
    each with its own label. `label` is the first.
    `part_of_total`: False for rows that restate or regroup the total instead of adding to it.
    """

    label: Printed[str]
    kind: FundingKind
    original_budget: Printed[Decimal] | None = None
    adjusted_budget: Printed[Decimal] | None = None
    funds_in_place: Printed[Decimal] | None = None
    executed_amount: Printed[Decimal] | None = None
    weight: Printed[Decimal] | None = None
    execution_rate: Printed[Decimal] | None = None
    score: Printed[Decimal] | None = None
    reason: Printed[str] | None = None
    labels: tuple[Printed[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """The overall goal of the year and what became of it. `completion_rate` is a fraction."""

    expected: Printed[str] | None = None
    actual: Printed[str] | None = None
    completion_rate: Printed[Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row.

    `level1`: label without its weight in brackets; `level1_weight`: that weight, for the whole group.
    `level3`: label without a leading "指标1：" and without points in brackets behind it, “（10分）” (`level3_printed`
    keeps both).
    `name_weight`: points printed in brackets behind the name ("探访覆盖率(20分)"), in forms without a weight column.
    `direction`: the sign column, where the form has one; `nature`: 定量/定性 where the form says so.
    `target`: read together with direction and unit columns. `adjusted_target`: 调整指标值, where there are two.
    `score_rate`: 得分率 or 得分系数, a fraction. `scoring_rule`: 评分标准, 得分计算方法.
    `uncertain`: why the row could not be read with certainty (shifted cells), else None. Nothing is guessed silently.
    """

    level1: Printed[str] | None = None
    level1_weight: Printed[Decimal] | None = None
    level2: Printed[str] | None = None
    level3: Printed[str] | None = None
    direction: Printed[str] | None = None
    nature: Printed[str] | None = None
    target: Printed[Value] | None = None
    adjusted_target: Printed[Value] | None = None
    measurement_unit: Printed[str] | None = None
    actual: Printed[Value] | None = None
    weight: Printed[Decimal] | None = None
    score: Printed[Decimal] | None = None
    score_rate: Printed[Decimal] | None = None
    deviation: Printed[str] | None = None
    definition: Printed[str] | None = None
    scoring_rule: Printed[str] | None = None
    is_core: Printed[str] | None = None
    level3_printed: Printed[str] | None = None
    name_weight: Printed[Decimal] | None = None
    uncertain: Text | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a report, its rows in printed order.

    `layout`: the layout it was recognised as ("f01", …), or None; informative only.
    `weight_column`: whether the indicator table has a weight column at all (F-04 and F-06 have none).
    `problems`: problems and measures stated under the form; `reasons`: why targets were missed, for the whole form.
    `execution_weight`: points of the execution rate that the heading of the funding block prints ("(20分)").
    `placeholders`: cells that still carry the template ("指标2:", "……").
    `empty_categories`: level-2 labels whose rows are all empty (label of the category, as printed).
    """

    title: Printed[str] | None = None
    project_name: Printed[str] | None = None
    competent_department: Printed[str] | None = None
    implementing_unit: Printed[str] | None = None
    amount_unit: Printed[str] | None = None
    fiscal_year: Printed[int] | None = None
    funding: tuple[FundingRow, ...] = ()
    objectives: tuple[Objective, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total_weight: Printed[Decimal] | None = None
    total_score: Printed[Decimal] | None = None
    grade: Printed[str] | None = None
    problems: Printed[str] | None = None
    reasons: Printed[str] | None = None
    preparer: Printed[str] | None = None
    phone: Printed[str] | None = None
    placeholders: tuple[Printed[str], ...] = ()
    empty_categories: tuple[Printed[str], ...] = ()
    layout: str | None = None
    weight_column: bool = True
    execution_weight: Printed[Decimal] | None = None

    @property
    def total_funding(self) -> FundingRow | None:
        """The row that counts all money of the year, or None where the form has none."""
        return next((row for row in self.funding if row.kind is FundingKind.TOTAL), None)
