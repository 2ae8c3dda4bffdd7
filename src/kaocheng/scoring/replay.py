"""The score sheet of a form: every row replayed, and the ways to read their total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import known
from kaocheng.schemes.load import weakest
from kaocheng.schemes.scheme import Scheme, Status
from kaocheng.scoring.execution import execution_row
from kaocheng.scoring.figures import format_number
from kaocheng.scoring.grades import bands_of, claimed_grade, grade_of
from kaocheng.scoring.rows import replay_funding, replay_indicator
from kaocheng.scoring.sheet import Interval, NotComputable, Reading, Replayed, ScoreRow, ScoreSheet
from kaocheng.scoring.weights import indicator_weights

HUNDRED = Decimal(100)
_ZERO = Decimal(0)


def score(form: Form, scheme: Scheme, report: Report | None = None) -> ScoreSheet:
    """Replay the scores of a form by a scheme. `report` gives grade bands and summary rows, where it prints them."""
    rows: list[ScoreRow] = []
    index = execution_row(form)
    if index is not None:
        rows.append(replay_funding(f"funding[{index}]", form.funding[index], scheme, form.execution_weight))
    weights = indicator_weights(form, scheme)
    for i, (indicator, weight) in enumerate(zip(form.indicators, weights, strict=True)):
        rows.append(replay_indicator(f"indicators[{i}]", indicator, weight, scheme, form.total_funding))
    readings = _readings(rows)
    out_of_hundred = next((r for r in readings if r.name == "rescaled"), readings[0])
    grade = grade_of(out_of_hundred.total, scheme, report)
    statuses = [row.status for row in rows]
    if isinstance(grade, str) and bands_of(scheme, report) is scheme and scheme.grades is not None:
        statuses.append(scheme.grades.status)
    claimed = [row.claimed for row in rows if row.claimed is not None]
    return ScoreSheet(
        rows=tuple(rows),
        weight_total=_weight_total(rows),
        claimed_sum=sum(claimed, _ZERO) if claimed else None,
        claimed_total=known(form.total_score),
        replayed_total=readings[0].total,
        readings=readings,
        claimed_grade=claimed_grade(form, report),
        replayed_grade=grade,
        status=weakest(*statuses) if rows else Status.VERIFIED,
    )


def add_up(parts: Iterable[tuple[str, Replayed]]) -> Replayed:
    """Sum of named replayed scores: an interval where one is an interval, not computable where one is not."""
    parts = tuple(parts)
    broken = [(name, part.reason) for name, part in parts if isinstance(part, NotComputable)]
    if not parts:
        return NotComputable(Text("表中没有计分的行", "the form has no scored rows"))
    if broken:
        name, reason = broken[0]
        count = len(broken)
        return NotComputable(
            Text(
                f"{count} 项无法计算，如“{name}”：{reason.zh}",
                f"{count} rows not computable, such as “{name}”: {reason.en}",
            )
        )
    low = high = _ZERO
    for _, part in parts:
        low += part.low if isinstance(part, Interval) else part  # type: ignore[operator]
        high += part.high if isinstance(part, Interval) else part  # type: ignore[operator]
    return low if low == high else Interval(low, high)


def rescale(total: Replayed, times: Decimal, over: Decimal = Decimal(1)) -> Replayed:
    """A replayed figure × times ÷ over; multiplied first, so that 90 of 90 is exactly 100."""
    if isinstance(total, NotComputable):
        return total
    if isinstance(total, Interval):
        return Interval(total.low * times / over, total.high * times / over)
    return total * times / over


def _weight_total(rows: Sequence[ScoreRow]) -> Decimal | None:
    weights = [row.weight for row in rows if row.weight is not None]
    return sum(weights, _ZERO) if rows and len(weights) == len(rows) else None


def _readings(rows: Sequence[ScoreRow]) -> tuple[Reading, ...]:
    weight_total = _weight_total(rows)
    base = sum((row.weight for row in rows if row.weight is not None), _ZERO)
    total = add_up((row.name, row.replayed) for row in rows)
    points = format_number(base)
    readings: list[Reading] = []
    if weight_total == HUNDRED and any(row.method == "execution" for row in rows):
        words = Text("预算执行率计入总分，满分 100 分", "execution rate inside the 100 points")
        readings.append(Reading("execution-inside", words, base, total))
    else:
        words = Text(f"按表列各行合计，满分 {points} 分", f"all rows as printed, out of {points}")
        readings.append(Reading("as-printed", words, base, total))
    if weight_total is not None and weight_total not in (_ZERO, HUNDRED):
        words = Text(f"由满分 {points} 分折算为 100 分", f"rescaled from {points} to 100")
        readings.append(Reading("rescaled", words, HUNDRED, rescale(total, HUNDRED, base)))
    computable = [row for row in rows if not isinstance(row.replayed, NotComputable)]
    if computable and len(computable) < len(rows):
        part = sum((row.weight for row in computable if row.weight is not None), _ZERO)
        count, shown = len(computable), format_number(part)
        words = Text(f"只计可计算的 {count} 行，满分 {shown} 分", f"only the {count} computable rows, out of {shown}")
        readings.append(Reading("computable-part", words, part, add_up((row.name, row.replayed) for row in computable)))
    readings.extend(_corrections(rows, base))
    return tuple(readings)


def _corrections(rows: Sequence[ScoreRow], base: Decimal) -> list[Reading]:
    """What the printed scores would be with the fewest corrections; needs every printed score."""
    if not rows or any(row.claimed is None and row.weight != 0 for row in rows):
        return []
    corrected = [(row.name, _corrected(row)) for row in rows]
    generous = [(row.name, _met_in_full(row)) for row in rows]
    return [
        Reading(
            "execution-corrected",
            Text("各项得分按所报，只更正预算执行率得分", "scores as reported, only the execution rate corrected"),
            base,
            add_up(corrected),
        ),
        Reading(
            "met-rows-full",
            Text("更正预算执行率得分，已达标的各项按满分", "execution rate corrected, met targets in full"),
            base,
            add_up(generous),
        ),
    ]


def _corrected(row: ScoreRow) -> Replayed:
    if row.method == "execution":
        return row.replayed
    return _ZERO if row.claimed is None else row.claimed


def _met_in_full(row: ScoreRow) -> Replayed:
    if row.method != "execution" and row.met and row.weight is not None:
        return row.weight
    return _corrected(row)
