"""Sums: the total score, the total weight, the total row of the funding block, and the copy in the summary table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of, source_rows
from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.audit.printed_figures import stated_score
from kaocheng.audit.rule import all_rules
from kaocheng.correction.amounts import stated_amounts, texts_of
from kaocheng.correction.case import AMOUNT_DOUBTS, WEIGHT_DOUBTS, Case
from kaocheng.correction.execution import made, scores_of
from kaocheng.correction.proposal import Correction, Refusal, refuse
from kaocheng.correction.style import like_amount, like_points
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow, Report
from kaocheng.model.reading import read_points
from kaocheng.provenance import Printed, known
from kaocheng.scoring import Interval, format_number, round_half_up, summary_row_for
from kaocheng.scoring.execution import explain_execution
from kaocheng.scoring.figures import differs_as_printed
from kaocheng.scoring.sheet import NotComputable, ScoreRow, ScoreSheet

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_SUM = Text("{parts} = {sum}", "{parts} = {sum}")
_STATED_TOTAL = re.compile(r"(?:总分|得分|评分|自评分)[为是：:]?[^\d，。；]{0,6}(\d{1,4}(?:\.\d{1,4})?)分")
_BLANK_ROW = Text("“{name}”有分值而没有得分", "“{name}” has a weight and no score")
_REPEATED = Text(
    "正文也写着“{sentence}”，须与表一并修改", "the text says “{sentence}” too and has to be changed with the form"
)
_COPY = Text("与自评表总分一致：{total}", "the total of the form: {total}")
_IN_TEXT = Text("数字印在正文中，请对照表格修改", "the figure stands in the running text; change it there by hand")
_WEIGHTS = Text("分值或行数未定：{doubt}", "weights or rows are not settled: {doubt}")
_ROW = Text("有一行得分未定：{doubt}", "the score of a row is not settled: {doubt}")
_WITHOUT_EXECUTION = Text(
    "不计执行率得分则相符，执行率是否计入总分须由人确认",
    "without the execution score it fits: a person has to say whether that counts",
)
_INCOMPLETE = Text(
    "无法确定各行是否齐全（分值合计不是 100 分或没有分值），也没有别处印出合计数",
    "whether all rows are there cannot be told (no weights that add to 100), and no other place prints the sum",
)
_ABSORBED = Text(
    "“{name}”的得分若为 {score} 也能使总分相符，错在总分还是该行须由人确认",
    "a score of {score} for “{name}” would make the total fit too: a person has to say which one is wrong",
)
_BLANK_SOURCE = Text("来源行有空白，无法确定合计数", "a source row is blank: the sum cannot be told")
_EITHER = Text(
    "合计与各来源行不符，没有其他数可以说明错在合计还是错在某一行",
    "total and source rows disagree, and nothing else tells whether the total or a row is wrong",
)
_AMOUNT_DOUBTED = Text("来源行金额有问题：{doubt}", "a source row is in question: {doubt}")


def correct_total_score(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """ARI-07: the total of a form."""
    index = finding.form
    if index is None:
        doubt = case.doubt(None, WEIGHT_DOUBTS)
        return refuse(finding, _IN_TEXT if doubt is None else _WEIGHTS.format(doubt=doubt))
    form, sheet = case.form(index), case.sheet(index)
    printed, total = form.total_score, sheet.claimed_sum
    if printed is None or printed.known is None or total is None or printed.where != finding.where:
        return None
    reason = _why_total_is_open(case, index, form, sheet, printed.known - total)
    if reason is not None:
        return refuse(finding, reason)
    peers = [cell.text for cell in scores_of(form)]
    rows = [row for row in sheet.rows if row.claimed is not None]
    after = like_points(total, printed.text, peers, _decimals(total))
    parts = " + ".join(format_number(row.claimed or _ZERO) for row in rows)
    why = _SUM.format(parts=parts, sum=format_number(total))
    depends = case.changed(f"forms[{index}].funding") + case.changed(f"forms[{index}].indicators")
    return made(case, finding, f"forms[{index}].total_score", after, why, depends)


def _why_total_is_open(case: Case, index: int, form: Form, sheet: ScoreSheet, excess: Decimal) -> Text | None:
    doubt = case.doubt(index, WEIGHT_DOUBTS)
    if doubt is not None:
        return _WEIGHTS.format(doubt=doubt)
    doubt = case.doubt_in_row(scores_of(form))
    if doubt is not None:
        return _ROW.format(doubt=doubt)
    tolerance = case.scheme.rounding.total_tolerance.value
    before = case.first.sheets[index]
    blank = next((row for row in sheet.rows if row.claimed is None and row.weight != 0), None)
    if blank is not None:
        return _BLANK_ROW.format(name=blank.name)
    sentence = _repeated_in_text(case.report, form)
    if sentence is not None:
        return _REPEATED.format(sentence=sentence)
    followed = case.changed(f"forms[{index}].") and before.claimed_sum is not None and before.claimed_total is not None
    if followed and abs((before.claimed_sum or _ZERO) - (before.claimed_total or _ZERO)) <= tolerance:
        return None  # it was the sum of the rows until one of them was corrected
    funds = sum((row.claimed or _ZERO for row in sheet.rows if row.path.startswith("funding")), _ZERO)
    if funds and abs(excess + funds) <= tolerance:
        return _WITHOUT_EXECUTION
    total = sheet.claimed_sum or _ZERO
    if total in set(_scores_elsewhere(case.report, index, form)):
        return None
    if sheet.weight_total != _HUNDRED:
        return _INCOMPLETE
    row = next((row for row in sheet.rows if _absorbs(row, excess)), None)
    if row is not None:
        return _ABSORBED.format(name=row.name, score=format_number((row.claimed or _ZERO) + excess))
    return None


def _repeated_in_text(report: Report, form: Form) -> str | None:
    """Where the running text prints the same total for the form: to be changed together with it, by hand."""
    name = "".join((known(form.project_name) or "").split())
    printed = known(form.total_score)
    if report.document is None or printed is None:
        return None
    for text in texts_of(report.document):
        if len(report.forms) > 1 and (not name or name not in "".join(text.split())):
            continue
        found = (match for match in _STATED_TOTAL.finditer(text) if Decimal(match[1]) == printed)
        if (match := next(found, None)) is not None:
            return match.group()
    return None


def _scores_elsewhere(report: Report, index: int, form: Form) -> Iterator[Decimal]:
    """What the summary table and the text print as the score of the form."""
    row = summary_row_for(report, form)
    score = known(row.score) if row is not None else None
    if score is not None:
        yield score
    for figure in stated_score(report):
        number = known(read_points(figure.found))
        if figure.form == index and number is not None:
            yield number


def _absorbs(row: ScoreRow, excess: Decimal) -> bool:
    """Whether another score of the row, one that the scheme allows, would explain the difference."""
    if row.claimed is None:
        return False
    score = row.claimed + excess
    if isinstance(row.replayed, Interval):
        return row.replayed.low <= score <= row.replayed.high
    if isinstance(row.replayed, NotComputable):
        return score >= 0 and (row.weight is None or score <= row.weight)
    return round_half_up(row.replayed, 2) == round_half_up(score, 2)


def correct_summary_score(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """CON-01: the copy of a corrected total in the summary table; nothing else that this rule reports."""
    index = finding.form
    if index is None or not case.changed(f"forms[{index}].total_score"):
        return None
    report, form = case.report, case.form(index)
    row = summary_row_for(report, form)
    if row is None or row.score is None or row.score.where != finding.where or form.total_score is None:
        return None
    first = case.first.report
    assert first is not None
    before = known(first.forms[index].total_score)
    if before is None or row.score.known != before:
        return None
    number = next(number for number, other in enumerate(report.summary) if other is row)
    peers = [other.score.text for other in report.summary if other.score is not None and other is not row]
    total = form.total_score.known or _ZERO
    after = like_points(total, row.score.text, peers, _decimals(total))
    why = _COPY.format(total=form.total_score.text)
    return made(case, finding, f"summary[{number}].score", after, why, (f"forms[{index}].total_score",))


def stale_total_weights(case: Case) -> Iterator[Correction]:
    """Printed totals of weights that are neither the sum of all weights, 100, nor that of the indicators alone.

    No rule reports these: the weights themselves are right.
    """
    rule = next(rule for rule in all_rules() if rule.code == "ARI-06")
    for index, (form, sheet) in enumerate(zip(case.report.forms, case.now.sheets, strict=True)):
        printed = form.total_weight
        weights = [known(row.weight) for row in form.indicators]
        if printed is None or printed.known is None or sheet.weight_total != _HUNDRED or None in weights:
            continue
        if printed.known in (_HUNDRED, sum((w or _ZERO for w in weights), _ZERO)):
            continue
        if case.doubt(index, WEIGHT_DOUBTS) is not None or case.doubt_at([printed], ("ARI-06",)) is not None:
            continue
        peers = [row.weight.text for row in form.indicators if row.weight is not None]
        after = like_points(_HUNDRED, printed.text, peers, 0)
        if after is None:
            continue
        parts = " + ".join(format_number(row.weight or _ZERO) for row in sheet.rows)
        yield Correction(
            code=rule.code,
            source=rule.source,
            form=index,
            subject="分值合计",
            where=printed.where,
            path=f"forms[{index}].total_weight",
            before=printed.text,
            after=after,
            why=_SUM.format(parts=parts, sum="100"),
        )


def correct_funding_total(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """ARI-04: a total of the funding block that is not the sum of its sources."""
    index = finding.form
    if index is None or finding.severity is not Severity.ERROR:
        return None
    form = case.form(index)
    total, rows = form.total_funding, source_rows(form)
    if total is None:
        return None
    column = next(
        (c for c in COLUMNS if (cell := amount_of(total, c)) is not None and cell.where == finding.where), None
    )
    if column is None:
        return None
    printed, cells = amount_of(total, column), [amount_of(row, column) for row in rows]
    if printed is None or any(cell is None for cell in cells):
        return refuse(finding, _BLANK_SOURCE)
    doubt = case.doubt_at(cells, AMOUNT_DOUBTS)
    if doubt is not None:
        return refuse(finding, _AMOUNT_DOUBTED.format(doubt=doubt))
    summed = sum((known(cell) or _ZERO for cell in cells), _ZERO)
    if not _is_the_sum(case, form, total, column, summed):
        return refuse(finding, _EITHER)
    number = next(i for i, row in enumerate(form.funding) if row is total)
    peers = [cell.text for cell in cells if cell is not None and cell.known is not None]
    after = like_amount(summed, printed.text, peers) if _same_unit(printed) else None
    parts = " + ".join(format_number(known(cell) or _ZERO) for cell in cells)
    why = _SUM.format(parts=parts, sum=format_number(summed))
    return made(case, finding, f"forms[{index}].funding[{number}].{column}", after, why)


def _same_unit(printed: Printed[Decimal]) -> bool:
    """The cell prints no unit of its own that would have been converted."""
    return "元" not in printed.text


def _is_the_sum(case: Case, form: Form, total: FundingRow, column: str, summed: Decimal) -> bool:
    """Something beside the source rows says that the sum is right and what is printed is not."""
    printed = known(amount_of(total, column))
    row = summary_row_for(case.report, form)
    stated = set[Decimal]().union(*stated_amounts(case.report, form))
    if column == "adjusted_budget" and row is not None and row.funds is not None and row.funds.known is not None:
        stated.add(row.funds.known)
    if summed in stated and printed not in stated:
        return True
    computed = explain_execution(total, case.scheme)
    rate = total.execution_rate
    if isinstance(computed, NotComputable) or rate is None or rate.known is None:
        return False
    if not differs_as_printed(rate, computed.rate) or not summed:
        return False
    if column == "executed_amount":
        return not differs_as_printed(rate, summed / computed.budget)
    return column == computed.denominator and not differs_as_printed(rate, computed.executed / summed)


def _decimals(value: Decimal) -> int:
    """A sum is exact."""
    return max(0, -int(value.normalize().as_tuple().exponent))
