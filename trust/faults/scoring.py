"""Faults of scores: points that do not follow from results, weights or grades."""

from __future__ import annotations

import re
from decimal import Decimal

from trust.faults.arithmetic import miss
from trust.faults.fault import (
    Chance,
    Texts,
    a_form,
    execution_row,
    fault,
    forms,
    is_date,
    is_missed,
    number,
    plain,
    rate_of,
    replace_line,
    restate_total,
    rounded,
    rows,
    set_row_score,
    with_number,
)

_COUNTED = "≥"


def _countable(form: Texts) -> list[Texts]:
    """Rows with a sizeable number to reach, reached."""
    return [row for row in rows(form, sign=_COUNTED) if not is_missed(row) and (number(row["target"]) or 0) >= 20]


@fault("score", "SCO-05 SCO-09")
def target_missed_full_score(texts: Texts, chance: Chance) -> bool:
    found = _countable(a_form(texts, chance))
    if not found:
        return False
    row = chance.choice(found)
    target = number(row["target"])
    assert target is not None
    row["actual"] = with_number(row["actual"], rounded(target * Decimal("0.85"), 0))
    return True


@fault("score", "SCO-05 SCO-09")
def deadline_missed_full_score(texts: Texts, chance: Chance) -> bool:
    found = [row for row in rows(a_form(texts, chance)) if is_date(row)]
    if not found:
        return False
    row = chance.choice(found)
    month = int(number(row["target"]) or 0)
    if month >= 12:
        row["target"], month = "10月底前", 10
    row["actual"] = f"{month + chance.randint(1, 12 - month)}月{chance.randint(3, 27)}日"
    return True


@fault("score", "SCO-05 SCO-09")
def cost_over_target_full_score(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), sign="≤")
    if not found:
        return False
    row = chance.choice(found)
    row["actual"] = with_number(row["actual"], rounded((number(row["target"]) or Decimal(0)) * Decimal("1.15"), 0))
    return True


@fault("score", "SCO-03")
def score_above_weight(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, weighted=True)
    if not found:
        return False
    row = chance.choice(found)
    set_row_score(texts, form, row, (number(row["weight"]) or Decimal(0)) + chance.choice((1, 2, 5)))
    return True


@fault("score", "SCO-03")
def score_negative(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    row = chance.choice(rows(form))
    row["score"] = f"-{row['score']}"
    return True


@fault("score", "SCO-05 SCO-06")
def score_deflated(texts: Texts, chance: Chance) -> bool:
    """The target is met, points are missing, and no reason stands anywhere."""
    form = a_form(texts, chance)
    found = [row for row in rows(form, weighted=True) if not is_missed(row) and (number(row["weight"]) or 0) > 3]
    if not found:
        return False
    row = chance.choice(found)
    set_row_score(texts, form, row, (number(row["score"]) or Decimal(0)) - chance.choice((1, 2)))
    return True


@fault("score", "SCO-05")
def score_inflated(texts: Texts, chance: Chance) -> bool:
    """A missed row with a reason got more than its share, yet less than full marks."""
    for _, form in forms(texts, chance):
        for row in rows(form, weighted=True):
            weight, score = number(row["weight"]), number(row["score"])
            assert weight is not None
            assert score is not None
            if is_missed(row) and weight - score >= Decimal("0.2"):
                set_row_score(texts, form, row, rounded(score + (weight - score) * Decimal("0.6")))
                return True
    return False


@fault("score", "SCO-03 SCO-05 SCO-06 SCO-09")
def weights_swapped(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, level2="数量", weighted=True) + rows(form, level2="质量", weighted=True)
    found = found or rows(form, weighted=True)
    pairs = [(one, other) for one in found for other in found if one["weight"] != other["weight"]]
    if not pairs:
        return False
    one, other = chance.choice(pairs)
    one["weight"], other["weight"] = other["weight"], one["weight"]
    return True


@fault("score", "SCO-03 SCO-05 SCO-09")
def scores_swapped(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, weighted=True)
    pairs = [(one, other) for one in found for other in found if one["score"] != other["score"]]
    if not pairs:
        return False
    one, other = chance.choice(pairs)
    one["score"], other["score"] = other["score"], one["score"]
    return True


@fault("score", "SCO-03 ARI-05 ARI-06")
def weight_and_score_swapped(texts: Texts, chance: Chance) -> bool:
    found = [row for form in texts["forms"] for row in rows(form, weighted=True) if row["weight"] != row["score"]]
    if not found:
        return False
    row = chance.choice(found)
    row["weight"], row["score"] = row["score"], row["weight"]
    return True


@fault("score", "SCO-01")
def execution_score_full(texts: Texts, chance: Chance) -> bool:
    """Full marks although money was left, carried into every total."""
    for _, form in forms(texts, chance):
        row = execution_row(form)
        if row is None or rate_of(form) >= Decimal("0.999"):
            continue
        row["score"] = {"f06": "20"}.get(form["layout"], "10")
        restate_total(texts, form)
        return True
    return False


@fault("score", "SCO-01")
def execution_score_off(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    row = execution_row(form)
    assert row is not None
    row["score"] = plain((number(row["score"]) or Decimal(0)) - chance.choice((1, 2)))
    restate_total(texts, form)
    return True


@fault("score", "SCO-02")
def execution_indicator_disagrees(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        row = execution_row(form)
        if row is not None and "actual" in row and row["actual"] != "100%":
            row["actual"] = "100%"
            return True
    return False


@fault("score", "SCO-04")
def actual_blanked(texts: Texts, chance: Chance) -> bool:
    chance.choice(rows(a_form(texts, chance)))["actual"] = ""
    return True


@fault("score", "SCO-06")
def reason_deleted(texts: Texts, chance: Chance) -> bool:
    """Points were lost with reason; the reason is gone from table and text. What is said about money stays."""
    for _, form in forms(texts, chance):
        row = next((row for row in rows(form) if row.get("deviation")), None)
        if row is None:
            continue
        row["deviation"] = ""
        name = re.escape(row["level3"])
        replace_line(texts, rf"；{name}[^；。]*", "")
        return True
    return False


@fault("score", "SCO-10")
def target_far_exceeded(texts: Texts, chance: Chance) -> bool:
    found = [
        row
        for row in _countable(a_form(texts, chance))
        if "%" not in row["target"] and row.get("measurement_unit") != "%"
    ]
    if not found:
        return False
    row = chance.choice(found)
    factor = Decimal(chance.choice(("1.5", "2", "3")))
    row["actual"] = with_number(row["actual"], rounded((number(row["target"]) or Decimal(0)) * factor, 0))
    return True


@fault("score", "SCO-11 SCO-12")
def every_actual_equals_its_target(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    for row in rows(form):
        if not is_date(row) and not is_missed(row):
            row["actual"] = row["target"].lstrip("≥≤")
    return True


@fault("score", "SCO-13")
def weight_concentrated(texts: Texts, chance: Chance) -> bool:
    """One row takes nearly all points of its group; weights and scores agree."""
    form = a_form(texts, chance)
    found = [row for row in rows(form, weighted=True) if not is_missed(row)]
    group = [row for row in found if row.get("level1", "") == (found[0].get("level1", "") if found else None)]
    points = sum((number(row["weight"]) or Decimal(0) for row in group), Decimal(0))
    if len(group) < 3 or points - 2 * (len(group) - 1) < 40:
        return False
    chosen = chance.choice(group)
    for row in group:
        row["weight"] = row["score"] = plain(points - 2 * (len(group) - 1)) if row is chosen else "2"
    restate_total(texts, form)
    return True


@fault("score", "SCO-17")
def grade_too_good(texts: Texts, chance: Chance) -> bool:
    """Several rows missed their targets, all computed and explained; the total is below 90 and the grade still 优."""
    form = a_form(texts, chance)
    for row in rows(form, sign=_COUNTED, weighted=True):
        if (number(row["target"]) or 0) >= 20 and not is_missed(row) and "score_rate" not in row:
            miss(row, Decimal("0.55"))
            restate_total(texts, form)
            if (number(form["total_score"]) or Decimal(100)) < 88:
                return True
    return False


@fault("score", "SCO-18")
def grade_bands_leave_a_gap(texts: Texts, chance: Chance) -> bool:
    return replace_line(texts, r"至90分为良", "至88分为良")
