"""What is printed, as the tree that `compare` reads: from the ground truth of the seed reports, and from facts.

Only what the source knows is compared. A field that is None here is known not to be printed.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from accuracy.facts import Layout, Sample, field_of, goals_of, title_of
from accuracy.record import Expected, Node

Fields = dict[str, Expected | None]
Raw = dict[str, Any]

_BRACKET = re.compile(r"\s*[（(]?\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]$")
_POINTS_RANGE = re.compile(r"[（(]\d+-\d+[)）]分?$")
_ORDINAL = re.compile(r"^指标\s*\d+\s*[:：]?\s*|^★")
_BRACKETED_POINTS = re.compile(r"[（(]\d+分[)）]$")
_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(%|万元|万)?")


# Seed reports --------------------------------------------------------------------------------------------------------


def truth_of_seed(path: Path, channel: str) -> Node[Expected]:
    """The ground truth of one seed report, as far as the channel prints it: the workbook has no running text."""
    raw: Raw = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    units = tuple(text for text in (raw["unit"], *raw["unit_variants_printed"]) if text)
    fields: Fields = {
        "title": _text(raw["report_title_printed"]),
        "budget_unit": Expected(units) if units else None,
        "region": _text(raw["region"]),
        "fiscal_year": _number(raw["year"]),
        "kind": _text(raw["report_kind"]),
        "report_date": _text(raw["report_date_printed"]),
        # How much of "96分" belongs to the figure is a matter of taste.
        "overall_score": _stated(raw["overall_score_printed"], raw["overall_score"]),
        "grade": _text(raw["grade_printed"]),
    }
    if channel == "xlsx":
        for name in ("title", "budget_unit", "region"):
            del fields[name]
    figures = raw["department_budget"]["figures"]
    lists = {
        "forms": [_seed_form(form) for form in raw["projects"]],
        "summary": [_seed_summary_row(row) for row in raw["summary_rows"]],
        "department_budget": [_seed_figure(figure) for figure in figures],
        "grade_bands": [
            Node({"grade": _text(band["grade"]), "minimum": _number(band["min"]), "maximum": _number(band["max"])})
            for band in raw["grade_bands_printed"]
        ],
    }
    return Node(fields, lists)


def _seed_form(form: Raw) -> Node[Expected]:
    fields: Fields = {
        "title": _text(form["form_title_printed"]),
        "project_name": _text(form["name"]),
        "department": _text(form["department"]),
        "implementing_unit": _text(form["implementing_unit"]),
        "total_weight": _text_and_number(form["total_weight_printed"], form["total_weight"]),
        "total_score": _text_and_number(form["total_score_printed"], form["total_score"]),
        "grade": _text(form["grade_printed"]),
        "problems": _text(form["problems_printed"]),
        "preparer": _text(form["filled_by_printed"]),
        "phone": _text(form["phone_printed"]),
    }
    funding: list[Node[Expected]] = [
        Node(
            {
                "label": _text(row["labels_printed"][0] if row["labels_printed"] else row["label"]),
                "original_budget": _number(row["original_budget"]),
                "adjusted_budget": _number(row["adjusted_budget"]),
                "funds_in_place": _number(row["received"]),
                "executed_amount": _number(row["executed"]),
                "weight": _text_and_number(row["weight_printed"], row["weight"]),
                "execution_rate": _rate(row["execution_rate_printed"]),
                "score": _text_and_number(row["score_printed"], row["score"]),
            }
        )
        for row in form["funding"]
    ]
    objectives: list[Node[Expected]] = [
        Node(
            {
                "expected": _text(goal["expected_raw"]),
                "actual": _text(goal["actual_raw"]),
                "completion_rate": _rate(goal["completion_rate_printed"]),
            }
        )
        for goal in form["objectives"]
    ]
    indicators: list[Node[Expected]] = [
        Node(
            {
                "level1": _text(row["level1"]),
                "level1_weight": _number(row["level1_weight"]),
                "level2": _text(row["level2"]),
                "level3": Expected((row["level3_raw"], row["level3"]), name=row["level3"]),
                "sign": None,
                "target": _text(row["target_raw"]),
                "measurement_unit": None,
                "actual": _text(row["actual_raw"]),
                "weight": _number(row["weight"]),
                "score": _number(row["score"]),
                "deviation": _text(row["deviation_raw"]),
            }
        )
        for row in form["indicators"]
    ]
    return Node(fields, {"funding": funding, "objectives": objectives, "indicators": indicators})


def _seed_summary_row(row: Raw) -> Node[Expected]:
    sequence = row["seq"]
    return Node(
        {
            "row_kind": _text(row["row_kind"]),
            "sequence": None if sequence is None else Expected((str(sequence),)),
            "unit_name": _text(row["unit_name"]),
            "name": _text(row["name"]),
            "funds": _number(row["funds"]),
            "weight": _number(row["weight"]),
            "score": _number(row["score"]),
            "score_rate": _rate(row["score_rate_printed"]),
            "grade": _text(row["grade_printed"]),
            "contact": _text(row["contact_printed"]),
            "table_title": _text(row["table_printed"]),
        }
    )


def _seed_figure(figure: Raw) -> Node[Expected]:
    fields: Fields = {"amount": _stated(figure["raw"], figure["value"])}
    if not figure["label_inferred"]:
        fields["label"] = _text(figure["label"])
    return Node(fields)


# Forms rendered from facts -------------------------------------------------------------------------------------------


def truth_of_sample(sample: Sample) -> Node[Expected]:
    """What the rendered file prints."""
    summaries = [facts for facts, _ in sample.forms if "summary" in facts]
    if summaries:
        return Node({}, {"forms": [], "summary": [_summary_row(row) for row in summaries[0]["summary"]]})
    return Node({}, {"forms": [_form(facts, layout) for facts, layout in sample.forms], "summary": []})


def _summary_row(row: Raw) -> Node[Expected]:
    return Node({name: _cell(name, text) for name, text in row.items()})


def _cell(name: str, text: str) -> Expected | None:
    if name == "score_rate":
        return _rate(text)
    return _printed(text) if name in ("funds", "weight", "score") else _text(text)


def _form(facts: Raw, layout: Layout) -> Node[Expected]:
    in_head = {name for row in layout.head for name in row}
    fields: Fields = {"title": _text(title_of(facts, layout))}
    if layout.wide:
        # The unit stands in a column of its own, the title above the table of all projects.
        fields["project_name"] = _text(facts["project_name"])
        fields["implementing_unit"] = _text(facts["implementing_unit"])
    else:
        for name in ("project_name", "department", "implementing_unit"):
            fields[name] = _text(facts.get(name)) if name in in_head and not layout.fragment else None
        if layout.labels.get("implementing_unit") == "实施(主管)单位" and layout.labels.get("department") is None:
            fields["department"] = fields["implementing_unit"]
    if not layout.fragment:
        fields["fiscal_year"] = _number(facts["year"])
    if not layout.fragment and ("元" in "".join(layout.lines) or facts["funding"]):
        fields["amount_unit"] = Expected((layout.amount_unit,))
    fields["total_score"] = _printed(facts.get("total_score_printed"))
    for name in ("grade", "problems"):
        fields[name] = _text(facts.get(name)) if name in layout.closing else None
    for name in ("preparer", "phone"):
        fields[name] = _text(facts.get(name)) if name in layout.footer else None
    for name in facts.get("unchecked", ()):
        fields.pop(name, None)
    columns = {field_of(column, layout) for column in facts["columns"]}
    return Node(
        fields,
        {
            "funding": [_funding_row(row, layout) for row in facts["funding"]],
            "objectives": [_goal(goal, layout) for goal in goals_of(facts, layout)],
            "indicators": [_indicator(row, columns) for row in facts["indicators"]],
        },
    )


def _funding_row(row: Raw, layout: Layout) -> Node[Expected]:
    fields: Fields = {"label": _text(row["label"])} if row["label"] and not layout.wide else {}
    if layout.funding == "pairs" or layout.wide:
        # One amount without a heading: which budget it is cannot be read off.
        return Node({**fields, "budget": _printed(row.get("adjusted_budget") or row.get("original_budget"))})
    for name in ("original_budget", "adjusted_budget", "funds_in_place", "weight", "score"):
        fields[name] = _printed(row.get(name))
    fields["executed_amount"] = _printed(row.get("executed"))
    fields["execution_rate"] = _rate(row.get("execution_rate"))
    return Node(fields)


def _goal(goal: Raw, layout: Layout) -> Node[Expected]:
    return Node(
        {
            "expected": _text(goal.get("expected")),
            "actual": _text(goal.get("actual")) if "actual" in layout.goal else None,
            "completion_rate": _rate(goal.get("completion_rate")) if "completion_rate" in layout.goal else None,
        }
    )


def _indicator(row: Raw, columns: set[str | None]) -> Node[Expected]:
    fields: Fields = {}
    fields.update(_level1(row.get("level1")))
    fields["level2"] = _text(row.get("level2"))
    fields["level3"] = _level3(row["level3"])
    fields["sign"] = _text(row.get("direction"))
    fields["target"] = _text(row.get("target_raw"))
    fields["measurement_unit"] = _text(row.get("unit"))
    fields["actual"] = _text(row.get("actual_raw"))
    fields["score"] = _printed(row.get("score"))
    fields["deviation"] = _text(row.get("deviation"))
    if "weight" in columns or not _BRACKETED_POINTS.search(row["level3"]):
        fields["weight"] = _printed(row.get("weight"))
    for name in ("adjusted_target", "scoring_rule", "is_core"):
        fields[name] = _text(row.get(name))
    fields["score_rate"] = _rate(row.get("score_rate"))
    return Node(fields)


def _level1(label: str | None) -> Fields:
    """Label and weight of "产出指标(50分)"; "(0-20)分" is no single weight, and may stay with the label or go."""
    if not label:
        return {"level1": None, "level1_weight": None}
    if _POINTS_RANGE.search(label):
        return {"level1": Expected((_POINTS_RANGE.sub("", label), label))}
    match = _BRACKET.search(label)
    if match is None:
        return {"level1": Expected((label,)), "level1_weight": None}
    return {"level1": Expected((label[: match.start()],)), "level1_weight": Expected((), Decimal(match.group(1)))}


def _level3(label: str) -> Expected:
    """With or without "指标1", a star and the points in brackets: the cell does not say what belongs to the name."""
    bare = _ORDINAL.sub("", label)
    return Expected(tuple(dict.fromkeys((bare, label, _BRACKETED_POINTS.sub("", bare)))))


# Texts and numbers ---------------------------------------------------------------------------------------------------


def _text(text: Any) -> Expected | None:
    return Expected((str(text),)) if text not in (None, "") else None


def _number(number: Any) -> Expected | None:
    return None if number is None else Expected((), Decimal(number))


def _text_and_number(text: str | None, number: Any) -> Expected | None:
    if text is None:
        return _number(number)
    return Expected((text,), None if number is None else Decimal(number))


def _stated(text: str | None, number: Any) -> Expected | None:
    """A figure in running text: the number counts, with or without its unit."""
    return None if text is None else Expected((), Decimal(number))


def _printed(text: str | None) -> Expected | None:
    """A number as printed: its text and, unless it is a dash, what it is worth (amounts in 万元)."""
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    return Expected((text,), Decimal(match.group(1).replace(",", "")) if match else None)


def _rate(text: str | None) -> Expected | None:
    """A rate is worth a fraction; without a percent sign only its text is compared."""
    if not text:
        return None
    percent = text.strip().endswith("%")
    return Expected((text,), Decimal(text.strip().rstrip("%")) / 100 if percent else None)
