"""Faults of figures: amounts, rates, weights and totals that no longer agree."""

from __future__ import annotations

import copy
import re
from decimal import Decimal

from trust.faults.fault import (
    Chance,
    Texts,
    a_form,
    execution_row,
    fault,
    forms,
    number,
    plain,
    rate_of,
    replace_line,
    restate_total,
    rounded,
    rows,
    with_number,
)


def _scale(row: Texts, column: str, factor: Decimal) -> bool:
    value = number(row.get(column, ""))
    if not value:
        return False
    row[column] = with_number(row[column], rounded(value * factor))
    return True


def _some_factor(chance: Chance) -> Decimal:
    return Decimal(str(chance.choice((0.8, 0.85, 0.9, 0.94, 1.06, 1.1, 1.2))))


@fault("arithmetic", "ARI-01 ARI-02 ARI-03 ARI-04")
def executed_amount_changed(texts: Texts, chance: Chance) -> bool:
    return _scale(a_form(texts, chance)["funding"][0], "executed_amount", _some_factor(chance))


@fault("arithmetic", "ARI-01 ARI-03 ARI-04")
def adjusted_budget_changed(texts: Texts, chance: Chance) -> bool:
    return _scale(a_form(texts, chance)["funding"][0], "adjusted_budget", _some_factor(chance))


@fault("arithmetic", "ARI-04 ARI-15 CON-01")
def original_budget_changed(texts: Texts, chance: Chance) -> bool:
    return _scale(a_form(texts, chance)["funding"][0], "original_budget", _some_factor(chance))


@fault("arithmetic", "ARI-01 ARI-03 ARI-04")
def decimal_point_slipped(texts: Texts, chance: Chance) -> bool:
    factor = chance.choice((Decimal(10), Decimal("0.1")))
    return _scale(a_form(texts, chance)["funding"][0], "executed_amount", factor)


@fault("arithmetic", "ARI-01 ARI-03 ARI-04 ARI-12")
def amount_in_yuan_among_ten_thousands(texts: Texts, chance: Chance) -> bool:
    return _scale(a_form(texts, chance)["funding"][0], "executed_amount", Decimal(10000))


@fault("arithmetic", "ARI-02")
def executed_amount_blanked(texts: Texts, chance: Chance) -> bool:
    a_form(texts, chance)["funding"][0]["executed_amount"] = ""
    return True


@fault("arithmetic", "ARI-01 ARI-02")
def executed_amount_zero(texts: Texts, chance: Chance) -> bool:
    a_form(texts, chance)["funding"][0]["executed_amount"] = "0"
    return True


@fault("arithmetic", "ARI-01 SCO-02")
def rate_mistyped(texts: Texts, chance: Chance) -> bool:
    row = a_form(texts, chance)["funding"][0]
    rate = number(row["execution_rate"])
    assert rate is not None
    row["execution_rate"] = with_number(row["execution_rate"], rate - chance.choice((1, 2, 3, 9)))
    return True


@fault("arithmetic", "ARI-01")
def rate_digits_transposed(texts: Texts, chance: Chance) -> bool:
    row = a_form(texts, chance)["funding"][0]
    before = str(row["execution_rate"])
    row["execution_rate"] = re.sub(r"(\d)\.(\d)", r"\2.\1", before)
    return bool(row["execution_rate"] != before)


@fault("arithmetic", "ARI-01 SCO-01")
def rate_stale_after_amounts(texts: Texts, chance: Chance) -> bool:
    """Less was spent, in total and in the part, and nobody computed the rate anew."""
    form = a_form(texts, chance)
    less = Decimal(chance.randint(2, 9))
    for row in form["funding"][:2]:
        value = number(row["executed_amount"])
        assert value is not None
        row["executed_amount"] = with_number(row["executed_amount"], value - less)
    return True


@fault("arithmetic", "ARI-01 ARI-04")
def part_amount_changed(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    if len(form["funding"]) < 3:
        return False
    return _scale(form["funding"][1], chance.choice(("adjusted_budget", "executed_amount")), _some_factor(chance))


@fault("arithmetic", "ARI-04")
def part_row_dropped(texts: Texts, chance: Chance) -> bool:
    """Not the row that takes the rest: a list without one may name only a part of the money."""
    form = a_form(texts, chance)
    parts = [row for row in form["funding"][1:-1] if number(row["adjusted_budget"])]
    if not parts:
        return False
    form["funding"].remove(chance.choice(parts))
    return True


@fault("arithmetic", "ARI-03")
def spent_more_than_budget(texts: Texts, chance: Chance) -> bool:
    """Total and part exceed the budget by 5 %, with a rate and a score to match."""
    form = a_form(texts, chance)
    total, extra = form["funding"][0], Decimal(0)
    budget, executed = number(total["adjusted_budget"]), number(total["executed_amount"])
    assert budget is not None
    assert executed is not None
    extra = rounded(budget * Decimal("1.05")) - executed
    for row in form["funding"][:2]:
        value = number(row["executed_amount"])
        assert value is not None
        row["executed_amount"] = with_number(row["executed_amount"], value + extra)
    _recompute_rates(texts, form)
    return True


def _recompute_rates(texts: Texts, form: Texts) -> None:
    for row in form["funding"]:
        executed, budget = number(row.get("executed_amount", "")), number(row.get("adjusted_budget", ""))
        if row.get("execution_rate") and executed is not None and budget:
            sign = "%" if row["execution_rate"].endswith("%") else ""
            row["execution_rate"] = f"{rounded(executed / budget * 100)}{sign}"
    scored = execution_row(form)
    if scored is not None:
        weight = {"f06": Decimal(20)}.get(form["layout"], Decimal(10))
        scored["score"] = plain(rounded(weight * min(rate_of(form), Decimal(1))))
        if "actual" in scored:
            scored["actual"] = form["funding"][0]["execution_rate"]
    restate_total(texts, form)


@fault("score", "SCO-15 SCO-16 OVR-10")
def large_part_unspent(texts: Texts, chance: Chance) -> bool:
    """A third of the money was not spent; every figure of the form agrees with that, and nothing explains it."""
    form = a_form(texts, chance)
    for row in form["funding"]:
        _scale(row, "executed_amount", Decimal("0.66"))
    _recompute_rates(texts, form)
    form["problems"] = "部分台账登记不够细；下一年度统一台账格式。"
    return True


def _shift_weight(texts: Texts, chance: Chance, step: int) -> bool:
    form = a_form(texts, chance)
    found = rows(form, weighted=True)
    if not found:
        return False
    row = chance.choice(found)
    weight = number(row["weight"])
    assert weight is not None
    if weight + step <= 0:
        step = -step
    row["weight"] = plain(weight + step)
    return True


@fault("arithmetic", "ARI-05 ARI-06")
def weight_off_by_one(texts: Texts, chance: Chance) -> bool:
    return _shift_weight(texts, chance, chance.choice((1, -1)))


@fault("arithmetic", "ARI-05 ARI-06")
def weight_off_by_ten(texts: Texts, chance: Chance) -> bool:
    return _shift_weight(texts, chance, chance.choice((10, -10)))


@fault("arithmetic", "ARI-05 ARI-06")
def group_weight_stale(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    heading = next((row["level1"] for row in rows(form) if "（" in row.get("level1", "")), None)
    if heading is None:
        return False
    new = re.sub(r"\d+", lambda m: str(int(m.group()) + chance.choice((5, 10))), heading)
    for row in form["indicators"]:
        if row["level1"] == heading:
            row["level1"] = new
    return True


@fault("arithmetic", "ARI-07 SCO-20")
def total_score_mistyped(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    total = number(form["total_score"])
    assert total is not None
    step = Decimal(chance.choice(("0.5", "1", "2", "5")))
    form["total_score"] = plain(total - step if total + step > 100 or chance.random() < 0.5 else total + step)
    return True


@fault("arithmetic", "ARI-07 SCO-20")
def total_score_stale(texts: Texts, chance: Chance) -> bool:
    """A row missed its target, lost points in proportion and says why; the total was left as it was."""
    for _, form in forms(texts, chance):
        found = [
            r
            for r in rows(form, sign="≥", weighted=True)
            if not r.get("deviation") and (number(r["target"]) or 0) >= 20
        ]
        if not found or "score_rate" in found[0]:
            continue
        miss(chance.choice(found), Decimal("0.8"))
        return True
    return False


def miss(row: Texts, share: Decimal) -> None:
    """Let a row reach only a share of its target, scored in proportion and with a reason."""
    target, weight = number(row["target"]), number(row["weight"])
    assert target is not None
    assert weight is not None
    actual = rounded(target * share, 0 if target == target.to_integral_value() else 1)
    row["actual"] = (
        with_number(row["actual"], actual)
        if "." not in row["actual"]
        else re.sub(r"[\d.]+", plain(actual), row["actual"], count=1)
    )
    row["score"] = plain(rounded(weight * actual / target))
    row["deviation"] = "因连续降雨影响进度，未达到目标；下一年度提前安排实施。"


@fault("arithmetic", "ARI-06 ARI-07 SCO-19 SCO-20")
def total_out_of_wrong_base(texts: Texts, chance: Chance) -> bool:
    """One more indicator with ten points, while the total stays out of 100."""
    form = a_form(texts, chance)
    found = rows(form, level2="数量", weighted=True)
    if not found:
        return False
    row = copy.deepcopy(chance.choice(found)) | {"level3": "开展专项检查次数", "weight": "10", "score": "10"}
    row.pop("deviation", None)
    row |= {"target": with_number(row["target"], Decimal(12)), "actual": with_number(row["actual"], Decimal(13))}
    form["indicators"].insert(1, row)
    return True


@fault("arithmetic", "ARI-08")
def row_repeated(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    row = chance.choice(rows(form))
    position = next(i for i, other in enumerate(form["indicators"]) if other is row)
    form["indicators"].insert(position + 1, copy.deepcopy(row))
    return True


@fault("arithmetic", "ARI-05 ARI-06 ARI-07")
def row_dropped(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form)
    if len(found) < 4:
        return False
    form["indicators"].remove(chance.choice(found))
    return True


@fault("arithmetic", "ARI-09")
def score_rate_mistyped(texts: Texts, chance: Chance) -> bool:
    found = [row for row in texts["report"].get("summary", ()) if "score_rate" in row]
    found += [row for form in texts["forms"] for row in form["indicators"] if "score_rate" in row]
    if not found:
        return False
    row = chance.choice(found)
    rate = number(row["score_rate"])
    assert rate is not None
    row["score_rate"] = with_number(row["score_rate"], rate - chance.choice((3, 5, 10)))
    return True


@fault("arithmetic", "ARI-10")
def part_of_breakdown_mistyped(texts: Texts, chance: Chance) -> bool:
    """By more than the rounding of whole 万元 could explain."""

    def more(match: re.Match[str]) -> str:
        return f"{match.group(1)}{plain(Decimal(match.group(2)) + Decimal('2.3'))}万元"

    return replace_line(texts, chance.choice((r"(人员经费)([\d.]+)万元", r"(公用经费)([\d.]+)万元")), more)


@fault("arithmetic", "ARI-11")
def share_mistyped(texts: Texts, chance: Chance) -> bool:
    def other(match: re.Match[str]) -> str:
        return f"占总预算的{rounded(Decimal(match.group(1)) + chance.choice((-2, 1, 3)))}%"

    return replace_line(texts, r"占总预算的([\d.]+)%", other)


@fault("arithmetic", "ARI-07 ARI-14 CON-01 SCO-20")
def overall_score_mistyped(texts: Texts, chance: Chance) -> bool:
    def less(match: re.Match[str]) -> str:
        return f"自评得分{plain(Decimal(match.group(1)) - chance.choice((1, 2, 3)))}分"

    return replace_line(texts, r"自评得分([\d.]+)分", less)


@fault("arithmetic", "ARI-17 IND-04")
def percent_sign_of_rate_dropped(texts: Texts, chance: Chance) -> bool:
    found = [row for form in texts["forms"] for row in form["funding"] if row.get("execution_rate", "").endswith("%")]
    if len(found) < 2:
        return False
    row = chance.choice(found)
    row["execution_rate"] = row["execution_rate"].rstrip("%")
    return True


@fault("arithmetic", "ARI-16")
def count_not_whole(texts: Texts, chance: Chance) -> bool:
    """Not by a half: halves occur."""
    units = ("人", "户", "座", "场", "期", "个", "件", "份", "册", "人次")
    found = [row for row in rows(a_form(texts, chance)) if row["actual"].strip("0123456789") in units]
    found = [row for row in found if not re.search("均|每", row["level3"])]
    if not found:
        return False
    row = chance.choice(found)
    row["actual"] = with_number(row["actual"], (number(row["actual"]) or Decimal(0)) + Decimal("0.3"))
    return True
