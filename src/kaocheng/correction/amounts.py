"""Whether the amounts of a funding row stand, so that a rate may be computed from them.

A rate that disagrees with its amounts does not say which of the three figures is wrong. The amounts stand only if
nothing is said against them and something else in the report prints or implies them as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of, is_dash, is_unreadable, source_rows
from kaocheng.audit.narrative import amounts as amounts_in
from kaocheng.correction.case import AMOUNT_DOUBTS, Case
from kaocheng.documents import Document
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow, Report
from kaocheng.model.reading import decimals_of, read_rate
from kaocheng.provenance import Printed, known
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring import is_execution_indicator, round_half_up, summary_row_for
from kaocheng.scoring.execution import FundingExecution, explain_execution
from kaocheng.scoring.figures import differs_as_printed
from kaocheng.scoring.sheet import NotComputable
from kaocheng.values.units import MONEY_FACTORS

_PER_ROW = Decimal("0.01")
_NOTHING_SPENT = Text(
    "执行数为 0：可能是漏填，也可能确未支出，须由人确认",
    "the executed amount is 0: it may be missing, or nothing was spent; a person has to say which",
)
_OTHER_BASE = Text(
    "{column}未填，分母口径须由人确认", "no {column} is given: a person has to say what the rate is divided by"
)
_FITS_OTHER = Text(
    "以{column}为分母则与印出的一致，口径须由人确认",
    "with {column} as denominator the printed figure fits; a person has to say which one is meant",
)
_FITS_UNITS = Text("金额单位可能混用（元、万元）", "the amounts may be in different units (元, 万元)")
_AMOUNT_DOUBTED = Text("金额本身有问题：{doubt}", "the amounts themselves are in question: {doubt}")
_NO_WITNESS = Text(
    "金额与执行率不符，表中没有其他数可以说明错在金额还是错在执行率",
    "amounts and rate disagree, and nothing else in the report tells whether the amounts or the rate is wrong",
)


def settled(
    case: Case, index: int, row: FundingRow, *, score: Printed[Decimal] | None = None
) -> FundingExecution | Text:
    """The rate that the amounts of a row give, if they stand; else why a person has to decide.

    `score`: the execution score that is in question; without it the printed rate is.
    """
    computed = explain_execution(row, case.scheme)
    if isinstance(computed, NotComputable):
        return computed.reason
    if not computed.executed:
        return _NOTHING_SPENT
    form = case.form(index)
    wanted = case.scheme.execution.denominator.value
    if computed.denominator != wanted:
        elsewhere = any(amount_of(other, wanted) is not None for other in form.funding)
        if elsewhere or computed.denominator == "funds_in_place":
            return _OTHER_BASE.format(column=COLUMNS[wanted])
    used = (row.executed_amount, amount_of(row, computed.denominator))
    doubt = case.doubt_at(used, AMOUNT_DOUBTS) or case.contradicted(index)
    if doubt is not None:
        return _AMOUNT_DOUBTED.format(doubt=doubt)
    other = _other_reading(row, computed, score)
    if other is not None:
        return other
    if any(_witnesses(case.report, index, form, row, computed, score, case.scheme)):
        return computed
    return _NO_WITNESS


def _other_reading(row: FundingRow, computed: FundingExecution, score: Printed[Decimal] | None) -> Text | None:
    """Another denominator or unit under which what is printed would be right."""
    if score is not None:
        weight = known(row.weight)
        claimed = score.known
        if not weight or claimed is None:
            return None
        decimals = decimals_of(score.text)

        def fits(rate: Decimal) -> bool:
            return round_half_up(min(rate, Decimal(1)) * weight, decimals) == claimed
    else:

        def fits(rate: Decimal) -> bool:
            return bool(rate) and not differs_as_printed(row.execution_rate, rate)

    for column in ("original_budget", "adjusted_budget", "funds_in_place"):
        cell = amount_of(row, column)
        if column == computed.denominator or cell is None or not cell.known or cell.known == computed.budget:
            continue
        if fits(computed.executed / cell.known) and not fits(computed.rate):
            return _FITS_OTHER.format(column=COLUMNS[column])
    if score is None and any(fits(rate) for rate in (computed.rate * 10_000, computed.rate / 10_000)):
        return _FITS_UNITS
    return None


def _witnesses(
    report: Report,
    index: int,
    form: Form,
    row: FundingRow,
    computed: FundingExecution,
    score: Printed[Decimal] | None,
    scheme: Scheme,
) -> Iterator[bool]:
    """Whatever else in the report says that the amounts are right."""
    total = form.total_funding
    rate = row.execution_rate
    if score is not None and rate is not None and rate.known is not None:
        yield not differs_as_printed(rate, computed.rate)
    if score is None:
        yield _score_fits(row.score, known(row.weight), row, computed)
    if total is row:
        for indicator in form.indicators:
            if is_execution_indicator(indicator):
                printed = None if indicator.actual is None else read_rate(indicator.actual.text)
                yield _tells(printed, row.execution_rate if score is None else None, computed.rate)
                if score is None:
                    weight = known(indicator.weight) or known(indicator.name_weight) or known(indicator.level1_weight)
                    yield _score_fits(indicator.score, weight, row, computed)
    sums = _adds_up(form, "executed_amount") and _adds_up(form, computed.denominator)
    yield sums and _other_rates_agree(form, row, scheme)
    yield _stated(report, index, form, computed)


def _score_fits(
    score: Printed[Decimal] | None, weight: Decimal | None, row: FundingRow, computed: FundingExecution
) -> bool:
    """The score is that of the amounts, and not also that of the printed rate."""
    if score is None or score.known is None or not weight:
        return False
    decimals = max(decimals_of(score.text), 2)
    whole = Decimal(1)
    printed = known(row.execution_rate)
    own = round_half_up(min(computed.rate, whole) * weight, decimals) == score.known
    other = printed is not None and round_half_up(min(printed, whole) * weight, decimals) == score.known
    return own and not other


def _tells(printed: Printed[Decimal] | None, wrong: Printed[Decimal] | None, rate: Decimal) -> bool:
    """A rate printed elsewhere is that of the amounts, and not also the one in question."""
    if printed is None or printed.known is None or differs_as_printed(printed, rate):
        return False
    return wrong is None or wrong.known is None or differs_as_printed(printed, wrong.known)


def _adds_up(form: Form, column: str) -> bool:
    """The source rows print what the total row prints."""
    total, rows = form.total_funding, source_rows(form)
    whole = None if total is None else known(amount_of(total, column))
    cells = [amount_of(row, column) for row in rows if not _is_blank(row)]
    if not whole or any(cell is None or is_unreadable(cell) for cell in cells) or not any(map(known, cells)):
        return False
    summed = sum((known(cell) or Decimal(0) for cell in cells), Decimal(0))
    return abs(summed - whole) <= _PER_ROW * len(rows)


def _other_rates_agree(form: Form, row: FundingRow, scheme: Scheme) -> bool:
    """Where several rates of a block disagree with their amounts, the amounts may be what changed."""
    others = [(other.execution_rate, explain_execution(other, scheme)) for other in form.funding if other is not row]
    return not any(
        isinstance(computed, FundingExecution) and differs_as_printed(rate, computed.rate) for rate, computed in others
    )


def _is_blank(row: FundingRow) -> bool:
    """A source that the project does not have."""
    return all(cell is None or is_dash(cell) for cell in (amount_of(row, column) for column in COLUMNS))


def _stated(report: Report, index: int, form: Form, computed: FundingExecution) -> bool:
    """One paragraph gives both amounts, or the paragraph the one and the summary table the other."""
    row = summary_row_for(report, form)
    funds = known(row.funds) if row is not None else None
    for values in stated_amounts(report, form):
        if computed.executed in values and (computed.budget in values or funds == computed.budget):
            return True
    return False


def stated_amounts(report: Report, form: Form) -> Iterator[frozenset[Decimal]]:
    """The amounts of each paragraph, in the unit of the form."""
    unit = MONEY_FACTORS.get(known(form.amount_unit) or "万元")
    if report.document is None or unit is None:
        return
    for text in texts_of(report.document):
        if "元" in text:
            found = amounts_in(text)
            yield frozenset(a.value * MONEY_FACTORS[a.unit] / unit for a in found if not a.approximate)


def texts_of(document: Document) -> Iterator[str]:
    """Paragraphs and cells: in a workbook the running text stands in cells too."""
    for paragraph in document.paragraphs():
        yield paragraph.text
    for table in document.tables():
        yield from (cell.text for cell in table.cells if cell.text)
