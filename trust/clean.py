"""Clean reports: realistic, neutral, and with every figure computed, so that no rule has anything to say.

Departments, projects and indicators are those of `content.toml`; targets, results, amounts and weights are drawn from a
seed, scores and rates are computed from them. A report is written as TOML would hold it (see `tests/situation.py`), so
that a fault is one changed text. The same seed gives the same reports.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

Texts = dict[str, Any]
Chance = random.Random

#: Layouts of one project each, then a department with several project forms (F-01), a summary and a narrative.
LAYOUTS = ("f01", "f02", "f04", "f05", "f06", "f07", "department")

_HUNDRED = Decimal(100)
_LEVEL1 = {"数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标"}
_GRADES = "等级按90分（含）以上为优、80分（含）至90分为良、60分（含）至80分为中、60分以下为差划分。"
_REGIONS = {
    "f04": ("130000", "河北省"),
    "f02": ("510000", "四川省"),
    "f05": ("510000", "四川省"),
    "f06": ("420000", "湖北省"),
    "f07": ("500000", "重庆市"),
}
# What the points of a form are divided into, as each layout prints it.
_SHARES = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
_SHARES_OF = {
    "f04": {"产出指标": 40, "效益指标": 40, "满意度指标": 10},
    "f06": {"产出指标": 45, "效益指标": 25, "满意度指标": 10},
}


@dataclass(frozen=True)
class CleanReport:
    """`texts` must not be changed; a fault works on a copy."""

    name: str
    layout: str
    texts: Texts


def clean_reports(seed: int, rounds: int) -> Iterator[CleanReport]:
    """One report of every layout per round."""
    for number in range(rounds):
        for layout in LAYOUTS:
            yield clean_report(layout, seed, number)


def clean_report(layout: str, seed: int, number: int) -> CleanReport:
    """The report of one layout; other seeds and numbers give other figures, projects and years."""
    chance = random.Random(f"{seed}/{layout}/{number}")
    departments = _content()["department"]
    department = departments[chance.randrange(len(departments))]
    region, province = _REGIONS.get(layout, (None, ""))
    place = province + chance.choice(_content()["places"])
    year = chance.choice((2021, 2022, 2023))
    if layout == "department":
        texts = _department_report(department, place, year, chance)
    elif layout == "f07":
        texts = _overall_report(department, place, year, chance)
    else:
        texts = _project_report(layout, department, place, year, chance)
    texts["report"]["region_code"] = region
    return CleanReport(f"{layout}-{number}", layout, texts)


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "content.toml").read_text("utf-8"))


# Reports -------------------------------------------------------------------------------------------------------------


def _project_report(layout: str, department: dict[str, Any], place: str, year: int, chance: Chance) -> Texts:
    project = chance.choice(department["project"])
    unit = place + project["unit"]
    form, money = _form(layout, department, project, place, year, chance)
    lines = [
        f"{unit}{year}年度项目支出绩效自评报告",
        "一、项目基本情况",
        "（一）项目概况",
        f"{form['project_name']}{project['about']}，由{unit}组织实施。",
        "（二）资金安排和使用情况",
        money,
        "二、绩效自评工作开展情况",
        f"成立由分管负责人任组长的自评工作组，于{year + 1}年2月6日至2月28日对照批复的绩效目标，"
        f"逐项核对凭证、台账和问卷，形成项目支出绩效自评表。{_GRADES}",
        "三、绩效目标完成情况",
        _attainment(form),
        "四、评价结论和等级",
        f"{year}年度{form['project_name']}绩效自评得分{form['total_score']}分，等级为优。",
        "五、存在的问题及改进措施",
        *_problems(form),
        *_closing(unit, year, chance),
    ]
    return {"report": _head("project", lines[0], unit, year, lines), "forms": [form]}


def _overall_report(department: dict[str, Any], place: str, year: int, chance: Chance) -> Texts:
    unit = place + department["name"]
    form, money = _overall_form(department, place, year, chance)
    lines = [
        f"{unit}{year}年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "（一）部门概况",
        f"{unit}为政府工作部门，内设科室5个。{year}年末在职人员共42人，其中行政编制18人，事业编制24人。",
        "（二）预算安排和执行情况",
        money,
        "二、绩效自评工作开展情况",
        f"成立由分管负责人任组长的自评工作组，于{year + 1}年2月6日至2月28日对照批复的部门整体绩效目标，"
        f"逐项核对凭证、台账和问卷，形成部门整体绩效自评表。{_GRADES}",
        "三、绩效目标完成情况",
        _attainment(form),
        "四、评价结论和等级",
        f"{year}年度部门整体支出绩效自评得分{form['total_score']}分，等级为优。",
        "五、存在的问题及改进措施",
        *_problems(form),
        *_closing(unit, year, chance),
    ]
    return {"report": _head("department", lines[0], unit, year, lines), "forms": [form]}


def _department_report(department: dict[str, Any], place: str, year: int, chance: Chance) -> Texts:
    unit = place + department["name"]
    projects = [_form("f01", department, project, place, year, chance) for project in department["project"]]
    forms = [form for form, _ in projects]
    totals = [form["funding"][0] for form in forms]
    basic_staff, basic_office = _money(chance, 300, 500), _money(chance, 40, 80)
    basic = basic_staff + basic_office
    planned = sum((_number(row["adjusted_budget"]) for row in totals), Decimal(0))
    spent = sum((_number(row["executed_amount"]) for row in totals), Decimal(0))
    whole, executed = basic + planned, basic + spent
    original = whole - _money(chance, 20, 40)
    rate = executed / whole
    table, lost = _duty_table(department, rate, chance)
    overall = sum((_number(row["score"]) for row in table), Decimal(0))
    names = "、".join(
        f"{form['project_name']}{row['adjusted_budget']}万元" for form, row in zip(forms, totals, strict=True)
    )
    problems = [form["problems"].split("；") for form in forms]
    lines = [
        f"{unit}{year}年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "（一）部门概况",
        f"{unit}为县政府工作部门，内设股室5个，下属事业单位{len(forms)}个。{year}年末在职人员共42人，"
        "其中行政编制18人，事业编制24人。",
        "（二）部门预算及执行情况",
        f"{year}年年初预算{_plain(original)}万元，调整后预算{_plain(whole)}万元，支出决算{_plain(executed)}万元，"
        f"预算执行率{_percent(rate)}。因上级下达补助资金，年中追加预算{_plain(whole - original)}万元。",
        f"调整后预算{_plain(whole)}万元，其中：基本支出{_plain(basic)}万元，占总预算的{_percent(basic / whole)}；"
        f"项目支出{_plain(planned)}万元，占总预算的{_percent(1 - _round(basic / whole, 4))}。"
        f"基本支出{_plain(basic)}万元，包括人员经费{_plain(basic_staff)}万元、公用经费{_plain(basic_office)}万元。",
        f"项目支出{_plain(planned)}万元，分别为{names}。"
        f"项目支出实际完成{_plain(spent)}万元，执行率{_percent(spent / planned)}。",
        *(f"其中{form['project_name']}项目：{money}" for form, money in projects if "追加" in money),
        "二、自评工作开展情况",
        "（一）自评的组织",
        f"成立由分管领导任组长的自评工作组，于{year + 1}年2月6日至3月5日对{year}年度部门整体支出"
        f"和{len(forms)}个项目开展自评。",
        "（二）自评的方法",
        "采用目标比较法，对照批复的绩效目标逐项核对凭证、台账和问卷。"
        f"部门整体得分按部门整体支出绩效指标得分表逐项加总，{_GRADES}",
        "三、绩效目标实现情况及指标分析",
        f"部门整体支出绩效指标共{len(table)}项，{len(table) - 1 - (rate < 1)}项得满分；"
        f"{lost}受汛期影响未达目标，扣1分。各项目的绩效目标总体实现，未完成事项的原因见各项目自评表。",
        "四、评价结论和等级",
        f"{year}年度部门整体支出绩效自评得分{_plain(overall)}分，等级为优。",
        "五、存在的问题及改进措施",
        "（一）存在的问题",
        "".join(
            f"{mark}是{form['project_name']}{parts[0]}。"
            for mark, form, parts in zip("一二三四五", forms, problems, strict=False)
        ),
        "（二）改进措施",
        "".join(
            f"{mark}是{form['project_name']}{parts[-1]}"
            for mark, form, parts in zip("一二三四五", forms, problems, strict=False)
        ),
        "六、评价工作组",
        "自评工作组由办公室、财务股、业务股各1人组成，评价工作组成员均已签字，签字页存档备查。",
        *_closing(unit, year, chance),
    ]
    summary = [
        {
            "row_kind": "project",
            "table_title": "项目支出绩效自评情况汇总表",
            "sequence": str(number),
            "name": form["project_name"],
            "funds": row["adjusted_budget"],
            "score": form["total_score"],
            "grade": "优",
        }
        for number, (form, row) in enumerate(zip(forms, totals, strict=True), start=1)
    ]
    report = _head("department", lines[0], unit, year, lines)
    report["summary"] = summary + table
    return {"report": report, "forms": forms}


def _head(kind: str, title: str, unit: str, year: int, lines: list[str]) -> Texts:
    return {"kind": kind, "title": title, "budget_unit": unit, "fiscal_year": year, "text": lines}


def _closing(unit: str, year: int, chance: Chance) -> list[str]:
    """The two lines below the tables."""
    return [f"{unit}（盖章）", f"{year + 1}年3月{chance.randint(8, 28)}日"]


def _problems(form: Texts) -> list[str]:
    problem, _, measure = form["problems"].partition("；")
    return ["（一）存在的问题", f"{problem}。", "（二）改进措施", measure]


def _attainment(form: Texts) -> str:
    rows = [row for row in form["indicators"] if "执行率" not in row.get("level1", "")]
    missed = [row for row in rows if row.get("deviation")]
    if not missed:
        return f"自评表共有三级指标{len(rows)}项，{len(rows)}项达到目标值。"
    names = "、".join(row["level3"] for row in missed)
    return (
        f"自评表共有三级指标{len(rows)}项，{len(rows) - len(missed)}项达到目标值；"
        f"{names}因连续降雨影响进度，未达到目标，已按比例扣分。"
    )


def _duty_table(department: dict[str, Any], rate: Decimal, chance: Chance) -> tuple[list[Texts], str]:
    """The score table of the department as a whole, and the row that lost a point."""
    names = ["预算执行率", "预决算公开及时率", *department["duties"], "服务对象满意度"]
    weights = [10, 8, *_split(72, 6, chance), 10]
    unlucky = 2 + chance.randrange(6)
    rows = []
    for index, (name, weight) in enumerate(zip(names, weights, strict=True)):
        score = Decimal(weight)
        if index == 0:
            score = _round(weight * rate)
        if index == unlucky:
            score -= 1
        rows.append(
            {
                "row_kind": "indicator",
                "table_title": "部门整体支出绩效指标得分表",
                "name": name,
                "weight": str(weight),
                "score": _plain(score),
                "score_rate": f"{_round(score / weight * _HUNDRED, 1)}%",
            }
        )
    return rows, names[unlucky]


# Forms ---------------------------------------------------------------------------------------------------------------


def _form(
    layout: str, department: dict[str, Any], project: dict[str, Any], place: str, year: int, chance: Chance
) -> tuple[Texts, str]:
    """One project form, and the sentence of the report on its money."""
    indicators, goal = _indicators(layout, project["rows"], chance)
    funding, rate, money = _funding(layout, year, chance)
    form: Texts = {
        "layout": layout,
        "title": {
            "f02": "项目支出绩效目标自评表",
            "f04": "部门预算项目绩效自评表",
            "f05": "部门预算项目支出绩效自评表",
        }.get(layout, "项目支出绩效自评表"),
        "project_name": project["name"],
        "competent_department": place + department["name"],
        "implementing_unit": place + project["unit"],
        "amount_unit": "万元",
        "fiscal_year": year,
        "problems": _shortfall(funding[0], rate, year),
        "funding": funding,
        "objectives": [goal],
        "indicators": indicators,
    }
    if layout == "f04":
        del form["competent_department"]
        form["weight_column"] = False
        form["objectives"][0]["completion_rate"] = "100%"
        row = {
            "level1": "预算执行率指标（10分）",
            "level2": "预算执行率",
            "level3": "预算执行率",
            "target": "100%",
            "actual": funding[0]["execution_rate"],
            "score": _plain(_round(10 * rate)),
        }
        indicators.insert(next(i for i, r in enumerate(indicators) if r["level1"].startswith("效益")), row)
    if layout == "f06":
        form["weight_column"] = False
        form["project_name"] = f"{project['name'].removesuffix('经费')}项目"
        form["title"] = f"{form['project_name']}自评表"
        del form["objectives"]
    if layout in ("f01", "f02"):
        form["total_weight"] = "100"
    scores = [row["score"] for row in (*funding[:1], *indicators) if "score" in row]
    form["total_score"] = _plain(sum(map(_number, scores), Decimal(0)))
    return form, money


def _overall_form(department: dict[str, Any], place: str, year: int, chance: Chance) -> tuple[Texts, str]:
    """The form of a whole department: no levels, a coefficient and a weight for each row."""
    choices = [(project, row) for project in department["project"] for row in project["rows"] if row[2] != "前"]
    rows = chance.sample([choice for choice in choices if not choice[1][0].startswith("服务")], 8)
    rows.append(chance.choice([choice for choice in choices if choice[1][0].startswith("服务")]))
    funding, rate, money = _funding("f07", year, chance)
    unlucky = chance.choice([index for index, (_, row) in enumerate(rows) if row[2] == "≥" and row[4] != "%"] or [None])
    indicators, expected, reached = [], [], []
    for index, ((_, row), weight) in enumerate(zip(rows, _split(90, 9, chance), strict=True)):
        drawn = _draw(row, chance, missed=index == unlucky)
        sign = row[2]
        score = _score(weight, drawn)
        indicators.append(
            {
                "level3": row[1],
                "measurement_unit": row[4],
                "nature": "定量指标",
                "target": f"{sign}{drawn.target}",
                "adjusted_target": f"{sign}{drawn.target}",
                "actual": str(drawn.actual),
                "score_rate": _plain(_round(score / weight * _HUNDRED)),
                "weight": str(weight),
                "score": _plain(score),
                "is_core": "是" if index < 4 else "否",
            }
        )
        if row[5]:
            expected.append(_promise(row, drawn))
            reached.append(_result(row, drawn, chance))
    if not expected:
        drawn_row = rows[-1][1]
        expected.append(f"{drawn_row[1]}不低于{indicators[-1]['target'].lstrip('≥')}%")
        reached.append(f"{drawn_row[1]}为{indicators[-1]['actual']}%（回收问卷{chance.randint(210, 560)}份）")
    form = {
        "layout": "f07",
        "title": "部门整体绩效自评表",
        "competent_department": place + department["name"],
        "amount_unit": "万元",
        "fiscal_year": year,
        "problems": _shortfall(funding[0], rate, year),
        "funding": funding,
        "objectives": [{"expected": "，".join(expected) + "。", "actual": "，".join(reached) + "。"}],
        "indicators": indicators,
    }
    if unlucky is not None:
        name = indicators[unlucky]["level3"]
        form["problems"] = f"{name}因连续降雨影响进度，未达到目标，" + form["problems"]
    scores = [funding[0]["score"], *(row["score"] for row in indicators)]
    form["total_score"] = _plain(sum(map(_number, scores), Decimal(0)))
    return form, money


def _shortfall(total: Texts, rate: Decimal, year: int) -> str:
    """What the form says about problems: a problem and its measure, parted by a semicolon."""
    left = _number(total["adjusted_budget"]) - _number(total["executed_amount"])
    if left:
        return (
            f"尾款{_plain(left)}万元待验收后支付，预算执行率为{_percent(rate)}；"
            "下一年度提前办理验收和结算，加快预算执行进度。"
        )
    return f"部分台账登记不够细，数据汇总用时较长；{year + 1}年统一台账格式，按月汇总数据。"


def _indicators(layout: str, rows: list[list[Any]], chance: Chance) -> tuple[list[Texts], Texts]:
    shares = _SHARES_OF.get(layout, _SHARES)
    groups: dict[str, list[list[Any]]] = {}
    for row in rows:
        groups.setdefault(_level1_of(row[0]), []).append(row)
    may_miss = [row[1] for row in rows if row[2] == "≥" and row[4] != "%" and row[3][0] >= 20]
    missed = chance.choice(may_miss) if layout in ("f01", "f02", "f05") and chance.random() < 0.5 else None
    indicators: list[Texts] = []
    expected, reached = [], []
    for level1, members in groups.items():
        for row, weight in zip(members, _split(shares[level1], len(members), chance), strict=True):
            drawn = _draw(row, chance, missed=row[1] == missed)
            indicators.append(_printed_row(layout, level1, shares[level1], row, drawn, weight))
            if row[5]:
                expected.append(_promise(row, drawn))
                reached.append(_result(row, drawn, chance))
    return indicators, {"expected": "，".join(expected) + "。", "actual": "，".join(reached) + "。"}


def _printed_row(layout: str, level1: str, share: int, row: list[Any], drawn: _Drawn, weight: int) -> Texts:
    level2, name, sign, _, unit, _ = row
    printed: Texts = {"level1": f"{level1}（{share}分）", "level2": level2, "level3": name}
    if layout in ("f05", "f06"):
        printed["level1"] = level1
    if layout == "f06":
        printed["level3"] = f"{name}（{weight}分）"
    if layout == "f05":
        date = sign == "前"
        printed |= {"direction": "定性" if date else sign, "target": f"{drawn.target}{'底前' if date else ''}"}
        printed |= {"measurement_unit": "" if date else unit, "actual": str(drawn.actual)}
    elif sign == "前":
        printed |= {"target": f"{drawn.target}底前", "actual": str(drawn.actual)}
    else:
        printed |= {"target": f"{sign}{drawn.target}{unit}", "actual": f"{drawn.actual}{unit}"}
    if layout not in ("f04", "f06"):
        printed["weight"] = str(weight)
    printed["score"] = _plain(_score(weight, drawn))
    if drawn.missed:
        printed["deviation"] = "因连续降雨影响进度，未达到目标；下一年度提前安排实施。"
    return printed


def _level1_of(level2: str) -> str:
    if level2.startswith("服务对象"):
        return "满意度指标"
    return _LEVEL1.get(level2, "效益指标")


@dataclass(frozen=True)
class _Drawn:
    """A target and a result, as printed, and the share of the points that the result earns."""

    target: str
    actual: str
    share: Decimal
    missed: bool = False


def _draw(row: list[Any], chance: Chance, missed: bool = False) -> _Drawn:
    _, _, sign, (low, high, step), unit, _ = row
    target = chance.randrange(low, high + 1, step)
    if sign == "前":
        month = f"{target}月"
        return _Drawn(month, f"{month}{chance.randint(5, 26)}日", Decimal(1))
    if missed:
        actual = min(target - 1, int(target * chance.uniform(0.91, 0.98)))
        return _Drawn(str(target), str(actual), Decimal(actual) / target, True)
    if unit == "%":
        top = min(target * 1.1, 99.6)
        return _Drawn(str(target), f"{chance.uniform(target + 0.3, min(target + 4, top)):.1f}", Decimal(1))
    if sign == "≤":
        places = 1 if target < 100 else 0
        return _Drawn(str(target), f"{target * chance.uniform(0.93, 0.985):.{places}f}", Decimal(1))
    return _Drawn(str(target), str(max(target, round(target * chance.uniform(1.01, 1.08)))), Decimal(1))


def _score(weight: int, drawn: _Drawn) -> Decimal:
    return _round(weight * drawn.share)


def _promise(row: list[Any], drawn: _Drawn) -> str:
    return f"{row[5]}达到{drawn.target}%以上" if row[4] == "%" else f"{row[5]}{drawn.target}{row[4]}"


def _result(row: list[Any], drawn: _Drawn, chance: Chance) -> str:
    if row[4] == "%":
        return f"{row[5]}为{drawn.actual}%（回收问卷{chance.randint(210, 560)}份）"
    return f"{row[5]}{drawn.actual}{row[4]}"


# Money ---------------------------------------------------------------------------------------------------------------


def _funding(layout: str, year: int, chance: Chance) -> tuple[list[Texts], Decimal, str]:
    """The rows of the funding block, the execution rate, and the sentence of the report on them."""
    fiscal = _money(chance, 40, 160)
    other = _money(chance, 5, 20)
    spent = fiscal if chance.random() < 0.3 else _round(fiscal * Decimal(str(chance.uniform(0.93, 0.99))))
    if layout in ("f06", "f07"):
        fiscal, spent, other = fiscal + other, spent + other, Decimal(0)
    total, executed = fiscal + other, spent + other
    change = chance.choice((0, 0, 0, 1, 2)) if layout in ("f01", "f05", "f07") else 0
    original_fiscal = fiscal - (_round(fiscal / 50), _round(fiscal / 40), _round(fiscal / 6))[change] * (change > 0)
    original = original_fiscal + other
    rate = executed / total
    weight = Decimal(20) if layout == "f06" else Decimal(10)
    labels = {
        "f01": ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"),
        "f02": ("年度资金总额", "其中:本年财政拨款", "其他资金"),
        "f04": ("预算数：", "其中：财政资金", "其他"),
        "f05": ("总额", "其中:财政资金", "其他资金"),
        "f06": ("年度财政资金总额",),
        "f07": ("年度资金总额",),
    }[layout]
    carried = _round(other / 3) if layout == "f01" else Decimal(0)
    rest = other - carried
    amounts = [(original, total, executed), (original_fiscal, fiscal, spent), (rest, rest, rest)]
    if carried:
        amounts.insert(2, (carried, carried, carried))
    rows: list[Texts] = []
    for label, (first, adjusted, done) in zip(labels, amounts, strict=False):
        row: Texts = {"label": label}
        if layout in ("f01", "f05", "f07"):
            row["original_budget"] = _amount(first, layout)
        row["adjusted_budget"] = _amount(adjusted, layout)
        if layout == "f04":
            row["funds_in_place"] = _amount(adjusted, layout)
        row["executed_amount"] = _amount(done, layout)
        if layout != "f04":
            if layout != "f06":
                row["weight"] = _plain(weight) if not rows else "/" if layout == "f05" else "—"
            row["execution_rate"] = _percent(done / adjusted).rstrip("%" if layout == "f07" else "")
            row["score"] = _plain(_round(weight * rate)) if not rows else "/" if layout == "f05" else "—"
        elif not rows:
            row["execution_rate"] = _percent(rate)
        rows.append(row)
    stated = f"{year}年全年预算{_plain(total)}万元，实际支出{_plain(executed)}万元，预算执行率{_percent(rate)}。"
    if original != total:
        stated = (
            f"{year}年年初预算{_plain(original)}万元，因上级下达补助资金，年中追加预算{_plain(total - original)}万元，"
            f"全年预算{_plain(total)}万元，实际支出{_plain(executed)}万元，预算执行率{_percent(rate)}。"
        )
    return rows, rate, stated


def _money(chance: Chance, low: int, high: int) -> Decimal:
    """An amount in 万元 with at most two decimals."""
    return Decimal(chance.randrange(low * 100, high * 100, chance.choice((1, 5, 50, 100)))) / _HUNDRED


def _amount(value: Decimal, layout: str) -> str:
    return f"{value:,.2f}" if layout in ("f05", "f07") else _plain(value)


def _percent(rate: Decimal) -> str:
    return f"{_round(rate * _HUNDRED)}%" if rate != 1 else "100%"


def _split(total: int, parts: int, chance: Chance) -> list[int]:
    """Whole weights that add up to the total, near each other and not all the same."""
    if parts == 1:
        return [total]
    weights = [total // parts] * parts
    weights[0] += total - sum(weights)
    for _ in range(parts):
        giver, taker = chance.sample(range(parts), 2)
        if weights[giver] > 4:
            weights[giver] -= 1
            weights[taker] += 1
    return weights


def _round(value: Decimal, places: int = 2) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    """Without needless zeros: 9.50 as 9.5, 10.00 as 10."""
    return f"{value.normalize():f}"


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").rstrip("%"))
