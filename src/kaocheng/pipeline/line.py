"""Results as the JSON lines other programs rely on. Field names and their order are fixed.

Equal results give equal bytes. Every message is in the chosen language; codes and values carry the meaning.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaocheng.language import Language, Text
from kaocheng.model.codec import FORMAT, number_to_json, place_to_json, report_to_json
from kaocheng.scoring.sheet import Interval, NotComputable, Reading, Replayed, ScoreRow, ScoreSheet

if TYPE_CHECKING:
    from kaocheng.audit.finding import ReportedFinding, ReportedSkip, Waived
    from kaocheng.model import Form
    from kaocheng.pipeline.result import CheckResult, FileResult, ReplayResult, SchemeUse
    from kaocheng.scoring.comparison import DepartmentComparison, FormComparison, Pair
    from kaocheng.scoring.department import DepartmentScore


def extract_line(result: FileResult, language: Language) -> dict[str, Any]:
    """Source, error and report of one file."""
    report = result.report
    return {**_head(result, language), "report": None if report is None else report_to_json(report, language)}


def _head(result: FileResult, language: Language) -> dict[str, Any]:
    source, error = result.source, result.error
    return {
        "format": FORMAT,
        "source": {
            "path": source.path,
            "sha256": source.sha256,
            "media_type": source.media_type,
            "reader": source.reader,
            "pages": source.pages,
        },
        "error": None if error is None else {"code": error.code, "message": error.message.in_(language)},
    }


def check_line(result: CheckResult, language: Language) -> dict[str, Any]:
    """The line of `extract` with scheme, scores, findings and skips."""
    rules = result.rules
    return {
        **extract_line(result, language),
        "scheme": None if result.scheme is None else _scheme(result.scheme, language),
        "scores": [_sheet(sheet, language) for sheet in result.sheets],
        "department": None if result.department is None else _department(result.department, language),
        "findings": [_finding(finding, language) for finding in result.findings],
        "skipped": [_skip(skip, language) for skip in result.skips],
        "rules": None
        if rules is None
        else {
            "selected": rules.selected,
            "decided": rules.decided,
            "undecided": rules.undecided,
            "not_applicable": rules.not_applicable,
        },
        "rule_set": result.rule_set,
    }


def replay_line(result: ReplayResult, language: Language) -> dict[str, Any]:
    """Source and error, both schemes and where they differ, the scores under both; the report is not repeated."""
    names = [] if result.report is None else [_form_name(form) for form in result.report.forms]
    return {
        **_head(result, language),
        "scheme": None if result.scheme is None else _scheme(result.scheme, language),
        "against": None if result.against is None else _scheme(result.against, language),
        "differences": [
            {
                "key": difference.key,
                "label": difference.label.in_(language),
                "against": difference.before.in_(language),
                "scheme": difference.after.in_(language),
            }
            for difference in result.differences
        ],
        "forms": [
            {"name": name, **_comparison(form, language)} for name, form in zip(names, result.forms, strict=False)
        ],
        "department": None if result.department is None else _department_pair(result.department, language),
    }


def _form_name(form: Form) -> str | None:
    name = form.project_name or form.title
    return None if name is None else name.text


def _pair(pair: Pair, language: Language) -> dict[str, Any]:
    def grade(label: str | NotComputable) -> Any:
        return {"not_computable": label.reason.in_(language)} if isinstance(label, NotComputable) else label

    return {
        "total": {
            "against": _replayed(pair.before, language),
            "scheme": _replayed(pair.after, language),
            "move": pair.move,
        },
        "grade": {"against": grade(pair.grade_before), "scheme": grade(pair.grade_after), "move": pair.grade_move},
    }


def _comparison(form: FormComparison, language: Language) -> dict[str, Any]:
    part = form.part
    return {
        "claimed": {"total": _number(form.before.claimed_total), "grade": form.before.claimed_grade},
        **_pair(form.total, language),
        "computable_part": None
        if part is None
        else {
            "base": number_to_json(part[0].base),
            "against": _replayed(part[0].total, language),
            "scheme": _replayed(part[1].total, language),
        },
        "rows": [
            {
                "path": row.before.path,
                "name": row.before.name,
                "weight": _number(row.after.weight),
                "claimed": _number(row.before.claimed),
                "against": _row_side(row.before, language),
                "scheme": _row_side(row.after, language),
            }
            for row in form.rows
        ],
    }


def _row_side(row: ScoreRow, language: Language) -> dict[str, Any]:
    return {
        "weight": _number(row.weight),
        "replayed": _replayed(row.replayed, language),
        "formula": row.formula.in_(language),
        "status": row.status.value,
    }


def _department_pair(department: DepartmentComparison, language: Language) -> dict[str, Any]:
    methods = (department.method_before, department.method_after)
    before, after = (None if method is None else method.name for method in methods)
    return {
        "basis": department.basis,
        "method": {"against": before, "scheme": after},
        **_pair(department.score, language),
    }


def _scheme(scheme: SchemeUse, language: Language) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "title": scheme.title.in_(language),
        "reason": scheme.reason.in_(language),
        "hash": scheme.hash,
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else number_to_json(number)


def _replayed(replayed: Replayed, language: Language) -> Any:
    """A decimal as a string, a pair of them, or why it cannot be said."""
    if isinstance(replayed, NotComputable):
        return {"not_computable": replayed.reason.in_(language)}
    if isinstance(replayed, Interval):
        return [number_to_json(replayed.low), number_to_json(replayed.high)]
    return number_to_json(replayed)


def _sheet(sheet: ScoreSheet, language: Language) -> dict[str, Any]:
    grade = sheet.replayed_grade
    return {
        "rows": [_row(row, language) for row in sheet.rows],
        "total": {
            "weight": _number(sheet.weight_total),
            "claimed": _number(sheet.claimed_total),
            "claimed_sum": _number(sheet.claimed_sum),
            "replayed": _replayed(sheet.replayed_total, language),
            "capped": any(row.capped for row in sheet.rows),
            "formula": sheet.readings[0].words.in_(language) if sheet.readings else "",
        },
        "readings": [_reading(reading, language) for reading in sheet.readings],
        "grade": {
            "claimed": sheet.claimed_grade,
            "replayed": {"not_computable": grade.reason.in_(language)} if isinstance(grade, NotComputable) else grade,
        },
        "status": sheet.status.value,
    }


def _row(row: ScoreRow, language: Language) -> dict[str, Any]:
    return {
        "path": row.path,
        "name": row.name,
        "weight": _number(row.weight),
        "claimed": _number(row.claimed),
        "replayed": _replayed(row.replayed, language),
        "capped": row.capped,
        "formula": row.formula.in_(language),
        "method": row.method,
        "ratio": _number(row.ratio),
        "met": row.met,
        "status": row.status.value,
    }


def _reading(reading: Reading, language: Language) -> dict[str, Any]:
    return {
        "name": reading.name,
        "words": reading.words.in_(language),
        "base": number_to_json(reading.base),
        "total": _replayed(reading.total, language),
    }


def _department(department: DepartmentScore, language: Language) -> dict[str, Any]:
    return {
        "printed": _number(department.printed),
        "methods": [
            {
                "name": method.name,
                "words": method.words.in_(language),
                "claimed": _replayed(method.claimed, language),
                "replayed": _replayed(method.replayed, language),
                "from_totals": None if method.from_totals is None else _replayed(method.from_totals, language),
            }
            for method in department.methods
        ],
        "reproduced_by": list(department.reproduced_by),
    }


def _words(text: Text, language: Language) -> str | None:
    return text.in_(language) or None


def _finding(finding: ReportedFinding, language: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message.in_(language),
        "where": place_to_json(finding.where),
        "found": finding.found or None,
        "expected": _words(finding.expected, language),
        "difference": _words(finding.difference, language),
        "source": finding.source,
        "fingerprint": finding.fingerprint,
        "title": finding.title.in_(language),
        "advice": finding.advice.in_(language),
        "form": finding.form,
        "subject": finding.subject,
        "waived": None if finding.waived is None else _waived(finding.waived),
    }


def _waived(waived: Waived) -> dict[str, Any]:
    until = None if waived.until is None else waived.until.isoformat()
    return {"reason": waived.reason, "who": waived.who, "until": until}


def _skip(skip: ReportedSkip, language: Language) -> dict[str, Any]:
    return {
        "code": skip.code,
        "name": skip.name,
        "reason": skip.reason.in_(language),
        "form": skip.form,
        "subject": skip.subject,
        "where": None if skip.where is None else place_to_json(skip.where),
    }
