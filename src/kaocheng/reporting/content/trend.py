"""This year beside the last: execution, score, and the indicators that both forms have."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.indicators import level3_of, rows_of
from kaocheng.audit.rows import compact
from kaocheng.composition import Block
from kaocheng.model import Indicator
from kaocheng.provenance import Printed, known
from kaocheng.reporting.assessment import Assessment, Project
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import LISTED, paragraph, points, rate, sentence
from kaocheng.scoring import FundingExecution, format_number
from kaocheng.values import Kind, Value


def trend(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Nothing where no report of the year before was given."""
    if assessment.earlier is None:
        return
    projects = assessment.projects if project is None else (project,)
    several = len(projects) > 1
    year = assessment.earlier.year
    for one in projects:
        lead = f"“{one.name}”" if several and one.name else ""
        if one.earlier is None:
            yield paragraph(f"{lead or '本项目'}在上年度报告中没有同名项目，不作比较。")
            continue
        yield from _of_project(one, one.earlier, lead, f"{year}年度" if year is not None else "上年度")


def _of_project(now: Project, before: Project, lead: str, year: str) -> Iterator[Block]:
    said = [*_execution(now, before), *_score(now, before)]
    if said:
        yield paragraph(sentence(f"与{year}相比，{lead}{'；'.join(said)}"))
    moves = _moves(now, before)
    if not moves:
        yield paragraph(f"{lead}两个年度没有名称和计量单位都相同的数值指标，不作指标比较。")
        return
    up, down = (sum((new - old) * sign > 0 for *_, old, new in moves) for sign in (1, -1))
    same = len(moves) - up - down
    parts = [f"数值上升{up}项"] * bool(up) + [f"数值下降{down}项"] * bool(down) + [f"持平{same}项"] * bool(same)
    yield paragraph(f"{lead}名称和计量单位相同、可以比较的指标{len(moves)}项，其中{'、'.join(parts)}。")
    changed = [move for move in moves if move[2] != move[3]]
    changed.sort(key=lambda move: -_relative(move[2], move[3]))
    if len(changed) <= LISTED:
        for name, unit, old, new in changed:
            yield paragraph(
                f"“{name}”由{format_number(old)}{unit}变为{format_number(new)}{unit}，{_by(old, new, unit)}。"
            )
    else:
        rows = [[n, f"{format_number(o)}{u}", f"{format_number(c)}{u}", _by(o, c, u)] for n, u, o, c in changed]
        yield table("可比指标变化", ["指标", "上年度", "本年度", "变化"], rows)


def _execution(now: Project, before: Project) -> Iterator[str]:
    if not isinstance(now.execution, FundingExecution) or not isinstance(before.execution, FundingExecution):
        return
    old, new = before.execution.rate, now.execution.rate
    if old == new:
        yield f"预算执行率同为{rate(new)}"
        return
    word = "提高" if new > old else "下降"
    yield f"预算执行率由{rate(old)}变为{rate(new)}，{word}{points(abs(new - old) * 100)}个百分点"


def _score(now: Project, before: Project) -> Iterator[str]:
    old, new = before.sheet.claimed_total, now.sheet.claimed_total
    if old is None or new is None:
        return
    if old == new:
        yield f"自评总分同为{points(new)}分"
        return
    yield f"自评总分由{points(old)}分变为{points(new)}分，{'提高' if new > old else '下降'}{points(abs(new - old))}分"


def _moves(now: Project, before: Project) -> list[tuple[str, str, Decimal, Decimal]]:
    """Name, unit, figure of last year and of this, for indicators that bear a name of their own in both forms."""
    old, new = _figures(before), _figures(now)
    return [(name, unit, old[name, unit], value) for (name, unit), value in new.items() if (name, unit) in old]


def _figures(project: Project) -> dict[tuple[str, str], Decimal]:
    figures: dict[tuple[str, str], Decimal] = {}
    twice: set[tuple[str, str]] = set()
    for _, row in rows_of(project.form):
        figure = _figure(row.actual)
        name = "".join(level3_of(row).split())
        if figure is None or not name or row.uncertain is not None:
            continue
        key = (name, figure.unit or _unit_of_target(row))
        twice |= {key} & figures.keys()
        assert figure.value is not None
        figures[key] = figure.value
    return {key: value for key, value in figures.items() if key not in twice}


def _figure(cell: Printed[Value] | None) -> Value | None:
    value = known(cell)
    return value if value is not None and value.kind is Kind.QUANTITY and value.value is not None else None


def _unit_of_target(row: Indicator) -> str:
    target = _figure(row.target)
    return (target.unit or "") if target is not None else compact(row.measurement_unit)


def _by(old: Decimal, new: Decimal, unit: str) -> str:
    word = "上升" if new > old else "下降"
    return f"{word}{format_number(abs(new - old))}{'个百分点' if unit == '%' else unit}"


def _relative(old: Decimal, new: Decimal) -> Decimal:
    return abs(new - old) / abs(old) if old else Decimal("Infinity")
