"""Scoring a self-evaluation again: its rows, what is still missing, the gap and what follows from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.provenance import known

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be scored. `field`: path of its score in the form. `label`: of the indicator; `target`, `actual` as
    printed. `weight`: None where the form gives none. `self_score`: None where none can be read."""

    field: str
    label: Text
    group: str
    target: str
    actual: str
    weight: Decimal | None
    self_score: Decimal | None


@dataclass(frozen=True, slots=True)
class Band:
    """`upto`: largest gap that belongs to it, None for the last."""

    code: str
    upto: Decimal | None
    label: Text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a score. `field`: of the row."""

    field: str
    message: Text


def rows_of(form: Form) -> tuple[Row, ...]:
    """Execution rate first, then the indicators with a name, in printed order. The form is one of typed-in cells: its
    rows have the indices of the cells."""
    rows: list[Row] = []
    for number, funding in enumerate(form.funding):
        if funding is form.total_funding and (funding.weight is not None or funding.score is not None):
            rate = funding.execution_rate.text if funding.execution_rate else ""
            rows.append(
                Row(
                    f"funding[{number}].score",
                    Text("预算执行率", "budget execution"),
                    "",
                    "",
                    rate,
                    known(funding.weight) if funding.weight else Decimal(10),
                    known(funding.score),
                )
            )
    for number, indicator in enumerate(form.indicators):
        if indicator.level3 is None or not indicator.level3.text.strip():
            continue
        name = indicator.level3.text
        target = indicator.adjusted_target or indicator.target
        rows.append(
            Row(
                f"indicators[{number}].score",
                Text(name, name),
                indicator.level2.text if indicator.level2 else "",
                target.text if target else "",
                indicator.actual.text if indicator.actual else "",
                known(indicator.weight),
                known(indicator.score),
            )
        )
    return tuple(rows)


def read_score(text: str) -> Decimal | None:
    """A score as typed; None where it is none.

    >>> read_score(" 9.5 "), read_score("ten"), read_score("NaN")
    (Decimal('9.5'), None, None)
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def problems(
    rows: Sequence[Row], scores: Mapping[str, str], remarks: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """What stands in the way of handing scores in. With `remarks` (field → text), a score that differs from the
    self score needs one."""
    found: list[Problem] = []
    for row in rows:
        text = scores.get(row.field, "").strip()
        score = read_score(text)
        if not text:
            said = Text("“{label}”尚未打分", "“{label}” has no score").format(label=row.label)
        elif score is None:
            said = Text("“{label}”的得分不是数字", "the score of “{label}” is no number").format(label=row.label)
        elif score < 0 or (row.weight is not None and score > row.weight):
            words = Text("“{label}”的得分应在0至{weight}之间", "“{label}”: between 0 and {weight} points")
            said = words.format(label=row.label, weight=plain(row.weight or Decimal(0)))
        elif score != score.quantize(_HUNDREDTH):
            said = Text("“{label}”的得分最多两位小数", "“{label}”: two decimals at most").format(label=row.label)
        elif remarks is not None and score != row.self_score and not remarks.get(row.field, "").strip():
            words = Text("“{label}”与自评得分不同，请说明理由", "“{label}” differs from the self score: say why")
            said = words.format(label=row.label)
        else:
            continue
        found.append(Problem(row.field, said))
    return tuple(found)


def total(rows: Sequence[Row], scores: Mapping[str, str]) -> Decimal:
    """Sum of the scores given; those missing or unreadable count nothing."""
    given = [read_score(scores.get(row.field, "")) for row in rows]
    return sum((score for score in given if score is not None), Decimal(0)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def self_total(rows: Sequence[Row], claimed: Decimal | None) -> Decimal:
    """The total the form claims; the sum of its rows where it prints none."""
    return claimed if claimed is not None else sum((row.self_score or Decimal(0) for row in rows), Decimal(0))


def gap(self_score: Decimal, recheck_score: Decimal) -> Decimal:
    """Self score − re-check score: positive where the unit gave itself more."""
    return self_score - recheck_score


def row_gap(row: Row, scores: Mapping[str, str]) -> Decimal | None:
    """The gap of one row, None where a side is unknown."""
    score = read_score(scores.get(row.field, ""))
    return None if score is None or row.self_score is None else row.self_score - score


@cache
def bands() -> tuple[Band, ...]:
    """The reactions, smallest gap first."""
    data = tomllib.loads(Path(__file__).with_name("recheck.toml").read_text(encoding="utf-8"))
    return tuple(
        Band(row["code"], Decimal(row["upto"]) if "upto" in row else None, Text(row["zh"], row["en"]))
        for row in data["band"]
    )


def band_of(gap: Decimal) -> Band:
    """The reaction to a gap, in either direction.

    >>> [band_of(Decimal(points)).code for points in ("5", "5.01", "-10", "10.01")]
    ['accept', 'remind', 'remind', 'return']
    """
    return next(band for band in bands() if band.upto is None or abs(gap) <= band.upto)


def plain(value: Decimal) -> str:
    """Without superfluous zeros.

    >>> plain(Decimal("10.00")), plain(Decimal("9.50"))
    ('10', '9.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
