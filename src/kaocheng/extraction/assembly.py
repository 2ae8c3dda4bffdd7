"""Document → Report: the forms, and what the text around them states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kaocheng.documents import Document, Paragraph
from kaocheng.extraction.forms import read_forms
from kaocheng.extraction.narrative import (
    find_budget_figures,
    find_date,
    find_grade_bands,
    find_overall,
    find_title,
    find_unit,
    find_year,
    full_title,
)
from kaocheng.model import Form, Report, SummaryRow
from kaocheng.provenance import Printed
from kaocheng.schemes.regions import Region, find_region

_DEPARTMENT = re.compile(r"整体支出|部门整体|单位整体|部门（?单位）?整体")


def extract(document: Document) -> Report:
    """Everything a document says, typed and placed. Never raises on strange content; what is missing is None."""
    paragraphs = tuple(p for p in document.paragraphs() if p.text.strip() and not p.hidden)
    forms, summary = read_forms(document)
    title = find_title(paragraphs)
    kind = _kind(paragraphs, title, forms, summary)
    bands = find_grade_bands(paragraphs)
    score, grade = find_overall(paragraphs, bands)
    unit = find_unit(paragraphs, title) or _unit_of_forms(forms)
    region, code = _region(paragraphs, title, unit, forms)
    return Report(
        kind=kind,
        title=None if title is None else full_title(paragraphs, title),
        budget_unit=unit,
        region=region,
        region_code=code,
        fiscal_year=find_year(paragraphs, title, (form.fiscal_year for form in forms)),
        report_date=find_date(paragraphs),
        forms=forms,
        summary=summary,
        department_budget=find_budget_figures(paragraphs) if kind == "department" else (),
        overall_score=score,
        grade=grade,
        grade_bands=bands,
        document=document,
    )


def _kind(
    paragraphs: Sequence[Paragraph], title: int | None, forms: Sequence[Form], summary: Sequence[SummaryRow]
) -> Literal["project", "department"]:
    if title is not None:
        return "department" if _DEPARTMENT.search(paragraphs[title].text) else "project"
    titles = [form.title.text for form in forms if form.title]
    if any(_DEPARTMENT.search(text) for text in titles):
        return "department"
    if forms:
        return "project"
    said = sum(1 for p in paragraphs if _DEPARTMENT.search(p.text))
    return "department" if said else "project"


def _unit_of_forms(forms: Sequence[Form]) -> Printed[str] | None:
    return next(
        (u for form in forms for u in (form.implementing_unit, form.competent_department) if u is not None), None
    )


def _region(
    paragraphs: Sequence[Paragraph], title: int | None, unit: Printed[str] | None, forms: Sequence[Form]
) -> tuple[Printed[str] | None, str | None]:
    """The place of the report: named in unit or title, else in the forms, else in the text."""
    near = [unit.text] if unit else []
    near += [paragraphs[title].text] if title is not None else []
    departments = [
        printed.text for form in forms for printed in (form.competent_department, form.implementing_unit) if printed
    ]
    lines = [p.text for p in paragraphs[:60]]
    best: Region | None = None
    for texts in (near, near + departments, near + departments + lines):
        found = find_region("\n".join(texts))
        if found is not None and (best is None or found.code.startswith(best.code.rstrip("0"))):
            best = found
        if best is not None and not best.code.endswith("00"):
            break
    if best is None:
        return None, None
    return _printed_region(best, paragraphs, unit, forms), best.code


def _printed_region(
    region: Region, paragraphs: Sequence[Paragraph], unit: Printed[str] | None, forms: Sequence[Form]
) -> Printed[str] | None:
    """The fullest form in which the document prints the name of the place."""
    above = "".join(
        f"(?:{re.escape(name)})?" for name in dict.fromkeys((region.province, region.city or "")) if name != region.name
    )
    name = re.compile(above + re.escape(region.name))
    printed = [unit] if unit else []
    printed += [p for form in forms for p in (form.competent_department, form.implementing_unit) if p]
    places = [(p.text, p.where) for p in printed] + [(p.text, p.where) for p in paragraphs]
    found = [(match.group(), where) for text, where in places if (match := name.search("".join(text.split())))]
    if not found:
        return None
    text, where = max(found, key=lambda f: len(f[0]))
    return Printed(text, text, where)
