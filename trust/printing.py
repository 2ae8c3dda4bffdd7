"""The texts of a report as a document: narrative, summary tables, forms in their layouts, two lines at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from accuracy.channels import Sheet, write_docx
from accuracy.facts import Layout
from accuracy.render_forms import sheet_of

from trust.clean import Texts

_INDICATORS = {"level1": "一级指标", "level2": "二级指标", "level3": "三级指标"}
_COLUMNS: dict[str, dict[str, str]] = {
    "f01": _INDICATORS
    | {
        "target": "年度指标值",
        "actual": "实际完成值",
        "weight": "分值",
        "score": "得分",
        "deviation": "偏差原因分析及改进措施",
    },
    "f02": _INDICATORS
    | {
        "weight": "分值",
        "target": "年度指标值",
        "actual": "全年实际值",
        "score": "得分",
        "deviation": "未完成原因及拟采取的改进措施",
    },
    "f04": _INDICATORS | {"target": "预期指标值", "actual": "实际完成值", "score": "自评得分"},
    "f05": _INDICATORS
    | {
        "direction": "指标性质",
        "target": "指标值",
        "measurement_unit": "度量单位",
        "actual": "完成值",
        "weight": "权重",
        "score": "得分",
        "deviation": "未完成原因分析",
    },
    "f06": _INDICATORS | {"target": "年初目标值(A)", "actual": "实际完成值(B)", "score": "得分"},
    "f07": {
        "level3": "指标名称",
        "measurement_unit": "计量单位",
        "nature": "指标性质",
        "target": "年初指标值",
        "adjusted_target": "调整指标值",
        "actual": "全年完成值",
        "score_rate": "得分系数(%)",
        "weight": "指标权重(分)",
        "score": "指标得分(分)",
        "is_core": "是否核心指标",
    },
}
_FACT_NAMES = {
    "target": "target_raw",
    "actual": "actual_raw",
    "measurement_unit": "unit",
    "executed_amount": "executed",
}
_HEAD = (("project_name",), ("department", "implementing_unit"))
_RATIO = {"adjusted_budget": "全年预算数(A)", "executed": "全年执行数(B)", "execution_rate": "执行率(B/A)"}
_PROBLEMS = {"problems": "存在问题、原因及改进措施"}
_LAYOUTS: dict[str, dict[str, Any]] = {
    "f01": {"head": _HEAD, "closing": ("problems",), "labels": _RATIO | _PROBLEMS},
    "f02": {"head": _HEAD, "closing": ("problems",), "labels": _RATIO | _PROBLEMS | {"funding": "资金情况\n(万元)"}},
    "f04": {
        "head": (("project_name", "implementing_unit"),),
        "funding": "three",
        "goal": ("expected", "actual", "completion_rate"),
        "lines": ("填报单位：{implementing_unit}", "金额单位：万元"),
        "closing": ("problems",),
        "side": {
            "head": "一、基本情况",
            "funding": "二、预算执行情况",
            "goal": "三、目标完成情况",
            "indicators": "四、年度绩效指标完成情况",
        },
        "labels": {
            "implementing_unit": "实施(主管)单位",
            "adjusted_budget_heading": "预算安排情况（调整后）",
            "funds_in_place_heading": "资金到位情况",
            "executed_heading": "资金执行情况",
            "execution_rate": "预算执行进度",
            "expected": "年度预期目标",
            "actual": "具体完成情况",
            "completion_rate": "总体完成率",
            "problems": "五、存在问题、原因及下一步整改措施",
        },
    },
    "f05": {
        "head": _HEAD,
        "funding_columns": ("original_budget", "adjusted_budget", "executed", "execution_rate", "weight", "score"),
        "closing": ("problems",),
        "side": {"funding": "预算执行情况\n(10分)", "goal": "项目基本情况", "indicators": "绩效指标\n(90分)"},
        "labels": {
            "original_budget": "年初预算",
            "adjusted_budget": "调整后预算数",
            "executed": "预算执行数",
            "execution_rate": "预算执行率",
            "weight": "权重",
            "amounts": "年度预算数\n(万元)",
            "expected": "项目年度目标",
            "actual": "年度目标完成情况",
            "total": "合计",
            "problems": "存在问题",
        },
    },
    "f06": {
        "head": _HEAD,
        "goal": (),
        "lines": ("单位名称：{implementing_unit}",),
        "closing": ("problems",),
        "side": {"indicators": "年度绩效目标1\n(80分)"},
        "labels": _RATIO
        | _PROBLEMS
        | {
            "implementing_unit": "项目实施单位",
            "funding": "预算执行情况(万元)\n(20分)",
            "score": "得分\n(20分×执行率)",
        },
    },
    "f07": {
        "head": (("department",), ("total_score_printed",)),
        "side": {"funding": "部门预算执行情况", "goal": "当年绩效目标", "indicators": "绩效指标"},
        "funding_columns": ("original_budget", "adjusted_budget", "executed", "execution_rate", "weight", "score"),
        "closing": ("problems",),
        "labels": {
            "total_score_printed": "自评总分(分)",
            "original_budget": "年初预算数",
            "adjusted_budget": "全年(调整)预算数",
            "execution_rate": "执行率(%)",
            "weight": "执行率权重",
            "score": "执行率得分(分)",
            "row_heading": "预算资金\n(万元)",
            "expected": "年初绩效目标",
            "actual": "全年目标实际完成情况",
            "problems": "存在问题、原因及改进措施",
        },
    },
}
_SUMMARY = {
    "project": {
        "sequence": "序号",
        "name": "项目名称",
        "funds": "资金（万元）",
        "score": "自评得分",
        "grade": "自评等级",
    },
    "indicator": {"name": "指标名称", "weight": "分值", "score": "得分", "score_rate": "得分率"},
}
_LINES_BELOW = 2  # who signs, and the date


def print_docx(texts: Texts, path: Path) -> None:
    write_docx(sheets_of(texts), path)


def sheets_of(texts: Texts) -> list[Sheet]:
    """The whole report, one sheet per table; the narrative stands above the first, the closing lines below the last."""
    report = texts["report"]
    lines = list(report.get("text", ()))
    above, below = lines[:-_LINES_BELOW], lines[-_LINES_BELOW:]
    sheets = [*_summary_sheets(report.get("summary", ())), *(_form_sheet(form) for form in texts["forms"])]
    sheets[0] = replace(sheets[0], before=(*above, *sheets[0].before))
    sheets[-1] = replace(sheets[-1], after=(*sheets[-1].after, *below))
    return sheets


def _summary_sheets(rows: list[Texts]) -> list[Sheet]:
    sheets = []
    for kind, columns in _SUMMARY.items():
        own = [row for row in rows if row["row_kind"] == kind]
        if own:
            facts = {
                "form_kind": own[0]["table_title"],
                "columns": list(columns.values()),
                "summary": [{name: row.get(name, "") for name in columns} for row in own],
            }
            layout = Layout(fields={label: name for name, label in columns.items()})
            sheets.append(sheet_of(facts, layout))
    return sheets


def _form_sheet(form: Texts) -> Sheet:
    layout = Layout(**{"fields": {}, **_LAYOUTS[form["layout"]]})
    columns = dict(_COLUMNS[form["layout"]])
    for name in [name for name in columns if name.startswith("level")]:
        if not any(name in row for row in form["indicators"]):
            del columns[name]
    fields = {label: _FACT_NAMES.get(name, name) for name, label in columns.items()}
    facts = {
        "form_kind": form["title"],
        "year": form.get("fiscal_year"),
        "columns": list(columns.values()),
        "project_name": form.get("project_name"),
        "department": form.get("competent_department"),
        "implementing_unit": form.get("implementing_unit"),
        "funding": [_funding_facts(row) for row in form["funding"]],
        "goals": form.get("objectives", []),
        "indicators": [_facts(row) for row in (*form["indicators"], *_unfilled(form))],
        "total_score_printed": form.get("total_score"),
        "total_weight": form.get("total_weight", ""),
        "problems": form.get("problems", ""),
    }
    return sheet_of(facts, replace(layout, fields=fields))


def _unfilled(form: Texts) -> list[Texts]:
    """Rows of the template that nobody filled in."""
    last = form["indicators"][-1]
    levels = {name: last[name] for name in ("level1", "level2") if name in last}
    return [{**levels, "level3": text} for text in form.get("placeholders", ())]


def _facts(row: Texts) -> Texts:
    return {_FACT_NAMES.get(name, name): text for name, text in row.items()}


def _funding_facts(row: Texts) -> Texts:
    facts = _facts(row)
    if "funds_in_place" in row:
        rest = row["label"].removeprefix("预算数：")
        facts["labels"] = [row["label"], rest or "到位数：", rest or "执行数："]
    return facts
