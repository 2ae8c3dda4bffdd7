"""Grades by the bands of the report or scheme, and score rates: figures that follow from a score that stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import ReportedFinding
from kaocheng.audit.grades import class_of_grade
from kaocheng.audit.rows import indicator_tables
from kaocheng.correction.case import SCORE_DOUBTS, WEIGHT_DOUBTS, Case, key_of, path_at
from kaocheng.correction.execution import made
from kaocheng.correction.proposal import Correction, Refusal, refuse
from kaocheng.correction.style import like_grade, like_rate
from kaocheng.language import Text
from kaocheng.model import Indicator, SummaryRow
from kaocheng.provenance import Printed, known
from kaocheng.schemes.scheme import Status
from kaocheng.scoring import format_number, grade_for, round_half_up, summary_row_for

_HUNDRED = Decimal(100)
_ABOUT_TOTALS = ("ARI-07", "SCO-19", "SCO-20", "SCO-03", "CON-01")
_LEFT_TO_SUMS = ("ARI-09", "SCO-06")  # a score that is part of a right sum is no slip of the pen
_GRADE = Text("{total} 分，按等级标准为“{grade}”", "{total} points give “{grade}” by the bands")
_RATE = Text("得分 {score} ÷ 分值 {weight} = {rate}%", "score {score} ÷ weight {weight} = {rate}%")
_IN_TEXT = Text("等级印在正文中，请对照得分修改", "the grade stands in the running text; change it there by hand")
_NO_FORM = Text("没有自评表可以核对得分", "there is no form to check the score against")
_TOTAL = Text("总分未定：{doubt}", "the total is not settled: {doubt}")
_NOT_THE_SUM = Text(
    "总分未印出，或不是由 100 分的各行加总而来，等级须由人确认",
    "the total is not printed or is not the sum of rows that make 100; a person has to settle the grade",
)
_BANDS = Text("等级标准未核实或界限不清", "the grade bands are unverified or unclear")
_ROW_DOUBTS = SCORE_DOUBTS - {"SCO-06"}
_SEVERAL = Text(
    "不止一行有问题，可能是分值或得分填错了行",
    "several rows are in question: weights or scores may have changed places",
)
_EITHER = Text(
    "得分、分值、得分率三者不符，没有合计数可以说明错在哪一个",
    "score, weight and rate disagree, and no sum tells which one is wrong",
)
_ROW = Text("该行得分未定：{doubt}", "the score of the row is not settled: {doubt}")


def correct_grade(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """SCO-17: the grade of a form, printed on it or in the summary table."""
    index, report = finding.form, case.report
    if report.grade is not None and report.grade.where == finding.where and index is None:
        return refuse(finding, _IN_TEXT)
    if index is None:
        return refuse(finding, _NO_FORM)
    form, sheet = case.form(index), case.sheet(index)
    row = summary_row_for(report, form)
    fields: list[tuple[str, Printed[str] | None]] = [(f"forms[{index}].grade", form.grade)]
    if row is not None:
        number = next(number for number, other in enumerate(report.summary) if other is row)
        fields.append((f"summary[{number}].grade", row.grade))
    path = path_at(iter(fields), finding.where)
    total = known(form.total_score)
    if path is None:
        return None
    cell = dict(fields)[path]
    assert cell is not None
    doubt = case.doubt(index, (*_ABOUT_TOTALS, *WEIGHT_DOUBTS, *SCORE_DOUBTS))
    if doubt is not None:
        return refuse(finding, _TOTAL.format(doubt=doubt))
    tolerance = case.scheme.rounding.total_tolerance.value
    adds_up = sheet.claimed_sum is not None and total is not None and abs(sheet.claimed_sum - total) <= tolerance
    if total is None or not adds_up or sheet.weight_total != _HUNDRED:
        return refuse(finding, _NOT_THE_SUM)
    bands = report.grade_bands or case.scheme
    grades = case.scheme.grades
    unsure = not report.grade_bands and (grades is None or grades.status is Status.UNVERIFIED)
    label = grade_for(round_half_up(total, case.scheme.rounding.total.value), bands)
    if unsure or label is None or case.doubt(None, ("SCO-18",)) or class_of_grade(label) == class_of_grade(cell.text):
        return refuse(finding, _BANDS)
    after = label if report.grade_bands else like_grade(label, cell.text)
    why = _GRADE.format(total=format_number(total), grade=after)
    return made(case, finding, path, after, why, case.changed(f"forms[{index}]."))


def correct_score_rate(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """ARI-09: a score rate beside a score and a weight that both stand in a sum that is right."""
    for path, row, peers in _rated_rows(case, finding.form):
        rate, score, weight = row.score_rate, known(row.score), known(row.weight)
        if rate is None or rate.where != finding.where or score is None or not weight:
            continue
        doubt = case.doubt_in_row([row.score, row.weight], _LEFT_TO_SUMS) or case.doubt_at([row.score, row.weight])
        if doubt is not None:
            return refuse(finding, _ROW.format(doubt=doubt))
        if _is_one_of_several(case, finding):
            return refuse(finding, _SEVERAL)
        if not _sums_are_right(case, finding.form, row):
            return refuse(finding, _EITHER)
        after = like_rate(score / weight, rate.text, rate.known or Decimal(0), peers)
        percent = format_number(round_half_up(score / weight * 100, 4))
        why = _RATE.format(score=format_number(score), weight=format_number(weight), rate=percent)
        return made(case, finding, path, after, why)
    return None


def _is_one_of_several(case: Case, finding: ReportedFinding) -> bool:
    """Two weights or scores that changed places leave every sum as it was: then several rows are in question."""
    others = (f for f in case.now.findings if f.code in _ROW_DOUBTS and f.form == finding.form)
    return any(key_of(other) != key_of(finding) and other.where.table == finding.where.table for other in others)


def _rated_rows(case: Case, index: int | None) -> Iterator[tuple[str, Indicator | SummaryRow, list[str]]]:
    rows: tuple[Indicator | SummaryRow, ...] = case.report.summary if index is None else case.form(index).indicators
    prefix = "summary" if index is None else f"forms[{index}].indicators"
    texts = [None if row.score_rate is None else row.score_rate.text for row in rows]
    for number, row in enumerate(rows):
        peers = [text for other, text in enumerate(texts) if text is not None and other != number]
        yield f"{prefix}[{number}].score_rate", row, peers


def _sums_are_right(case: Case, index: int | None, row: Indicator | SummaryRow) -> bool:
    tolerance = case.scheme.rounding.total_tolerance.value
    if index is not None:
        sheet = case.sheet(index)
        total, summed = sheet.claimed_total, sheet.claimed_sum
        if case.doubt(index, WEIGHT_DOUBTS) is not None or sheet.weight_total != _HUNDRED:
            return False
        return total is not None and summed is not None and abs(total - summed) <= tolerance
    table = next((rows for rows in indicator_tables(case.report) if any(other is row for other in rows)), ())
    weights, scores = [known(r.weight) for r in table], [known(r.score) for r in table]
    overall = known(case.report.overall_score)
    if not table or None in weights or None in scores or overall is None:
        return False
    if case.doubt(None, WEIGHT_DOUBTS) is not None or sum((w or Decimal(0) for w in weights), Decimal(0)) != _HUNDRED:
        return False
    return abs(sum((s or Decimal(0) for s in scores), Decimal(0)) - overall) <= tolerance
