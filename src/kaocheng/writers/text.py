"""For people at a terminal: what was read, what the scores should be, what to look at, and one verdict per file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.language import Language, Text, same
from kaocheng.model import Form, Report
from kaocheng.pipeline import CheckResult, FileResult, RunNote
from kaocheng.provenance import Printed, Unreadable
from kaocheng.scoring.sheet import NotComputable, ScoreSheet
from kaocheng.writers import wording
from kaocheng.writers.page import Page
from kaocheng.writers.ranking import MOST, Batch
from kaocheng.writers.wording import one_line, text_of

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_SIGN = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}


def write_checks(
    results: Iterable[CheckResult],
    stream: TextIO,
    language: Language,
    colour: bool = False,
    notes: Iterable[RunNote] = (),
) -> None:
    """Scores and findings of each file, a summary where there are several, and the notes, asked for after the last."""
    page, batch = Page(stream, language, colour), Batch()
    tally: dict[str, int] = dict.fromkeys(("files", "unread", "clean", "undecided", "waived", *Severity), 0)
    for result in results:
        if tally["files"]:
            page.line()
        _check(result, page)
        batch.add(result)
        tally["files"] += 1
        tally["unread"] += result.error is not None
        tally["clean"] += result.error is None and not result.findings
        tally["waived"] += len(result.waived_findings)
        tally["undecided"] += bool(result.skips)
        for severity in Severity:
            tally[severity] += result.count(severity)
    if tally["files"] > 1:
        _batch(batch, page)
        page.line()
        page.line(_summary(tally), style="bold")
    for index, note in enumerate(notes):
        if not index:
            page.line()
        words = Text("说明：{path} 第{line}行：{message}", "note: {path} line {line}: {message}")
        page.line(words.format(path=note.path, line=note.line, message=note.message), style="yellow")


def _batch(batch: Batch, page: Page) -> None:
    """What is found most often, and which files to re-check first."""
    frequent = [each for each in batch.frequencies() if each.findings][:MOST]
    if frequent:
        page.line()
        page.line(Text("最常见的问题：", "most frequent findings:"), style="bold")
        words = Text("{code} {title}：{n} 项，{files} 个文件", "{code} {title}: {n} in {files} file{s}")
        for rule in frequent:
            s = "s" * (rule.files != 1)
            line = words.format(code=rule.code, title=rule.title, n=rule.findings, files=rule.files, s=s)
            page.line(line, 2, _COLOUR[rule.severity])
    urgent = [each for each in batch.ranking() if each.points][:MOST]
    if urgent:
        page.line()
        page.line(Text("建议先复核：", "re-check first:"), style="bold")
        words = Text("{points} 分：{why}", "{points} points: {why}")
        for number, each in enumerate(urgent, 1):
            page.line(f"{number}. {each.path}", 2)
            page.line(words.format(points=each.points, why=each.why), 5, "dim")


def _summary(tally: dict[str, int]) -> Text:
    found = wording.join((wording.counted(s, tally[s]) for s in Severity), wording.LIST)
    if tally["waived"]:
        n = tally["waived"]
        found = Text(f"{found.zh}，另有 {n} 项已豁免", f"{found.en}, {n} waived")
    words = Text(
        "共 {files} 个文件：{found}；{clean} 个文件未发现问题，{undecided} 个有规则未能判定，{unread} 个未能核查",
        "{files} files: {found}; nothing found in {clean}, rules undecided in {undecided}, {unread} not checked",
    )
    return words.format(found=found, **{name: tally[name] for name in ("files", "clean", "undecided", "unread")})


def write_extracts(results: Iterable[FileResult], stream: TextIO, language: Language, colour: bool = False) -> None:
    """What each file says, as columns."""
    page = Page(stream, language, colour)
    for index, result in enumerate(results):
        if index:
            page.line()
        page.line(result.source.path, style="bold")
        if result.error is not None:
            page.line(Text("未能读取：{why}", "not read: {why}").format(why=result.error.message), 2, "red")
        if result.report is not None:
            _extract(result.report, page)


def _check(result: CheckResult, page: Page) -> None:
    page.line(result.source.path, style="bold")
    if result.report is not None:
        write_head(result.report, page)
        if result.scheme is not None:
            words = Text("计分方案：{id} {title}（{why}）", "scheme: {id} {title} ({why})")
            page.line(words.format(id=result.scheme.id, title=result.scheme.title, why=result.scheme.reason), 2)
        if result.sheets:
            page.line()
            _totals(result, result.report, page)
        _department(result, page)
        for form, findings in wording.by_form(result.open_findings):
            page.line()
            page.line(wording.form_heading(result.report, form), 2, "bold")
            for block in wording.blocks(findings):
                _block(block, page)
        _waived(result, result.report, page)
        _undecided(result, page)
        page.line()
    page.line(Text("结论：{v}", "verdict: {v}").format(v=wording.verdict(result)), 2, _verdict_style(result))


def _verdict_style(result: CheckResult) -> str:
    if result.error is not None:
        return "red"
    worst = next((severity for severity in Severity if result.count(severity)), None)
    if worst is not None:
        return _COLOUR[worst]
    return "yellow" if result.skips else "green"


def write_head(report: Report, page: Page) -> None:
    """Unit, year and kind of a report on one line."""
    unit = text_of(report.budget_unit) or wording.UNKNOWN
    year = wording.known_year(report)
    words = Text("单位：{unit}　年度：{year}　类型：{kind}", "unit: {unit}   year: {year}   kind: {kind}")
    page.line(words.format(unit=unit, year=year, kind=wording.REPORT_KIND[report.kind]), 2)


def _totals(result: CheckResult, report: Report, page: Page) -> None:
    """Claimed and replayed totals of every form."""
    decimals = wording.total_decimals(result.scheme)
    rows: list[list[Text | str]] = [
        [
            "#",
            Text("项目", "project"),
            Text("自评总分", "claimed"),
            Text("重算总分", "replayed"),
            Text("自评等级", "grade claimed"),
            Text("重算等级", "replayed"),
            "",
        ]
    ]
    for index, (form, sheet) in enumerate(zip(report.forms, result.sheets, strict=True)):
        total, grade = sheet.replayed_total, sheet.replayed_grade
        differs = wording.disagrees(sheet.claimed_total, total, decimals)
        rows.append(
            [
                str(index + 1),
                wording.form_name(form),
                wording.amount(sheet.claimed_total),
                wording.replayed(total, decimals),
                sheet.claimed_grade or "—",
                "—" if isinstance(grade, NotComputable) else grade,
                _remark(sheet, differs, decimals),
            ]
        )
    page.rows(rows, frozenset({0, 2, 3}), 2)
    for status, doubt in wording.DOUBT.items():
        if any(sheet.status is status for sheet in result.sheets):
            page.line(doubt, 2, "dim")


def _remark(sheet: ScoreSheet, differs: bool, decimals: int) -> Text | str:
    """Why a total cannot be said, what it is out of where that is not 100, whether it differs."""
    total = sheet.replayed_total
    if isinstance(total, NotComputable):
        return total.reason
    rescaled = next((reading for reading in sheet.readings if reading.name == "rescaled"), None)
    if rescaled is not None and sheet.readings:
        words = Text("满分 {base} 分，折算为 {total}", "out of {base}, {total} out of 100")
        base = wording.amount(sheet.readings[0].base)
        return words.format(base=base, total=wording.replayed(rescaled.total, decimals))
    return Text("不一致", "differs") if differs else ""


def _department(result: CheckResult, page: Page) -> None:
    if result.department is None:
        return
    decimals = wording.total_decimals(result.scheme)
    page.line()
    printed = wording.amount(result.department.printed)
    page.line(Text("部门总分：报告印为 {printed}", "department score: printed {printed}").format(printed=printed), 2)
    for method in result.department.methods:
        words = Text(
            "{how}：按自评分 {claimed}，按重算分 {replayed}{mark}",
            "{how}: {claimed} as claimed, {replayed} as replayed{mark}",
        )
        mark = (
            Text("（与报告一致）", " (agrees with the report)")
            if method.name in result.department.reproduced_by
            else ""
        )
        claimed, again = wording.replayed(method.claimed, decimals), wording.replayed(method.replayed, decimals)
        page.line(words.format(how=method.words, claimed=claimed, replayed=again, mark=mark), 4)


def _block(findings: list[ReportedFinding], page: Page) -> None:
    """One rule in one form: its places with their figures, then once the clause and what to do."""
    first = findings[0]
    count = Text("（{n} 处）", " ({n} places)").format(n=len(findings)) if len(findings) > 1 else same("")
    title = Text("{sign} {severity} {code} {title}{count}", "{sign} {severity} {code} {title}{count}").format(
        sign=_SIGN[first.severity],
        severity=wording.SEVERITY[first.severity],
        code=first.code,
        title=first.title,
        count=count,
    )
    page.line(title, 4, _COLOUR[first.severity])
    for message, group in wording.by_message(findings):
        spots = wording.join((wording.spot(f, message) for f in group), wording.STOP)
        facts = wording.facts(group[0])
        if spots.zh:
            message = Text("{spots}：{message}", "{spots}: {message}").format(spots=spots, message=message)
        page.line(message, 6)
        if facts.zh:
            page.line(facts, 8)
    for advice in dict.fromkeys(finding.advice for finding in findings):
        page.line(Text("处理：{advice}", "what to do: {advice}").format(advice=advice), 6)
    page.line(Text("依据：{source}", "source: {source}").format(source=first.source), 6, "dim")


def _waived(result: CheckResult, report: Report, page: Page) -> None:
    """What does not count, with the record that says so."""
    findings = result.waived_findings
    if not findings:
        return
    page.line()
    page.line(Text("已豁免 {n} 项：", "waived ({n}):").format(n=len(findings)), 2, "bold")
    for finding in findings:
        words = Text("{code} {title}：{form} {spot}", "{code} {title}: {form}, {spot}")
        heading = wording.form_heading(report, finding.form)
        page.line(words.format(code=finding.code, title=finding.title, form=heading, spot=wording.spot(finding)), 4)
        page.line(wording.waived(finding), 6, "dim")


def _undecided(result: CheckResult, page: Page) -> None:
    rules = wording.undecided(result.skips)
    if not rules:
        return
    page.line()
    page.line(Text("未能判定 {n} 项规则：", "{n} rules undecided:").format(n=len(rules)), 2, "bold")
    for rule in rules:
        page.line(Text("{code} {title}：{why}", "{code} {title}: {why}").format(**wording.undecided_words(rule)), 4)


def _extract(report: Report, page: Page) -> None:
    write_head(report, page)
    for label, printed in (
        (Text("标题", "title"), report.title),
        (Text("地区", "region"), report.region),
        (Text("总得分", "overall score"), report.overall_score),
        (Text("等级", "grade"), report.grade),
    ):
        _field(label, printed, page)
    for index, form in enumerate(report.forms):
        page.line()
        page.line(wording.form_heading(report, index), 2, "bold")
        _form(form, page)
    if report.summary:
        page.line()
        page.line(Text("汇总表", "summary"), 2, "bold")
        rows: list[list[Text | str]] = [
            [
                Text("名称", "name"),
                Text("资金", "funds"),
                Text("分值", "weight"),
                Text("得分", "score"),
                Text("等级", "grade"),
            ]
        ]
        rows += [[cell(r.name), cell(r.funds), cell(r.weight), cell(r.score), cell(r.grade)] for r in report.summary]
        page.rows(rows, frozenset({1, 2, 3}), 4)
    if report.department_budget:
        page.line()
        page.line(Text("正文中的金额", "amounts in the text"), 2, "bold")
        rows = [[Text("名称", "label"), Text("金额", "amount")]]
        rows += [[cell(figure.label), cell(figure.amount)] for figure in report.department_budget]
        page.rows(rows, frozenset({1}), 4)


def _form(form: Form, page: Page) -> None:
    for label, printed in (
        (Text("主管部门", "competent department"), form.competent_department),
        (Text("实施单位", "implementing unit"), form.implementing_unit),
        (Text("总分", "total score"), form.total_score),
        (Text("等级", "grade"), form.grade),
    ):
        _field(label, printed, page, 4)
    if form.funding:
        page.line()
        heading: list[Text | str] = [
            Text("资金", "funds"),
            Text("年初预算", "original"),
            Text("全年预算", "adjusted"),
            Text("到位", "in place"),
            Text("执行", "executed"),
            Text("分值", "weight"),
            Text("执行率", "rate"),
            Text("得分", "score"),
        ]
        rows = [heading]
        for money in form.funding:
            figures = (money.original_budget, money.adjusted_budget, money.funds_in_place, money.executed_amount)
            rows.append([*map(cell, (money.label, *figures, money.weight, money.execution_rate, money.score))])
        page.rows(rows, frozenset(range(1, 8)), 4)
    for goal in form.objectives:
        _field(Text("预期目标", "objective"), goal.expected, page, 4)
        _field(Text("实际完成", "actual"), goal.actual, page, 4)
    if form.indicators:
        page.line()
        rows = [
            [
                Text("一级指标", "level 1"),
                Text("二级指标", "level 2"),
                Text("三级指标", "level 3"),
                Text("指标值", "target"),
                Text("完成值", "actual"),
                Text("分值", "weight"),
                Text("得分", "score"),
            ]
        ]
        for row in form.indicators:
            target = cell(row.target)
            if row.direction is not None:
                target = f"{cell(row.direction)} {target}"
            if row.measurement_unit is not None:
                target = f"{target} {cell(row.measurement_unit)}"
            labels = [cell(row.level1), cell(row.level2), cell(row.level3)]
            rows.append([*labels, target, cell(row.actual), cell(row.weight), cell(row.score)])
        page.rows(rows, frozenset({5, 6}), 4)


def cell(printed: Printed[Any] | None) -> str:
    """What is printed, labels tidied; a question mark behind it where it could not be understood."""
    if printed is None:
        return "—"
    if isinstance(printed.value, str):
        return one_line(printed.value)
    return text_of(printed) + ("?" if isinstance(printed.value, Unreadable) else "")


def _field(label: Text, printed: Printed[Any] | None, page: Page, indent: int = 2) -> None:
    if printed is not None:
        page.line(Text("{label}：{text}", "{label}: {text}").format(label=label, text=cell(printed)), indent)
