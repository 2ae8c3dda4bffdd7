"""Opinions of a year as files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kaocheng_web.interface.sheets import Sheet
from kaocheng_web.interface.words import current_language, say, t
from kaocheng_web.results.models import ACTS
from kaocheng_web.results.selectors import Row

_COLUMNS = (
    (t("项目编码", "code"), 18),
    (t("项目名称", "project"), 34),
    (t("单位", "unit"), 26),
    (t("自评得分", "self score"), 10),
    (t("复核得分", "re-check"), 10),
    (t("等级", "grade"), 8),
    (t("预算（万元）", "budget"), 14),
    (t("执行（万元）", "executed"), 14),
    (t("意见", "act"), 12),
    (t("下年建议预算（万元）", "proposed"), 20),
    (t("收回结余（万元）", "reclaimed"), 16),
    (t("状态", "state"), 10),
    (t("依据", "basis"), 70),
)


def sheet(rows: Iterable[Row]) -> Sheet:
    return Sheet(str(t("结果应用", "use of results")), _COLUMNS, map(_values, rows))


def _values(row: Row) -> list[Any]:
    figures, opinion = row.figures, row.opinion
    if opinion is not None:
        state = say(opinion.state_now.label)
    else:
        state = str(t("按办法测算", "by the rule")) if row.act else str(t("暂无意见", "none"))
    return [
        row.year.project.code,
        row.year.project.name,
        row.year.unit.name,
        figures.self_score,
        figures.recheck_score,
        row.grade,
        figures.budget,
        figures.executed,
        str(ACTS[row.act]) if row.act else "",
        row.amount,
        row.reclaimed,
        state,
        _basis(row),
    ]


def _basis(row: Row) -> str:
    if row.opinion is not None:
        steps = [step[current_language()] for step in row.opinion.basis.get("steps", ())]
        return "；".join([*steps, row.opinion.remark] if row.opinion.remark else steps)
    if row.decided is not None:
        return "；".join(map(say, row.decided.basis))
    return say(row.why_not) if row.why_not else ""
