"""`python -m trust.roundtrip [--to docx,xlsx,pdf] [--only TEXT] [--verbose]`; exit status 1: docx or xlsx below 100 %.

Extract, render, extract: the report must come back as it was. Three sorts of reports are taken: the seeds in every
format, the sample forms, and every template, blank and filled. Each is composed in the layout that fits it, rendered,
and read again; every field is compared in text and value.

Counted as fields: all of the forms, and what forms carry of the report (unit, year, region, summary rows). Title, date,
overall result, grade bands and budget figures are the running text's ("text"): they are printed as short lines, and a
workbook, which has no running text, cannot hold them. Placeholders of the template and categories without an indicator
are not reproduced ("left out"). A title that the form lacks and its template gives is "given".
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from accuracy.facts import ROOT, Sample, real_forms, templates
from accuracy.render_forms import BUILD, render

from kaocheng.composition import Composition
from kaocheng.extraction import extract
from kaocheng.model import Form, Report, SummaryRow
from kaocheng.model.codec import report_to_json
from kaocheng.model.reading import read_points, read_rate, read_text
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source
from kaocheng.rendering import FORMATS, Format
from kaocheng.rendering import render as render_composition
from kaocheng.templates import Template, TemplateKind, all_templates, blank_form, compose, lay_out
from kaocheng.templates.fields import printed_at
from kaocheng.templates.summary import lay_out_summary

SEEDS = ROOT / "samples" / "seeds"
EXACT = ("docx", "xlsx")
Render = Callable[[Composition, Format], bytes]

_TEXT = ("title", "report_date", "department_budget", "overall_score", "grade", "grade_bands", "kind", "region_code")
_LEFT_OUT = ("placeholders", "empty_categories", "uncertain")
_OF_TEXT_IN_WORKBOOK = ("budget_unit", "region", "fiscal_year")


class Leaf(NamedTuple):
    """What is compared of a field: text, value, and why it could not be read."""

    text: str
    value: Any = None
    unreadable: str | None = None


@dataclass(frozen=True)
class Difference:
    """A field that did not come back. `sort`: "field", "text", "left out" or "given"."""

    path: str
    sort: str
    before: Leaf | None
    after: Leaf | None


@dataclass(frozen=True)
class Trip:
    """One report there and back."""

    name: str
    channel: str
    forms: int
    counts: Mapping[str, int]  # fields by sort
    differences: tuple[Difference, ...]
    omitted: tuple[str, ...] = ()

    def equal(self, sort: str) -> int:
        return self.counts.get(sort, 0) - sum(1 for d in self.differences if d.sort == sort)


def reports(only: str = "") -> Iterator[tuple[str, Report]]:
    """Everything that is taken there and back, by name."""
    for channel in ("docx", "xlsx", "pdf", "txt"):
        for path in sorted((SEEDS / channel).glob(f"*.{channel}")):
            if only in f"seeds/{path.name}":
                yield f"seeds/{path.name}", extract(read(path))
    for sample in (*real_forms(), *templates()):
        if only in f"{sample.group}/{sample.name}":
            yield f"{sample.group}/{sample.name}", extract(read(_file(sample)))
    for template in all_templates().values():
        for word, report in (("blank", blank_report(template)), ("filled", filled_report(template))):
            if only in f"{template.id}/{word}":
                yield f"{template.id}/{word}", report


def trip(name: str, report: Report, channel: Format, render: Render = render_composition) -> Trip:
    """Render a report and read it again. A blank template must come back without anything invented."""
    composed = _compose(name, report)
    again = extract(read(Source(f"{Path(name).stem}.{channel}", render(composed.composition, channel))))
    if name.endswith("/blank"):
        report = _printed_of_blank(report, again)
    before, after = leaves(report), leaves(again)
    if name.split("/")[0] in all_templates():  # a form alone, of no report: what is concluded from it does not count
        before, after = _of_forms(before), _of_forms(after)
    counts: Counter[str] = Counter()
    differences = []
    for path in sorted(before.keys() | after.keys(), key=_in_order):
        sort = sort_of(path, channel, before)
        counts[sort] += 1
        if before.get(path) != after.get(path):
            differences.append(Difference(path, sort, before.get(path), after.get(path)))
    return Trip(name, channel, len(report.forms), counts, tuple(differences), composed.omitted)


def leaves(report: Report) -> dict[str, Leaf]:
    """Every field that prints something, by path; places are left out."""
    found: dict[str, Leaf] = {}
    _collect(report_to_json(report), "", found)
    return found


def sort_of(path: str, channel: str, before: Mapping[str, Leaf]) -> str:
    """What a difference in this field means."""
    head = path.split("[")[0].split(".")[0]
    if any(part.split("[")[0] in _LEFT_OUT for part in path.split(".")):
        return "left out"
    if head == "forms":
        return "given" if path.endswith(".title") and path not in before else "field"
    if head in _TEXT or (channel == "xlsx" and head in _OF_TEXT_IN_WORKBOOK):
        return "text"
    return "field"


def _of_forms(found: Mapping[str, Leaf]) -> dict[str, Leaf]:
    return {path: leaf for path, leaf in found.items() if path.startswith(("forms", "summary"))}


def _collect(data: Any, path: str, found: dict[str, Leaf]) -> None:
    if isinstance(data, Mapping):
        if "text" in data and "where" in data:
            if data["text"]:
                found[path] = Leaf(data["text"], _frozen(data["value"]), data.get("unreadable"))
            return
        for name, value in data.items():
            if name not in ("layout", "where", "reasons"):
                _collect(value, f"{path}.{name}" if path else name, found)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _collect(value, f"{path}[{index}]", found)
    elif data is not None:
        found[path] = Leaf(str(data))


def _frozen(value: Any) -> Any:
    return tuple(sorted(value.items(), key=str)) if isinstance(value, Mapping) else value


def _in_order(path: str) -> list[tuple[str, int]]:
    parts = path.replace("]", "").split(".")
    return [(name, int(number or -1)) for name, _, number in (part.partition("[") for part in parts)]


def _file(sample: Sample) -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    return render(sample, "docx", BUILD)


# Templates -----------------------------------------------------------------------------------------------------------


def blank_report(template: Template) -> Report:
    if template.kind is TemplateKind.SUMMARY:
        return Report("department")
    return Report(_kind(template), forms=(blank_form(template, {"project_name": "农村公路养护"}),))


def filled_report(template: Template) -> Report:
    """Every field of a template filled with content of its own."""
    if template.kind is TemplateKind.SUMMARY:
        return Report("project", summary=tuple(_summary_rows(template)))
    funding = template.funding
    amounts = []
    for index, label in enumerate(funding.rows if funding else ()):
        names = [column.field for column in funding.columns if column.field] if funding else []
        amounts.append(
            {"label": label.split("|")[0], **{name: _AMOUNTS[name].format(index) for name in names if name in _AMOUNTS}}
        )
    names = [column.field for column in template.indicators.columns if column.field] if template.indicators else []
    indicators: list[dict[str, str]] = []
    for group in template.indicators.groups if template.indicators else ():
        for level2 in group.level2 or ("",):
            number = len(indicators) + 1
            row = {name: text.format(number) for name, text in _INDICATORS.items() if name in names}
            if group.level1:
                row["level1"] = f"{group.level1}（{group.weight}）" if group.weight else group.level1
                row["level2"] = level2
            indicators.append(row)
    goal = {name: text for name, text in _GOAL.items() if f"objectives.{name}" in template.fields}
    shown = template.fields | {name for name in _PROJECT if f"{{{name}}}" in template.signature + template.above_left}
    project = {name: text for name, text in _PROJECT.items() if name in shown or name == "fiscal_year"}
    form = blank_form(template, project, indicators, amounts, [goal] if goal else ())
    return Report(_kind(template), forms=(form,))


_PROJECT = {
    "project_name": "农村公路养护",
    "competent_department": "某县交通运输局",
    "implementing_unit": "某县交通运输局",
    "fiscal_year": "（2024年度）",
    "total_weight": "100",
    "total_score": "98.5",
    "reasons": "雨季较长，部分路段推迟到次年完工。",
    "problems": "部分路段养护间隔较长，\n下一步按季度检查。",
    "preparer": "某某甲",
    "phone": "00000000000",
}
_AMOUNTS = {
    "original_budget": "1,2{}0.00",
    "adjusted_budget": "1{}0.50",
    "funds_in_place": "1{}0.5",
    "executed_amount": "9{}.25",
    "weight": "10",
    "execution_rate": "9{}.50%",
    "score": "9.{}5",
    "reason": "第{}项按进度支付",
}
_GOAL = {
    "expected": "1.养护道路412公里；\n2.修补路面。",
    "actual": "养护道路418公里，路面修补全部完成。",
    "completion_rate": "98%",
}
_INDICATORS = {
    "level3": "道路养护里程{}",
    "definition": "反映第{}类道路的养护情况",
    "nature": "定量指标",
    "direction": "≥",
    "target": "41{}",
    "adjusted_target": "42{}",
    "measurement_unit": "公里",
    "actual": "43{}",
    "weight": "{}.5",
    "score": "{}.25",
    "score_rate": "98.{}%",
    "scoring_rule": "完成得满分，每少{}公里扣1分。",
    "is_core": "是",
    "deviation": "第{}段推迟",
}


def _kind(template: Template) -> Any:
    return "department" if template.title.startswith("部门") and "整体" in template.title else "project"


def _summary_rows(template: Template) -> Iterator[SummaryRow]:
    assert template.listing is not None
    assert template.row_kind is not None
    names = {column.field for column in template.listing.columns}
    for number in range(1, 4):
        texts = {"sequence": str(number), "unit_name": "某县公路中心", "grade": "优", "contact": "某某甲"}
        points = {"funds": f"{number}20.5", "weight": f"{number}0", "score": f"{number}9.5"}
        fields: dict[str, Any] = {name: read_text(text) for name, text in texts.items() if name in names}
        fields |= {name: read_points(text) for name, text in points.items() if name in names}
        if "score_rate" in names:
            fields["score_rate"] = read_rate("98.5%")
        name, title = read_text(f"农村公路养护{number}"), read_text(template.title)
        assert name is not None
        yield SummaryRow(name=name, row_kind=template.row_kind, table_title=title, **fields)


class _Composed(NamedTuple):
    composition: Composition
    omitted: tuple[str, ...] = ()


def _compose(name: str, report: Report) -> _Composed:
    """A template's own report in that template; any other as it was read."""
    template = all_templates().get(name.split("/")[0])
    if template is None:
        return _Composed(*compose(report))
    if template.kind is TemplateKind.SUMMARY:
        return _Composed(Composition(template.title, (lay_out_summary(report.summary, template, year=2024),)))
    grid, omitted = lay_out(report.forms[0], template, 2024, to_fill=name.endswith("/blank"))
    return _Composed(Composition(template.title, (grid,)), omitted)


def _printed_of_blank(blank: Report, again: Report) -> Report:
    """What may come back of a blank form: labels of rows as they are, nothing that was not there."""
    if not blank.forms or not again.forms:
        return Report(again.kind, fiscal_year=again.fiscal_year)
    form = blank.forms[0]
    head: dict[str, Any] = {name: printed_at(form, name) for name in _HEAD_OF_BLANK}
    known = Form(
        **head,
        fiscal_year=again.forms[0].fiscal_year,
        funding=form.funding,
        weight_column=form.weight_column,
        execution_weight=form.execution_weight,
        total_weight=form.total_weight,
        placeholders=again.forms[0].placeholders,
        empty_categories=again.forms[0].empty_categories,
    )
    return Report(again.kind, forms=(known,), fiscal_year=again.fiscal_year)


_HEAD_OF_BLANK = ("title", "project_name", "competent_department", "implementing_unit", "amount_unit")


# Command line --------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str], render: Render = render_composition) -> int:
    options = _options(arguments)
    channels = [channel for channel in FORMATS if channel in options.to.split(",")]
    trips: list[Trip] = []
    for name, report in reports(options.only):
        trips += [trip(name, report, channel, render) for channel in channels]
    for one in trips:
        _print_trip(one, options.verbose)
    print(
        f"\n{'channel':<9}{'reports':>8}{'forms':>7}{'fields':>8}{'equal':>8}{'%':>9}"
        f"{'text':>7}{'equal':>7}{'left out':>10}{'given':>7}"
    )
    worst = 0
    for channel in channels:
        worst |= _print_sum(channel, [one for one in trips if one.channel == channel])
    return worst


def _print_trip(one: Trip, verbose: bool) -> None:
    shown = [d for d in one.differences if d.sort == "field" or verbose]
    if not shown and not one.omitted and not verbose:
        return
    print(f"{one.name} {one.channel}: {one.equal('field')} of {one.counts.get('field', 0)} fields")
    for difference in shown:
        print(f"    {difference.sort:<9}{difference.path}: {_said(difference.before)} → {_said(difference.after)}")
    for path in one.omitted:
        print(f"    omitted  {path}")


def _said(leaf: Leaf | None) -> str:
    if leaf is None:
        return "–"
    value = "" if leaf.value is None or leaf.value == leaf.text else f" = {leaf.value}"
    return f"{leaf.text!r}{value}" + (f" ({leaf.unreadable})" if leaf.unreadable else "")


def _print_sum(channel: str, trips: Sequence[Trip]) -> int:
    total: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    for one in trips:
        for sort, count in one.counts.items():
            total[sort] += count
            equal[sort] += one.equal(sort)
    share = 100 * equal["field"] / total["field"] if total["field"] else 100.0
    forms = sum(one.forms for one in trips)
    print(
        f"{channel:<9}{len(trips):>8}{forms:>7}{total['field']:>8}{equal['field']:>8}{share:>9.2f}"
        f"{total['text']:>7}{equal['text']:>7}{total['left out'] - equal['left out']:>10}{total['given']:>7}"
    )
    omitted = any(one.omitted for one in trips)
    return int(channel in EXACT and (equal["field"] < total["field"] or omitted))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trust.roundtrip", description="Extract, render, extract.")
    parser.add_argument("--to", default=",".join(FORMATS), help="formats, separated by commas")
    parser.add_argument("--only", default="", metavar="TEXT", help="reports whose name contains the text")
    parser.add_argument("--verbose", action="store_true", help="every report, and differences of every sort")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
