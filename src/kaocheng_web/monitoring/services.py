"""Rounds, expenditure, planned curves and ledgers: everything that changes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.carrying import carry_over
from kaocheng.lifecycle.curve import MONTHS, make_curve, plain
from kaocheng.lifecycle.deviations import count_colors
from kaocheng.lifecycle.forecast import Forecast
from kaocheng.lifecycle.ledger import Ledger, Line, Meaning, Unit, cumulate, read_ledger
from kaocheng.templates import load_template
from kaocheng.values.units import MONEY_FACTORS
from kaocheng_web.access.policy import PERMISSIONS, access_of, allowed, require, visible
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings.checking import complete, computed_fields, grid_of
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import start
from kaocheng_web.filings.starting import amount_text, yardstick
from kaocheng_web.interface.sheets import Rows, Sheet, tables_of
from kaocheng_web.interface.words import current_language, t
from kaocheng_web.journal.services import record
from kaocheng_web.monitoring import selectors
from kaocheng_web.monitoring.models import RANKS, SOURCES, Expenditure, LedgerFile, PlannedCurve, RoundSummary
from kaocheng_web.monitoring.reading import amount_of, assess_filing, gather
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused

TEMPLATE = "F-12"
MOST_LINES = 20_000
_MOST = Decimal(10) ** 11  # 万元
_EXECUTED = "funding[0].executed_amount"
_ATTEMPTS = 8


# --- rounds ---


def open_round(person: Any, project_year: ProjectYear, round: int) -> Filing:
    """The filing of a round, begun with the approved objective and what is known of the expenditure. A second call
    returns the same one.

    Raises Refused where there is no such round or no approved objective.
    """
    require(person, "filing.edit", project_year)
    found = selectors.rounds().filter(project_year=project_year, round=round).first()
    if found is not None:
        return found
    cycle = project_year.cycle
    stage = Stage.objects.filter(cycle=cycle, code="monitoring", round=round).first()
    if stage is None or stage.month is None:
        words = Text("没有第{n}轮监控，或未设定截止月份", "there is no round {n}, or it has no cut-off month")
        raise Refused("no-round", words.format(n=round))
    if not stage.is_open_now:
        raise Refused("stage-closed", Text("不在本次监控的填报时间内", "the window of this round is not open"))
    basis = yardstick(project_year)
    if basis is None:
        words = Text("绩效目标尚未批复，不能开展监控", "no objective is approved, so there is nothing to monitor")
        raise Refused("no-yardstick", words)
    spent = Expenditure.objects.filter(project_year=project_year, month=stage.month).first()
    cells = {
        "project_name": project_year.project.name,
        "implementing_unit": project_year.unit.name,
        "amount_unit": "万元",
        **carry_over(basis.cells),
        "title": load_template(TEMPLATE).title,
        "fiscal_year": str(cycle.year),
        "cutoff_month": f"{stage.month}月",
    }
    if spent is not None:
        cells[_EXECUTED] = _printed(spent.amount, cells["amount_unit"])
    cells |= complete(cells, computed_fields(grid_of(cells, TEMPLATE, cycle.year)), scheme=cycle.scheme)
    with transaction.atomic():
        # Two clicks: the second one gets what the first has made.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        found = selectors.rounds().filter(project_year=project_year, round=round).first()
        if found is None:
            found = start(person, project_year, "monitoring", cells, basis=basis, template=TEMPLATE, round=round)
        refresh([found])
    return found


def answer_questions(
    person: Any, filing: Filing, *, used_as_intended: bool | None, target_met: bool | None
) -> RoundSummary:
    """The two answers by which some regions give the light of a project."""
    require(person, "filing.edit", filing)
    if not filing.is_editable:
        raise NotAllowed("not-editable", Text("当前状态不能修改内容", "cannot be changed in its present state"))
    with transaction.atomic():
        summary, _ = RoundSummary.objects.get_or_create(filing=filing)
        before = {"used_as_intended": summary.used_as_intended, "target_met": summary.target_met}
        after = {"used_as_intended": used_as_intended, "target_met": target_met}
        RoundSummary.objects.filter(pk=summary.pk).update(**after)
        record(person, filing, "answer", before=before, after=after)
        refresh([filing])
    return RoundSummary.objects.get(pk=summary.pk)


def refresh(filings: Sequence[Filing]) -> None:
    """Bring the stored summaries of rounds up to what they now say. A fixed number of queries."""
    if not filings:
        return
    material = gather(filings)
    summaries = []
    for filing in filings:
        found = assess_filing(filing, material)
        counts = count_colors(found)
        ahead = found.spending_forecast if isinstance(found.spending_forecast, Forecast) else None
        summaries.append(
            RoundSummary(
                filing=filing,
                version=filing.version,
                variant=found.variant.id,
                month=found.month,
                light=found.project.color or "",
                execution_light=found.execution.color or "",
                rank=RANKS[found.project.color or ""],
                red=counts["red"],
                yellow=counts["yellow"],
                green=counts["green"],
                blue=counts["blue"],
                unsaid=counts["none"],
                executed=_stored(found.executed),
                execution_rate=_stored(found.execution_rate),
                realisation=_stored(found.realisation),
                forecast=_stored(ahead.value if ahead else None),
                forecast_low=_stored(ahead.low if ahead else None),
                forecast_high=_stored(ahead.high if ahead else None),
                codes=sorted({remark.code for remark in found.warnings}),
                warnings=sum(remark.severity == "warning" for remark in found.warnings),
            )
        )
    computed = [
        f.name
        for f in RoundSummary._meta.concrete_fields
        if f.name not in ("id", "filing", "used_as_intended", "target_met")
    ]
    RoundSummary.objects.bulk_create(summaries, update_conflicts=True, unique_fields=["filing"], update_fields=computed)


def refresh_stale(cycle: Cycle, round: int) -> None:
    """Bring the summaries of a cycle's round up to date before a list is read: typing into a form does not know of
    them."""
    refresh(list(selectors.stale(cycle, round)))


# --- expenditure ---


@dataclass(frozen=True, slots=True)
class _Account:
    """What the journal calls the expenditure of a project's year."""

    pk: int
    path: str
    project_year_id: int
    machine_id: str = "expenditure"


def record_expenditure(
    person: Any, project_year: ProjectYear, *, month: int, amount: Decimal, source: str = "typed"
) -> Expenditure:
    """Record the cumulative expenditure at the end of a month, 万元. An earlier figure is replaced."""
    record_months(person, project_year, {month: amount}, source=source)
    return Expenditure.objects.get(project_year=project_year, month=month)


def record_months(
    person: Any, project_year: ProjectYear, amounts: Mapping[int, Decimal | None], *, source: str = "typed"
) -> int:
    """Record several months at once; None takes a figure away. Returns how many have changed."""
    require(person, "monitoring.record", project_year)
    _check_amounts(amounts)
    with transaction.atomic():
        changed = _write(person, {project_year.pk: amounts}, source)
        if changed:
            before, after = changed[project_year.pk]
            account = _Account(project_year.pk, project_year.path, project_year.pk)
            record(person, account, "record", before=before, after={**after, "source": source})
            _follow(changed)
    return len(changed.get(project_year.pk, ({}, {}))[1])


def _check_amounts(amounts: Mapping[int, Decimal | None]) -> None:
    refusals = []
    for month, amount in amounts.items():
        if not 1 <= month <= MONTHS:
            refusals.append(
                Refusal("no-month", Text("没有{m}月", "there is no month {m}").format(m=month), f"m{month}")
            )
        elif amount is not None and not (amount.is_finite() and 0 <= amount <= _MOST):
            words = Text("{m}月的金额应为不小于0的数", "the amount of month {m} must be a number of 0 or more")
            refusals.append(Refusal("no-amount", words.format(m=month), f"m{month}"))
    if refusals:
        raise Refused("amounts", Text("金额有误", "some amounts are wrong"), refusals)


_Changes = dict[int, tuple[dict[str, str | None], dict[str, str | None]]]


def _write(person: Any, wanted: Mapping[int, Mapping[int, Decimal | None]], source: str) -> _Changes:
    """Store amounts by project year and month. Returns before and after of what has changed."""
    if source not in SOURCES:
        raise ValueError(f"no source {source!r}")
    stored: dict[tuple[int, int], Decimal] = {
        (row.project_year_id, row.month): row.amount
        for row in Expenditure.objects.filter(project_year__in=list(wanted))
    }
    rows, gone, changes = [], [], _Changes()
    for year, amounts in wanted.items():
        for month, amount in amounts.items():
            old, new = stored.get((year, month)), _stored(amount)
            if old == new:
                continue
            before, after = changes.setdefault(year, ({}, {}))
            before[str(month)] = None if old is None else plain(old)
            after[str(month)] = None if new is None else plain(new)
            if new is None:
                gone.append((year, month))
            else:
                rows.append(
                    Expenditure(
                        project_year_id=year, month=month, amount=new, source=source, person=person, at=timezone.now()
                    )
                )
    if rows:
        Expenditure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["project_year", "month"],
            update_fields=["amount", "source", "person", "at"],
        )
    for year, month in gone:
        Expenditure.objects.filter(project_year=year, month=month).delete()
    return changes


def _follow(changes: _Changes) -> None:
    """After expenditure has changed: figures of open rounds that came from the accounts, and summaries."""
    filings = list(selectors.rounds().filter(project_year__in=list(changes)))
    material = gather(filings)
    for filing in filings:
        month = str(material.month_of(filing))
        before, after = changes[filing.project_year_id]
        amount = after.get(month)
        if filing.is_editable and amount is not None:
            _carry(filing, None if before[month] is None else Decimal(before[month] or 0), Decimal(amount))
    refresh(filings)


def _carry(filing: Filing, before: Decimal | None, amount: Decimal) -> None:
    """Put the amount of the accounts into the form where the cell is empty or still says what the accounts said before.
    Who typed something else keeps it: the difference is a remark."""
    unit = filing.cells.get("amount_unit", "") or "万元"
    for _ in range(_ATTEMPTS):
        now = str(filing.cells.get(_EXECUTED, ""))
        if now.strip() and (before is None or amount_of(now) != amount_of(_printed(before, unit))):
            return
        cells = {**filing.cells, _EXECUTED: _printed(amount, unit)}
        grid = grid_of(cells, filing.template, filing.project_year.cycle.year)
        cells |= complete(cells, computed_fields(grid), scheme=filing.project_year.cycle.scheme)
        changed = {path: text for path, text in cells.items() if filing.cells.get(path, "") != text}
        if not changed:
            return
        saved = Filing.objects.filter(pk=filing.pk, version=filing.version, state=filing.state).update(
            cells=cells, version=filing.version + 1, updated_at=timezone.now()
        )
        if saved:
            old = {path: filing.cells.get(path, "") for path in changed}
            record(None, filing, "carry", before=old, after=changed)
            filing.cells, filing.version = cells, filing.version + 1
            return
        filing.refresh_from_db()


# --- planned curve ---


def set_curve(person: Any, project_year: ProjectYear, shares: Sequence[Decimal] | None) -> PlannedCurve | None:
    """Keep the planned course of the year: twelve cumulative fractions, the last one 1; None: linear again.

    Raises Refused naming what is wrong with them.
    """
    require(person, "monitoring.record", project_year)
    try:
        curve = None if shares is None else make_curve([share.quantize(Decimal("1e-12")) for share in shares])
    except UsageError as error:
        raise Refused(error.code, error.message) from error
    with transaction.atomic():
        found = PlannedCurve.objects.filter(project_year=project_year).first()
        before = {} if found is None else {"shares": found.shares}
        if curve is None:
            PlannedCurve.objects.filter(project_year=project_year).delete()
        else:
            texts = [plain(share) for share in curve.shares]
            found, _ = PlannedCurve.objects.update_or_create(project_year=project_year, defaults={"shares": texts})
        account = _Account(project_year.pk, project_year.path, project_year.pk, "curve")
        record(
            person,
            account,
            "plan",
            before=before,
            after={} if curve is None or found is None else {"shares": found.shares},
        )
        refresh(list(selectors.rounds().filter(project_year=project_year)))
    return None if curve is None else found


# --- ledgers ---


def upload_ledger(
    person: Any,
    cycle: Cycle,
    *,
    name: str,
    data: bytes,
    unit: Unit | None = None,
    meaning: Meaning | None = None,
) -> LedgerFile:
    """Read a ledger (xlsx, xls, csv, or a block pasted as text) and keep it for confirmation; nothing is recorded yet.

    `unit`, `meaning`: what the person says about the amounts, None for what the headings say. The same file uploaded
    again is the same ledger. Raises Refused where the file cannot be read at all; faults of rows are kept with them.
    """
    require(person, "data.import")
    paths = access_of(person).paths(PERMISSIONS["data.import"])
    path = next((path for path in paths if path.startswith(cycle.region.path)), None)
    if path is None:
        raise NotAllowed("wrong-region", Text("不在您的管理范围内", "this is not yours to import into"))
    digest, asked = hashlib.sha256(data).hexdigest(), f"{unit or ''}/{meaning or ''}"
    same = LedgerFile.objects.filter(cycle=cycle, path=path, sha256=digest, asked=asked).first()
    if same is not None and same.taken_at is not None:
        return same
    try:
        ledger = _first_ledger(_tables(name, data), cycle.year, unit, meaning)
    except UsageError as error:
        raise Refused(error.code, error.message) from error
    if len(ledger.lines) > MOST_LINES:
        words = Text("不能超过{n}行，请分批导入", "not more than {n} rows; import in parts")
        raise Refused("too-many-rows", words.format(n=MOST_LINES))
    years = _years_for(person, cycle, {line.code for line in ledger.sound})
    lines = [_placed(line, years) for line in ledger.lines]
    sound = [line for line, _ in lines if line.fault is None]
    columns = {
        "headings": list(ledger.headings),
        "meaning": ledger.meaning,
        "lines": [_line_as_stored(line, year) for line, year in lines],
        "result": _result(ledger, sound, years),
        "sound": len(sound),
        "faulty": len(lines) - len(sound),
        "name": name[:200],
        "person": person,
    }
    with transaction.atomic():
        found, _ = LedgerFile.objects.update_or_create(
            cycle=cycle, path=path, sha256=digest, asked=asked, defaults=columns
        )
        after = {"name": found.name, "sha256": digest, "sound": found.sound, "faulty": found.faulty}
        record(person, found, "upload", after=after)
    return found


def take_ledger(person: Any, ledger: LedgerFile) -> int:
    """Record the sound rows of a ledger; returns how many months have changed. A second time nothing happens."""
    require(person, "data.import", ledger)
    if ledger.taken_at is not None:
        return 0
    if not ledger.result:
        raise Refused("nothing-to-take", Text("没有可导入的数据", "there is nothing to import"))
    years = {row["project_year"] for row in ledger.result}
    mine = {
        year.pk: year
        for year in visible(person, ProjectYear.objects.filter(pk__in=years, cycle=ledger.cycle))
        if allowed(person, "data.import", year)
    }
    wanted: dict[int, dict[int, Decimal | None]] = {}
    for row in ledger.result:
        if row["project_year"] in mine:
            wanted.setdefault(row["project_year"], {})[row["month"]] = Decimal(row["amount"])
    with transaction.atomic():
        if not LedgerFile.objects.filter(pk=ledger.pk, taken_at=None).update(taken_at=timezone.now()):
            return 0  # somebody was faster
        changed = _write(person, wanted, "ledger")
        record(
            person,
            ledger,
            "take",
            before={str(year): before for year, (before, _) in changed.items()},
            after={str(year): after for year, (_, after) in changed.items()},
        )
        _follow(changed)
    ledger.refresh_from_db(fields=["taken_at"])
    return sum(len(after) for _, after in changed.values())


def refused_rows(ledger: LedgerFile) -> Sheet:
    """The rows of a ledger that cannot be used, as they stood, with their number and the reason."""
    headings = [*ledger.headings, str(t("行号", "row")), str(t("不能导入的原因", "reason"))]
    return Sheet(ledger.name, [(heading, 20) for heading in headings], _refused_rows(ledger))


def _refused_rows(ledger: LedgerFile) -> Iterator[list[Any]]:
    width = len(ledger.headings)
    for line in ledger.lines:
        if line["fault"]:
            texts = [*line["texts"], *[""] * (width - len(line["texts"]))][:width]
            yield [*texts, line["number"], line["fault"][current_language()]]


def _tables(name: str, data: bytes) -> list[Rows]:
    """Without the blanks and breaks that are set into headings to fill their cells."""
    return [[[" ".join(cell.split()) for cell in row] for row in rows] for rows in tables_of(name, data)]


def _first_ledger(
    tables: Sequence[Sequence[Sequence[str]]], year: int, unit: Unit | None, meaning: Meaning | None
) -> Ledger:
    """Of the first table that has the headings of a ledger; else the most telling refusal."""
    refused: UsageError | None = None
    for rows in tables:
        try:
            return read_ledger(rows, year=year, unit=unit, meaning=meaning)
        except UsageError as error:
            refused = error if refused is None or error.code != "no-headings" else refused
    raise refused or UsageError(Text("文件里没有表格", "there is no table in the file"), code="no-table")


def _years_for(person: Any, cycle: Cycle, wanted: set[str]) -> dict[str, ProjectYear]:
    """The projects with these codes that the person may import for."""
    rows = visible(person, ProjectYear.objects.filter(cycle=cycle)).select_related("project")
    return {
        year.project.code: year for year in rows if year.project.code in wanted and allowed(person, "data.import", year)
    }


def _placed(line: Line, years: Mapping[str, ProjectYear]) -> tuple[Line, ProjectYear | None]:
    if line.fault is not None:
        return line, None
    year = years.get(line.code)
    if year is None:
        words = Text("没有编码为{code}的项目，或不在您的管理范围内", "no project {code}, or it is not yours")
        return replace(line, fault=words.format(code=line.code[:60])), None
    if line.amount is not None and abs(line.amount) > _MOST:
        return replace(line, fault=Text("金额过大，请核对单位", "the amount is too large; check its unit")), None
    return line, year


def _line_as_stored(line: Line, year: ProjectYear | None) -> dict[str, Any]:
    return {
        "number": line.number,
        "texts": list(line.texts),
        "code": line.code,
        "month": line.month,
        "amount": None if line.amount is None else plain(line.amount),
        "name": "" if year is None else year.project.name,
        "fault": None if line.fault is None else {"zh": line.fault.zh, "en": line.fault.en},
    }


def _result(ledger: Ledger, sound: Sequence[Line], years: Mapping[str, ProjectYear]) -> list[dict[str, Any]]:
    """Cumulative amounts by project and month, with what is recorded now."""
    recorded: dict[str, dict[int, Decimal]] = {}
    code_of = {year.pk: code for code, year in years.items()}
    for row in Expenditure.objects.filter(project_year__in=list(code_of)):
        recorded.setdefault(code_of[row.project_year_id], {})[row.month] = row.amount
    amounts = cumulate(Ledger(ledger.headings, tuple(sound), ledger.meaning, ledger.unit), recorded)
    return [
        {
            "project_year": years[code].pk,
            "code": code,
            "name": years[code].project.name,
            "month": month,
            "amount": plain(_stored(amount) or Decimal(0)),
            "before": plain(recorded[code][month]) if month in recorded.get(code, {}) else None,
            "over_budget": amount > years[code].budget,
        }
        for (code, month), amount in sorted(amounts.items())
        if amount >= 0
    ]


# --- shared ---


def take_form_amount(person: Any, filing: Filing) -> None:
    """What the form says was spent becomes the expenditure of its month where the accounts have none. Called when a
    round is submitted, in its transaction."""
    amount = amount_of(filing.cells.get(_EXECUTED, ""))
    month = gather([filing]).month_of(filing)
    unit = filing.cells.get("amount_unit", "万元")
    if amount is None or Expenditure.objects.filter(project_year=filing.project_year_id, month=month).exists():
        return
    amount = amount * MONEY_FACTORS.get(unit, MONEY_FACTORS["万元"]) / MONEY_FACTORS["万元"]
    if not 0 <= amount <= _MOST:
        return
    changed = _write(person, {filing.project_year_id: {month: amount}}, "form")
    for before, after in changed.values():
        account = _Account(filing.project_year_id, filing.path, filing.project_year_id)
        record(person, account, "record", before=before, after={**after, "source": "form"})


def _stored(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(Decimal("0.000001"))


def _printed(amount: Decimal, unit: str) -> str:
    """An amount of 万元 as a form in another unit prints it."""
    return amount_text(amount * MONEY_FACTORS["万元"] / MONEY_FACTORS.get(unit, MONEY_FACTORS["万元"]))
