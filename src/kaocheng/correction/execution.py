"""Execution rates, the execution indicator and execution scores."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.correction.amounts import settled
from kaocheng.correction.case import WEIGHT_DOUBTS, Case, path_at
from kaocheng.correction.proposal import Correction, Refusal, refuse
from kaocheng.correction.revision import field_at
from kaocheng.correction.style import like_points, like_rate
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow
from kaocheng.model.reading import read_rate
from kaocheng.provenance import Printed, known
from kaocheng.scoring.execution import FundingExecution
from kaocheng.scoring.figures import differs_as_printed, format_number, round_half_up
from kaocheng.scoring.sheet import ScoreRow

_HUNDRED = Decimal(100)
_RATE = Text("执行数 {executed} ÷ {budget} = {rate}", "executed amount {executed} ÷ {budget} = {rate}")
_RATE_FIRST = Text("印出的执行率与金额不符，须先确定", "the printed rate disagrees with the amounts and comes first")
_WEIGHTS = Text("分值未定：{doubt}", "the weight is not settled: {doubt}")
_NO_WEIGHT = Text("表上没有印执行率的分值", "the form prints no weight of the execution rate")
_SPELLING = Text("印出的写法无法照样改写", "what is printed cannot be rewritten in its own style")


def correct_rate(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """ARI-01: the rate of a funding row."""
    found = _funding_row(case, finding, "execution_rate")
    if found is None:
        return None
    index, number, row = found
    rate = row.execution_rate
    assert rate is not None
    computed = settled(case, index, row)
    if isinstance(computed, Text):
        return refuse(finding, computed)
    peers = [
        cell.text
        for other in case.form(index).funding
        if other is not row and (cell := other.execution_rate) is not None and cell.known is not None
    ]
    after = like_rate(computed.rate, rate.text, rate.known or Decimal(0), peers)
    return made(case, finding, f"forms[{index}].funding[{number}].execution_rate", after, _words(computed))


def correct_actual(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """SCO-02: the actual value of the indicator that is the execution rate."""
    index = finding.form
    if index is None or finding.severity is not Severity.ERROR:
        return None
    form = case.form(index)
    fields = ((f"forms[{index}].indicators[{i}].actual", row.actual) for i, row in enumerate(form.indicators))
    path, total = path_at(fields, finding.where), form.total_funding
    if path is None or total is None:
        return None
    computed = _with_rate(case, index, total)
    if isinstance(computed, Text):
        return refuse(finding, computed)
    cell = field_at(case.report, path)
    assert cell is not None
    printed, rate = total.execution_rate, read_rate(cell.text)
    if printed is not None and "%" in printed.text and "%" in cell.text:
        after: str | None = printed.text
    else:
        after = like_rate(computed.rate, cell.text, known(rate) or Decimal(0))
    return made(case, finding, path, after, _words(computed), case.changed(f"forms[{index}].funding"))


def correct_score(case: Case, finding: ReportedFinding) -> Correction | Refusal | None:
    """SCO-01: the score of the execution rate, in the funding block or among the indicators."""
    index = finding.form
    if index is None:
        return None
    form, sheet = case.form(index), case.sheet(index)
    scored = [row for row in sheet.rows if row.method == "execution"]
    fields = ((f"forms[{index}].{row.path}.score", _score_at(case, index, row)) for row in scored)
    path = path_at(fields, finding.where)
    if path is None:
        return None
    cell = field_at(case.report, path)
    row = next(row for row in scored if path == f"forms[{index}].{row.path}.score")
    owner = form.funding[int(row.path[8:-1])] if row.path.startswith("funding") else form.total_funding
    assert cell is not None
    if owner is None or not isinstance(row.replayed, Decimal):
        return None
    computed = _with_rate(case, index, owner, cell)
    if isinstance(computed, Text):
        return refuse(finding, computed)
    doubt = case.doubt(index, WEIGHT_DOUBTS)
    if doubt is not None:
        return refuse(finding, _WEIGHTS.format(doubt=doubt))
    if sheet.weight_total != _HUNDRED and not _weight_is_printed(case, index, row):
        return refuse(finding, _NO_WEIGHT)
    peers = [score.text for score in scores_of(form) if score is not cell]
    after = like_points(row.replayed, cell.text, peers, case.scheme.rounding.row.value)
    return made(case, finding, path, after, row.formula, case.changed(f"forms[{index}].funding"))


def scores_of(form: Form) -> list[Printed[Decimal]]:
    """The scores printed in the rows of a form."""
    cells = [row.score for row in form.funding] + [row.score for row in form.indicators]
    return [cell for cell in cells if cell is not None and cell.known is not None]


def _with_rate(
    case: Case, index: int, row: FundingRow, score: Printed[Decimal] | None = None
) -> FundingExecution | Text:
    """The amounts, where they stand and the printed rate agrees."""
    computed = settled(case, index, row, score=score or Printed("", None))
    if isinstance(computed, FundingExecution) and differs_as_printed(row.execution_rate, computed.rate):
        return _RATE_FIRST
    return computed


def _score_at(case: Case, index: int, row: ScoreRow) -> Printed[Decimal] | None:
    return field_at(case.report, f"forms[{index}].{row.path}.score")


def _weight_is_printed(case: Case, index: int, row: ScoreRow) -> bool:
    form, number = case.form(index), int(row.path.rstrip("]").rpartition("[")[2])
    if row.path.startswith("funding"):
        return known(form.funding[number].weight) is not None or known(form.execution_weight) is not None
    indicator = form.indicators[number]
    cells = (indicator.weight, indicator.name_weight, indicator.level1_weight)
    return any(known(cell) is not None for cell in cells)


def _funding_row(case: Case, finding: ReportedFinding, field: str) -> tuple[int, int, FundingRow] | None:
    index = finding.form
    if index is None:
        return None
    for number, row in enumerate(case.form(index).funding):
        cell: Printed[Decimal] | None = getattr(row, field)
        if cell is not None and cell.where == finding.where:
            return index, number, row
    return None


def _words(computed: FundingExecution) -> Text:
    rate = f"{format_number(round_half_up(computed.rate * 100, 4))}%"
    return _RATE.format(executed=format_number(computed.executed), budget=format_number(computed.budget), rate=rate)


def made(
    case: Case, finding: ReportedFinding, path: str, after: str | None, why: Text, depends: tuple[str, ...] = ()
) -> Correction | Refusal:
    cell = field_at(case.report, path)
    assert cell is not None
    if after is None or after == cell.text:
        return refuse(finding, _SPELLING)
    return Correction(
        code=finding.code,
        source=finding.source,
        form=finding.form,
        subject=finding.subject,
        where=cell.where,
        path=path,
        before=cell.text,
        after=after,
        why=why,
        depends=depends,
    )
