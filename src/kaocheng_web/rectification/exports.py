"""The ledger of rectification as files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kaocheng_web.interface.sheets import Sheet
from kaocheng_web.interface.words import say, t
from kaocheng_web.rectification.models import ORIGINS, Item

_COLUMNS = (
    (t("序号", "no."), 8),
    (t("年度", "year"), 8),
    (t("项目编码", "code"), 18),
    (t("项目名称", "project"), 34),
    (t("单位", "unit"), 26),
    (t("存在的问题", "problem"), 50),
    (t("来源", "origin"), 12),
    (t("规则", "rule"), 10),
    (t("上年重复", "repeated"), 10),
    (t("整改要求", "demand"), 40),
    (t("整改方案", "plan"), 50),
    (t("整改结果", "result"), 50),
    (t("期限", "deadline"), 12),
    (t("逾期天数", "days late"), 10),
    (t("状态", "state"), 14),
)


def sheet(items: Iterable[Item]) -> Sheet:
    return Sheet(str(t("整改台账", "rectification")), _COLUMNS, map(_values, items))


def _values(item: Item) -> list[Any]:
    year = item.project_year
    return [
        item.pk,
        year.cycle.year,
        year.project.code,
        year.project.name,
        year.unit.name,
        item.problem,
        str(ORIGINS[item.origin]),
        item.rule,
        str(t("是", "yes")) if item.repeats_id else "",
        item.demand,
        item.plan,
        item.result,
        f"{item.deadline:%Y-%m-%d}" if item.deadline else "",
        max(item.days_overdue, 0) or None,
        say(item.state_now.label),
    ]
