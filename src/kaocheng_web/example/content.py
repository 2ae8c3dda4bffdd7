"""Forms of the example county: invented projects with the indicators of real forms. Equal seed, equal county."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from kaocheng.composition import Composition, Grid, GridCell

_FOLDER = Path(__file__).parent
_LEVEL1 = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
_WHOLE = frozenset("个件次场人天处辆吨批分小平元")
_REASONS = (
    "部分任务受汛期影响推迟，下一年度调整施工时段，提前完成前期手续。",
    "招标时间晚于计划，已建立进度台账，按月督促。",
    "实际需求少于预计，下一年度按实际需求测算指标值。",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """`rows`: (level 2, indicator, sign, number, unit, weight). `budget` in 万元."""

    name: str
    sector: str
    budget: Decimal
    goal: str
    rows: tuple[tuple[str, str, str, Decimal, str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An invented project: its theme, names, budget and targets."""

    theme: Theme
    name: str
    department: str
    unit: str
    year: int
    budget: Decimal
    targets: tuple[Decimal, ...]


@cache
def county() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "county.toml").read_text("utf-8"))


@cache
def themes() -> tuple[Theme, ...]:
    data = tomllib.loads((_FOLDER / "themes.toml").read_text("utf-8"), parse_float=Decimal)
    return tuple(
        Theme(
            entry["name"],
            entry["sector"],
            Decimal(entry["budget"]),
            entry["goal"],
            tuple(
                (a, b, sign, Decimal(number), unit, Decimal(weight))
                for a, b, sign, number, unit, weight in entry["rows"]
            ),
        )
        for entry in data["theme"]
    )


def make_plan(theme: Theme, name: str, department: str, unit: str, year: int, seed: str) -> Plan:
    """Targets and budget scaled to the project."""
    chance = random.Random(f"{seed}/{name}")
    factor = Decimal(chance.randint(6, 16)) / 10
    growth = Decimal(100 + 3 * (year - 2025)) / 100
    targets = tuple(
        number if unit == "%" or sign == "≤" else tidy(number * factor, unit)
        for _, _, sign, number, unit, _ in theme.rows
    )
    return Plan(
        theme, name, department, unit, year, (theme.budget * factor * growth).quantize(Decimal("0.01")), targets
    )


def objective_cells(plan: Plan) -> dict[str, str]:
    """The objective as it is declared."""
    cells = {
        "fiscal_year": str(plan.year),
        "project_name": plan.name,
        "competent_department": plan.department,
        "implementing_unit": plan.unit,
        "amount_unit": "万元",
        "funding[0].label": "年度资金总额",
        "funding[0].original_budget": f"{plan.budget}",
        "funding[0].adjusted_budget": f"{plan.budget}",
        "funding[0].weight": "10",
        "funding[1].label": "其中：当年财政拨款",
        "funding[1].original_budget": f"{plan.budget}",
        "funding[1].adjusted_budget": f"{plan.budget}",
        "funding[1].weight": "—",
        "objectives[0].expected": _goal(plan),
        "total_weight": "100",
    }
    for index, (level2, level3, sign, _, unit, weight) in enumerate(plan.theme.rows):
        cells |= {
            f"indicators[{index}].level1": _LEVEL1[level2],
            f"indicators[{index}].level2": level2,
            f"indicators[{index}].level3": level3,
            f"indicators[{index}].target": f"{sign}{plan.targets[index]}{unit}",
            f"indicators[{index}].weight": f"{weight}",
        }
    return cells


def _goal(plan: Plan) -> str:
    """The goal with the first quantity in it, so that it can be measured."""
    _, level3, _, _, unit, _ = plan.theme.rows[0]
    return f"{plan.theme.goal}全年{level3}达到{plan.targets[0]}{unit}。"


def measured(plan: Plan, quality: float, *, month: int = 12) -> dict[str, str]:
    """Actual values, scores and execution at the end of a month, beside the objective.

    `quality`: about the share of indicators that reach their target.
    """
    chance = random.Random(f"{plan.name}/{plan.year}/{quality}")
    cells: dict[str, str] = {}
    rate = Decimal(chance.randint(88, 100) if quality > 0.8 else chance.randint(52, 90)) / 100
    executed = (plan.budget * rate * month / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
    share = executed / plan.budget
    score = (min(share, Decimal(1)) * 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
    for row in (0, 1):
        cells[f"funding[{row}].executed_amount"] = f"{executed}"
        cells[f"funding[{row}].execution_rate"] = f"{share * 100:.2f}%"
    cells["funding[0].score"] = f"{score}"
    cells["funding[1].score"] = "—"
    total, missed = score, []
    for index, (level2, level3, sign, _, unit, weight) in enumerate(plan.theme.rows):
        target, met = plan.targets[index], chance.random() < quality
        actual = _actual(target, sign, unit, met, chance)
        ratio = actual / target if sign == "≥" else target / actual
        points = weight if ratio >= 1 else (weight * ratio).quantize(Decimal("0.01"), ROUND_HALF_UP)
        total += points
        cells[f"indicators[{index}].actual"] = f"{actual}{unit}"
        cells[f"indicators[{index}].score"] = f"{points}"
        remark = ""
        if level2 == "服务对象满意度指标":
            remark = f"发放问卷{chance.randint(12, 40) * 10}份，全部收回，按有效问卷计算。"
        if ratio < 1:
            missed.append(level3)
            remark += chance.choice(_REASONS)
        cells[f"indicators[{index}].deviation"] = remark
    first = plan.theme.rows[0]
    told = f"全年{first[1]}{cells['indicators[0].actual']}。"
    if missed:
        told += f"{'、'.join(missed)}未达到指标值，原因和改进措施见下表。"
    else:
        told += "各项指标均达到指标值。"
    cells["objectives[0].actual"] = told
    cells["total_score"] = f"{total}"
    return cells


def survey(plan: Plan) -> Composition:
    """A small sheet of evidence: what people answered."""
    level3 = next(row[1] for row in plan.theme.rows if row[0] == "服务对象满意度指标")
    rows = (("评价", "份数"), ("满意", "186"), ("基本满意", "9"), ("不满意", "5"), ("合计", "200"))
    cells = tuple(GridCell(text, y, x) for y, row in enumerate(rows) for x, text in enumerate(row))
    title = f"{plan.name}{level3}问卷汇总表"
    return Composition(title, (Grid("汇总表", title, cells, len(rows), (1.0, 1.0)),))


def _actual(target: Decimal, sign: str, unit: str, met: bool, chance: random.Random) -> Decimal:
    if sign == "≥":
        factor = Decimal(chance.randint(100, 108) if met else chance.randint(82, 97)) / 100
        actual = tidy(target * factor, unit)
        if unit == "%":
            actual = min(actual, Decimal(100))
        return max(actual, target) if met else min(actual, target - _step(target, unit))
    factor = Decimal(chance.randint(90, 100) if met else chance.randint(104, 118)) / 100
    actual = tidy(target * factor, unit)
    return min(actual, target) if met else max(actual, target + _step(target, unit))


def _step(target: Decimal, unit: str) -> Decimal:
    return Decimal(1) if _is_whole(target, unit) else Decimal("0.1")


def _is_whole(number: Decimal, unit: str) -> bool:
    return unit[0] in _WHOLE or number >= 100


def tidy(number: Decimal, unit: str) -> Decimal:
    """A number as somebody would write it: no half persons."""
    if _is_whole(number, unit):
        return number.quantize(Decimal(1), ROUND_HALF_UP)
    return number.quantize(Decimal("0.1") if number >= 1 else Decimal("0.01"), ROUND_HALF_UP).normalize() + 0
