"""Faults of indicators: operators, units, names, categories and targets."""

from __future__ import annotations

import re
from decimal import Decimal

from trust.faults.fault import (
    Chance,
    Texts,
    a_form,
    fault,
    forms,
    is_date,
    is_missed,
    number,
    plain,
    restate_total,
    rounded,
    rows,
    unit_of,
    with_number,
)


def _rate_rows(form: Texts) -> list[Texts]:
    return [row for row in rows(form, sign="≥") if unit_of(row) == "%"]


@fault("indicator", "IND-03 SCO-05 SCO-09")
def operator_reversed(texts: Texts, chance: Chance) -> bool:
    found = _rate_rows(a_form(texts, chance))
    if not found:
        return False
    row = chance.choice(found)
    for name in ("target", "adjusted_target", "direction"):
        if name in row:
            row[name] = row[name].replace("≥", "≤")
    return True


@fault("indicator", "IND-05")
def operator_dropped(texts: Texts, chance: Chance) -> bool:
    """Not of a price per piece, which may be a rate to be paid exactly."""
    found = [
        row for row in rows(a_form(texts, chance)) if row["target"][0] in "≥≤" or row.get("direction", "")[:1] in "≥≤"
    ]
    found = [row for row in found if not is_date(row) and "/" not in unit_of(row)]
    row = chance.choice(found)
    for name in ("target", "adjusted_target"):
        if name in row:
            row[name] = row[name].lstrip("≥≤")
    if row.get("direction", "") in ("≥", "≤"):
        row["direction"] = ""
    return True


@fault("indicator", "IND-04")
def unit_dropped(texts: Texts, chance: Chance) -> bool:
    found = [row for row in rows(a_form(texts, chance)) if unit_of(row) not in ("", "%") and not is_date(row)]
    if not found:
        return False
    row = chance.choice(found)
    unit = unit_of(row)
    if "measurement_unit" in row:
        row["measurement_unit"] = ""
    else:
        row["target"] = row["target"].removesuffix(unit)
        row["actual"] = row["actual"].removesuffix(unit)
    return True


@fault("indicator", "IND-04")
def percent_sign_dropped(texts: Texts, chance: Chance) -> bool:
    found = [row for row in _rate_rows(a_form(texts, chance)) if not row.get("measurement_unit")]
    if not found:
        return False
    row = chance.choice(found)
    row["target"] = row["target"].rstrip("%")
    return True


@fault("indicator", "SCO-10")
def unit_magnified(texts: Texts, chance: Chance) -> bool:
    """The result is printed in ten thousands, the target is not."""
    found = [
        row for row in rows(a_form(texts, chance), sign="≥") if unit_of(row) in ("人次", "人", "平方米", "亩", "次")
    ]
    found = [row for row in found if not is_missed(row) and "measurement_unit" not in row]
    if not found:
        return False
    row = chance.choice(found)
    row["actual"] = row["actual"].replace(unit_of(row), f"万{unit_of(row)}")
    return True


@fault("indicator", "IND-17")
def unit_contradicts_nature(texts: Texts, chance: Chance) -> bool:
    wrong = {"面积": "公里", "长度": "平方米", "里程": "亩", "率": "个"}
    for _, form in forms(texts, chance):
        for row in rows(form):
            nature = next((word for word in wrong if row["level3"].partition("（")[0].endswith(word)), None)
            if nature is None:
                continue
            unit = unit_of(row)
            for name in ("measurement_unit", "target", "actual", "adjusted_target"):
                if unit and unit in row.get(name, ""):
                    row[name] = row[name].replace(unit, wrong[nature])
            return True
    return False


@fault("indicator", "IND-13")
def operator_in_actual(texts: Texts, chance: Chance) -> bool:
    found = [row for row in rows(a_form(texts, chance)) if not is_date(row)]
    row = chance.choice(found)
    row["actual"] = chance.choice(("=", "≥")) + row["actual"]
    return True


@fault("indicator", "IND-05 IND-13")
def target_and_actual_swapped(texts: Texts, chance: Chance) -> bool:
    found = [row for row in rows(a_form(texts, chance)) if row["target"][0] in "≥≤" and "adjusted_target" not in row]
    if not found:
        return False
    row = chance.choice(found)
    row["target"], row["actual"] = row["actual"], row["target"]
    return True


@fault("indicator", "IND-02")
def name_vague(texts: Texts, chance: Chance) -> bool:
    found = [row for row in _rate_rows(a_form(texts, chance)) if "满意" not in row["level3"]]
    if not found:
        return False
    row = chance.choice(found)
    row["level3"] = chance.choice(("提高工作效率", "保障工作正常开展", "加强日常管理", "促进事业发展"))
    return True


@fault("indicator", "IND-01")
def target_not_quantified(texts: Texts, chance: Chance) -> bool:
    """Not where a form calls the row qualitative in so many words."""
    found = [row for row in rows(a_form(texts, chance), level2="数量") if "direction" not in row]
    if not found:
        return False
    row = chance.choice(found)
    row["target"], row["actual"] = "按相关标准执行", "达标"
    return True


@fault("indicator", "IND-25")
def name_truncated(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        found = [row for row in rows(form) if row["level3"].endswith(("时间", "情况"))]
        if found:
            row = chance.choice(found)
            row["level3"] = row["level3"][:-1]
            return True
    return False


@fault("indicator", "IND-26")
def placeholder_left(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    form["placeholders"] = [chance.choice(("指标2：", "指标2:", "……"))]
    return True


@fault("indicator", "IND-24")
def target_approximate(texts: Texts, chance: Chance) -> bool:
    found = [row for row in rows(a_form(texts, chance), sign="≥") if unit_of(row) not in ("", "%")]
    if not found:
        return False
    row = chance.choice(found)
    for name in ("target", "adjusted_target"):
        if name in row:
            row[name] = re.sub(r"^[≥]?([\d.]+)", r"\1余", row[name])
    return True


@fault("indicator", "IND-27")
def cost_restates_budget(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2="成本")
    if not found:
        return False
    row = chance.choice(found)
    row |= {"level3": "项目成本控制", "target": "不超出项目预算金额", "actual": "未超出项目预算金额"}
    if "direction" in row:
        row |= {"direction": "定性", "measurement_unit": ""}
    return True


@fault("indicator", "IND-21")
def target_lowered_against_goal(texts: Texts, chance: Chance) -> bool:
    """The goal promises more than the indicator asks for."""
    form = a_form(texts, chance)
    goal = "".join(row.get("expected", "") for row in form.get("objectives", ()))
    found = [
        row
        for row in rows(form, sign="≥")
        if (target := number(row["target"])) and f"{plain(target)}{unit_of(row)}" in goal
    ]
    found = [row for row in found if (number(row["target"]) or 0) >= 5 and unit_of(row) != "%"]
    if not found:
        return False
    row = chance.choice(found)
    lowered = rounded((number(row["target"]) or Decimal(0)) * Decimal("0.6"), 0)
    for name in ("target", "adjusted_target"):
        if name in row:
            row[name] = with_number(row[name], lowered)
    return True


@fault("indicator", "IND-18")
def category_emptied(texts: Texts, chance: Chance) -> bool:
    """The only row of a category is gone, its points are those of a neighbour; every sum agrees."""
    form = a_form(texts, chance)
    found = [row for row in rows(form, sign="≥") if "效益" in row.get("level2", "") and not is_missed(row)]
    if len(found) < 2:
        return False
    gone, heir = chance.sample(found, 2)
    form["indicators"].remove(gone)
    for name in ("weight", "score"):
        if name in heir:
            heir[name] = plain((number(heir[name]) or Decimal(0)) + (number(gone[name]) or Decimal(0)))
    heir["level3"] = re.sub(r"（\d+分）", f"（{heir['score']}分）", heir["level3"])
    restate_total(texts, form)
    return True


@fault("indicator", "IND-19")
def satisfaction_dropped(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, level2="满意度")
    for row in found:
        form["indicators"].remove(row)
    return bool(found)


@fault("indicator", "IND-19")
def satisfaction_of_leaders(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2="满意度")
    for row in found:
        row["level3"] = chance.choice(("领导满意度", "上级部门满意度"))
    return bool(found)


@fault("indicator", "IND-20")
def survey_evidence_deleted(texts: Texts, chance: Chance) -> bool:
    touched = False
    for form in texts["forms"]:
        for row in form.get("objectives", ()):
            touched |= "问卷" in row.get("actual", "")
            row["actual"] = re.sub(r"（回收问卷\d+份）", "", row.get("actual", ""))
    lines = texts["report"]["text"]
    lines[:] = [line.replace("、台账和问卷", "和台账") for line in lines]
    return touched


@fault("indicator", "IND-10")
def spending_as_output(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, level2="质量")
    if not found:
        return False
    found[0]["level3"] = chance.choice(("资金支付及时率", "资金使用率"))
    return True


@fault("indicator", "IND-09")
def satisfaction_under_quality(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2="质量")
    if not found:
        return False
    found[0]["level3"] = "服务群众满意度"
    return True


@fault("indicator", "IND-06")
def deadline_under_quality(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2="质量")
    if not found:
        return False
    found[0] |= {"level3": "年度任务推进情况", "target": "11月底前完成", "actual": "11月20日完成"}
    if "direction" in found[0]:
        found[0] |= {"direction": "定性", "measurement_unit": ""}
    return True


@fault("indicator", "IND-07")
def count_under_quality(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    quality, quantity = rows(form, level2="质量"), rows(form, level2="数量")
    if not quality or not quantity:
        return False
    quality[0] |= {"level3": "编发工作简报数量", "target": "≥24期", "actual": "25期"}
    if "direction" in quality[0]:
        quality[0] |= {"direction": "≥", "target": "24", "actual": "25", "measurement_unit": "期"}
    return True


@fault("indicator", "IND-08")
def output_under_benefit(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2=chance.choice(("经济效益", "生态效益")))
    if not found:
        return False
    found[0] |= {"level3": "工作方案编制次数", "target": "≥3次", "actual": "3次"}
    if "direction" in found[0]:
        found[0] |= {"direction": "≥", "target": "3", "actual": "3", "measurement_unit": "次"}
    return True


@fault("indicator", "IND-11")
def two_measures_in_one(texts: Texts, chance: Chance) -> bool:
    found = [row for row in _rate_rows(a_form(texts, chance)) if row["level3"].endswith("率")]
    if not found:
        return False
    row = chance.choice(found)
    row["level3"] = f"{row['level3']}、资料归档率"
    return True


@fault("indicator", "IND-12")
def near_duplicate(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, level2="数量")
    if len(found) < 2:
        return False
    one, other = chance.sample(found, 2)
    other["level3"] = f"实际{one['level3']}"
    for name in ("target", "actual", "measurement_unit"):
        if name in one:
            other[name] = one[name]
    return True


def _pairs(text: str) -> set[str]:
    text = text.replace("经费", "")
    return {text[i : i + 2] for i in range(len(text) - 1)}


@fault("indicator", "IND-23")
def indicator_of_sibling(texts: Texts, chance: Chance) -> bool:
    """A row speaks of another project of the same department, which has no word in common with its own."""
    if len(texts["forms"]) < 2:
        return False
    one, other = chance.sample(texts["forms"], 2)
    if _pairs(one["project_name"] + one["objectives"][0]["expected"]) & _pairs(other["project_name"]):
        return False
    own = chance.choice(rows(one, level2="时效") or rows(one))
    own["level3"] = f"{other['project_name'].removesuffix('经费')}完成时间"
    return True


@fault("indicator", "IND-14")
def adverse_event_without_direction(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), level2="质量")
    if not found:
        return False
    found[0] |= {"level3": "安全事故发生次数", "target": "1次", "actual": "1次"}
    if "direction" in found[0]:
        found[0] |= {"direction": "", "target": "1", "actual": "1", "measurement_unit": "次"}
    return True


@fault("indicator", "IND-28")
def saving_contradicts_execution(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    found = rows(form, level2="经济效益")
    if not found:
        return False
    found[0] |= {"level3": "项目资金节约率", "target": "≥60%", "actual": "61%"}
    if "direction" in found[0]:
        found[0] |= {"direction": "≥", "target": "60", "actual": "61", "measurement_unit": "%"}
    return True
