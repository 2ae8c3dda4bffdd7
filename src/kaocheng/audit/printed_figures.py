"""What the text states about a form: amounts, execution rates, results of indicators, totals of the summary table.

Each figure of the text comes with what the form prints for the same thing. Only wordings that leave no doubt are read;
an amount called 办公费支出 says nothing about a whole project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaocheng.audit.designations import core_name, form_spoken_of, has_form_of_its_own
from kaocheng.audit.finding import Place
from kaocheng.audit.indicators import level3_of, rows_of
from kaocheng.audit.narrative import Amount, amounts
from kaocheng.audit.prose import Sentence, close_text, sentences
from kaocheng.model import Form, Report
from kaocheng.provenance import known
from kaocheng.scoring import summary_row_for
from kaocheng.scoring.figures import format_number
from kaocheng.values import Kind, Value
from kaocheng.values.units import MONEY_FACTORS, convert

_COLUMNS = ("original_budget", "adjusted_budget", "funds_in_place", "executed_amount")
_GENERIC = r"(?:全年|年度|当年|本年度?|实际|累计|已|共|总|资金|经费|项目|预算|本项目|该项目|\d{4}年度?|其)*"
_SPENT = re.compile(rf"{_GENERIC}(?:支出|执行数?|使用|支付|支出决算)(?:资金|经费|金额|总额|数)?(?:共|合计|共计)?")
_BUDGET = re.compile(
    rf"{_GENERIC}(?:年初)?(?:预算数?|预算安排|安排|预算资金|预算金额|到位)(?:资金|经费|金额|总额)?(?:共|合计|共计)?"
)
_PARTIAL = re.compile(r"截[至止]|上半年|季度|\d月|其中|剩余|结余|目标|计划|应当|比上年|同比|合同|每")
_RATE = re.compile(r"执行率(?:为|达到|达|是|[:：])?(?P<percent>\d{1,3}(?:\.\d{1,4})?)%(?!以上|及以上|左右)")
_WISHED = re.compile(r"目标|不低于|不少于|≥|应达|计划|确保|力争|要求|低于|高于|若|如果|得分|以上|满分")
_STATED = re.compile(
    r"(?:实际|全年|年度|已|均|约)*(?:完成值?|完成率)?(?:为|达到了?|达|是|[:：])?"
    r"(?P<number>\d{1,12}(?:\.\d{1,6})?)(?P<unit>%|[\u4e00-\u9fff]{0,3})"
)
_ONE_KIND = re.compile(r"财政|拨款|上级|其他|结转|自有|自筹|单位资金|专户")
_OTHER_YEAR = re.compile(r"(20\d{2})年")
_UNIT_END = re.compile(
    r"^(?:%|万?人次|场次|个|次|场|期|篇|条|件|家|户|人|名|份|册|项|台|套|处|天|年|亩|公里|平方米|万?元)"
)


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of the text and what the form prints for it.

    `name`: what the figure is of. `found`: as printed in the text. `printed`: what the form says, in words.
    `form`: index of the form. `agrees`: None where the form holds nothing to compare with.
    """

    name: str
    found: str
    printed: str
    agrees: bool | None
    at: Place
    form: int


def stated_amounts(report: Report) -> Iterator[StatedFigure]:
    """Amounts that the text gives as the whole budget or the whole spending of one project."""
    for sentence in sentences(report):
        if "元" not in sentence.text or _speaks_of_other_year(report, sentence.text):
            continue
        for amount in amounts(sentence.text):
            if amount.approximate:
                continue
            index = _form_of_amount(report, sentence, amount)
            if index is None:
                continue
            form = report.forms[index]
            in_form = _amounts_of(form)
            spent = _SPENT.fullmatch(amount.label) is not None
            total = form.total_funding
            printed = known(total.executed_amount if spent else total.adjusted_budget) if total is not None else None
            agrees = None if not in_form or printed is None else _is_among(amount, in_form)
            yield StatedFigure(amount.label, amount.text, _money(form, printed), agrees, sentence.where, index)


def _form_of_amount(report: Report, sentence: Sentence, amount: Amount) -> int | None:
    if _PARTIAL.search(sentence.text):
        return None
    if _SPENT.fullmatch(amount.label) or _BUDGET.fullmatch(amount.label):
        return form_spoken_of(report, sentence.text)
    named = [
        index
        for index, form in enumerate(report.forms)
        if form.project_name is not None
        and len(core_name(form.project_name.text)) >= 4
        and core_name(amount.label).endswith(core_name(form.project_name.text))
    ]
    return named[0] if len(named) == 1 else None


def stated_rates(report: Report) -> Iterator[StatedFigure]:
    """Execution rates of one project."""
    for sentence in sentences(report):
        if "执行率" not in sentence.text or _speaks_of_other_year(report, sentence.text):
            continue
        for match in _RATE.finditer(sentence.text):
            clause = sentence.text[: match.start()].rpartition("，")[2]
            if _WISHED.search(clause) or re.search(r"采购|支付|绩效指标", clause[-6:]):
                continue
            index = form_spoken_of(report, clause + "执行率")
            if index is None:
                index = form_spoken_of(report, sentence.text[: match.start()])
            if index is None or _PARTIAL.search(sentence.text):
                continue
            percent = Decimal(match["percent"])
            places = len(match["percent"].partition(".")[2])
            rates = _rates_of(report.forms[index], any_row=_ONE_KIND.search(clause) is not None)
            agrees = any(abs(rate * 100 - percent) < Decimal(1).scaleb(-places) for rate in rates) if rates else None
            printed = f"{format_number((rates[0] * 100).quantize(Decimal('0.01')))}%" if rates else ""
            yield StatedFigure("预算执行率", f"{match['percent']}%", printed, agrees, sentence.where, index)


def stated_results(report: Report) -> Iterator[StatedFigure]:
    """Results the text gives of an indicator it calls by its full name."""
    rows: dict[str, list[tuple[int, Value | None, str]]] = {}
    for index, form in enumerate(report.forms):
        for _, row in rows_of(form):
            name = close_text(level3_of(row))
            if len(name) >= 4 and row.uncertain is None and row.actual is not None:
                cells = rows.setdefault(name, [])
                cells += [(index, cell.known, cell.text) for cell in (row.actual, row.target) if cell is not None]
    if not rows:
        return
    names = re.compile("|".join(map(re.escape, sorted(rows, key=len, reverse=True))))
    for sentence in sentences(report):
        if _speaks_of_other_year(report, sentence.text):
            continue
        for found in names.finditer(sentence.text):
            match = _STATED.match(sentence.text, found.end())
            unit = _UNIT_END.match(match["unit"]) if match else None
            if match is None or unit is None or _WISHED.search(sentence.text):
                continue
            number, cells = Decimal(match["number"]), rows[found.group()]
            comparable = [c for c in cells if c[1] is not None and _in_unit(c[1], unit.group()) is not None]
            if not comparable:
                continue
            agrees = any(_in_unit(value, unit.group()) == number for _, value, _ in comparable if value is not None)
            stated = f"{match['number']}{unit.group()}"
            yield StatedFigure(found.group(), stated, comparable[0][2], agrees, sentence.where, comparable[0][0])


def stated_score(report: Report) -> Iterator[StatedFigure]:
    """The score the text gives the whole, where the report is about the one thing its form scores."""
    score = report.overall_score
    if score is None or known(score) is None or not has_form_of_its_own(report):
        return
    total = report.forms[0].total_score
    if total is not None and known(total) is not None:
        yield StatedFigure("自评得分", score.text, total.text, known(score) == known(total), score, 0)


def summary_figures(report: Report) -> Iterator[StatedFigure]:
    """Funds and scores of the summary table, where a form gives them too."""
    for index, form in enumerate(report.forms):
        row = summary_row_for(report, form)
        if row is None:
            continue
        name = row.name.text
        if row.score is not None and known(row.score) is not None and known(form.total_score) is not None:
            assert form.total_score is not None
            agrees = known(row.score) == known(form.total_score)
            yield StatedFigure(f"{name}（得分）", row.score.text, form.total_score.text, agrees, row.score, index)
        funds, in_form = known(row.funds), _amounts_of(form)
        if row.funds is not None and funds is not None and in_form:
            agrees = any(funds * factor in in_form for factor in (Decimal(10_000), Decimal(1)))
            total = form.total_funding
            printed = known(total.adjusted_budget) if total is not None else None
            yield StatedFigure(f"{name}（资金）", row.funds.text, _money(form, printed), agrees, row.funds, index)


def _speaks_of_other_year(report: Report, text: str) -> bool:
    year = known(report.fiscal_year)
    years = {int(match[1]) for match in _OTHER_YEAR.finditer(text)}
    return year is not None and bool(years) and year not in years


def _amounts_of(form: Form) -> set[Decimal]:
    """Every amount of the funding block, in 元."""
    factor = MONEY_FACTORS.get(known(form.amount_unit) or "万元", MONEY_FACTORS["万元"])
    cells = [getattr(row, column) for row in form.funding for column in _COLUMNS]
    return {amount * factor for cell in cells if (amount := known(cell)) is not None}


def _is_among(amount: Amount, in_form: set[Decimal]) -> bool:
    return any(abs(amount.yuan - other) < amount.last_place for other in in_form)


def _rates_of(form: Form, any_row: bool) -> list[Decimal]:
    """Printed and computed rates of the total, or of every row where the text speaks of one kind of money."""
    total = form.total_funding
    rates: list[Decimal] = []
    for row in form.funding if any_row or total is None else (total,):
        if (printed := known(row.execution_rate)) is not None:
            rates.append(printed)
        executed = known(row.executed_amount)
        budgets = (known(row.adjusted_budget), known(row.original_budget), known(row.funds_in_place))
        rates += [executed / budget for budget in budgets if executed is not None and budget]
    return rates


def _in_unit(value: Value, unit: str) -> Decimal | None:
    """The number of a cell in the unit of the text; None where the two cannot be compared."""
    if value.kind is not Kind.QUANTITY or value.value is None:
        return None
    if value.unit is None or value.unit == unit:
        return value.value
    return convert(value.value, value.unit, unit)


def _money(form: Form, amount: Decimal | None) -> str:
    unit = known(form.amount_unit)
    return "" if amount is None else f"{format_number(amount)}{unit or '万元'}"
