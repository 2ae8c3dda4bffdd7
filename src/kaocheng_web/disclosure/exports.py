"""The completeness list as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaocheng.lifecycle import load_machine
from kaocheng_web.disclosure.selectors import STAGES
from kaocheng_web.interface.sheets import separated
from kaocheng_web.interface.words import say, t
from kaocheng_web.projects.models import ProjectYear

_HEADS = (
    t("单位", "unit"),
    t("项目编码", "code"),
    t("项目名称", "project"),
    t("公开进度", "progress"),
    t("自评状态", "self-evaluation"),
    t("公开包状态", "package"),
)


def completeness_rows(rows: Iterable[ProjectYear]) -> Iterator[str]:
    return separated([[str(head) for head in _HEADS], *map(_values, rows)])


def _values(row: ProjectYear) -> list[str]:
    stage, evaluation, package = row.stage, row.evaluation_state, row.package_state  # type: ignore[attr-defined]
    return [
        row.unit.name,
        row.project.code,
        row.project.name,
        str(STAGES[stage]),
        _state("self_evaluation", evaluation) or str(t("未开始", "not begun")),
        _state("disclosure", package),
    ]


def _state(machine: str, state: str | None) -> str:
    return say(load_machine(machine).states[state].label) if state else ""
