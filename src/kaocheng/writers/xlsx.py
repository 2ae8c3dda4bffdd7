"""A list for a reviewer: findings, files in the order of re-check, counts per rule, and how to read them.

A workbook without formulas or macros; the name of a file leads to it by a relative link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.language import Language, Text
from kaocheng.pipeline import CheckResult, RunNote
from kaocheng.scoring.sheet import ScoreSheet
from kaocheng.writers import wording
from kaocheng.writers.links import relative_uri
from kaocheng.writers.ranking import METHOD, Batch, Standing
from kaocheng.writers.wording import one_line, text_of
from kaocheng.writers.workbook import Cell, Column, Sheet, Style, Workbook

_FILL = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.INFO}
_FINDINGS = Text("问题清单", "Findings")
_FINDING_COLUMNS = (
    (Text("文件", "File"), 28),
    (Text("单位", "Unit"), 22),
    (Text("年度", "Year"), 7),
    (Text("自评表/项目", "Form, project"), 26),
    (Text("级别", "Severity"), 9),
    (Text("规则", "Rule"), 9),
    (Text("问题", "Finding"), 26),
    (Text("位置", "Place"), 22),
    (Text("对象", "Row"), 20),
    (Text("印为", "Printed"), 16),
    (Text("应为", "Expected"), 16),
    (Text("相差", "Difference"), 14),
    (Text("说明", "Message"), 48),
    (Text("处理", "What to do"), 40),
    (Text("依据", "Source"), 30),
    (Text("豁免", "Waived"), 24),
)
_FILE_COLUMNS = (
    (Text("复核次序", "Re-check"), 9),
    (Text("文件", "File"), 28),
    (Text("单位", "Unit"), 22),
    (Text("年度", "Year"), 7),
    (Text("自评表", "Forms"), 8),
    (Text("自评总分", "Claimed total"), 16),
    (Text("重算总分", "Replayed total"), 18),
    (Text("部门总分（印出）", "Department score (printed)"), 16),
    (Text("错误", "Errors"), 7),
    (Text("提示", "Warnings"), 8),
    (Text("参考", "Notes"), 7),
    (Text("已豁免", "Waived"), 8),
    (Text("未能判定", "Undecided"), 10),
    (Text("结论", "Verdict"), 40),
    (Text("排序得分", "Points"), 9),
    (Text("排序理由", "Reasons"), 60),
)
_RULE_COLUMNS = (
    (Text("规则", "Rule"), 10),
    (Text("问题", "Finding"), 36),
    (Text("级别", "Severity"), 10),
    (Text("项数", "Findings"), 9),
    (Text("文件数", "Files"), 9),
    (Text("已豁免", "Waived"), 9),
)


def write(
    results: Iterable[CheckResult], file: BinaryIO, language: Language, folder: str, notes: Iterable[RunNote] = ()
) -> None:
    """The whole workbook. `folder`: where it will lie; links start there. `notes`: asked for after the last result."""
    page = _Book(file, language, folder)
    for result in results:
        page.add(result)
    page.close(notes)


class _Book:
    """The findings go out as they come; of each file one row is kept for the second sheet."""

    def __init__(self, file: BinaryIO, language: Language, folder: str) -> None:
        self._language, self._folder = language, folder
        self._book = Workbook(file)
        self._batch = Batch()
        self._rows: list[tuple[Standing, list[Cell]]] = []
        self._sheets = 1
        self._findings = self._open(_FINDINGS, _FINDING_COLUMNS)

    def _open(self, name: Text, columns: Iterable[tuple[Text, int]], number: int = 1) -> Sheet:
        title = self._say(name) + (str(number) if number > 1 else "")
        return self._book.sheet(title, [Column(self._say(heading), width) for heading, width in columns])

    def _say(self, words: Text) -> str:
        return words.in_(self._language)

    def add(self, result: CheckResult) -> None:
        rank = self._batch.add(result)
        head = self._head(result)
        for finding in sorted(result.findings, key=lambda finding: finding.waived is not None):
            if self._findings.full:
                self._findings.close()
                self._sheets += 1
                self._findings = self._open(_FINDINGS, _FINDING_COLUMNS, self._sheets)
            self._findings.add([*head, *self._finding(result, finding)])
        self._rows.append((rank, [*head, *self._file(result), *self._rank(rank)]))

    def close(self, notes: Iterable[RunNote]) -> None:
        self._findings.close()
        files = self._open(Text("汇总", "Files"), _FILE_COLUMNS)
        for place, (_, cells) in enumerate(sorted(self._rows, key=lambda row: -row[0].points), 1):
            files.add([Cell(place, Style.NUMBER), *cells])
        files.close()
        rules = self._open(Text("规则", "Rules"), _RULE_COLUMNS)
        for rule in self._batch.frequencies():
            severity = Cell(self._say(wording.SEVERITY[rule.severity]), _FILL[rule.severity])
            counts = (Cell(n, Style.NUMBER) for n in (rule.findings, rule.files, rule.waived))
            rules.add([Cell(rule.code), Cell(self._say(rule.title)), severity, *counts])
        rules.close()
        remarks = self._open(Text("说明", "Remarks"), ((Text("说明", "Remark"), 120),))
        undecided = Text(
            "“未能判定”表示材料中缺少或无法读出所需数据，不等于通过。",
            "“Undecided” means that data is missing or could not be read; it does not mean passed.",
        )
        waived = Text("已豁免的问题列在清单中，不计入各项统计。", "Waived findings are listed but not counted.")
        for words in (undecided, waived, METHOD, *map(_note, notes)):
            remarks.add([Cell(self._say(words))])
        remarks.close()
        self._book.close()

    def _head(self, result: CheckResult) -> list[Cell]:
        """File, unit, year."""
        path, report = result.source.path, result.report
        unit = text_of(report.budget_unit) if report is not None else ""
        year = report.fiscal_year.known if report is not None and report.fiscal_year is not None else None
        link = relative_uri(path, self._folder)
        return [Cell(one_line(path), Style.LINK, link), Cell(unit), Cell(year, Style.NUMBER)]

    def _finding(self, result: CheckResult, finding: ReportedFinding) -> list[Cell]:
        heading = wording.WHOLE_REPORT if result.report is None else wording.form_heading(result.report, finding.form)
        style = Style.TEXT if finding.waived is None else Style.FAINT
        fill = _FILL[finding.severity] if finding.waived is None else Style.FAINT
        texts = (
            self._say(wording.place(finding.where)),
            finding.subject,
            finding.found,
            self._say(finding.expected),
            self._say(finding.difference),
            self._say(finding.message),
            self._say(finding.advice),
            finding.source,
            "" if finding.waived is None else self._say(wording.waived(finding)),
        )
        return [
            Cell(self._say(heading), style),
            Cell(self._say(wording.SEVERITY[finding.severity]), fill),
            Cell(finding.code, style),
            Cell(self._say(finding.title), style),
            *(Cell(one_line(text), style) for text in texts),
        ]

    def _file(self, result: CheckResult) -> list[Cell]:
        decimals = wording.total_decimals(result.scheme)
        sheets = result.sheets
        forms = None if result.report is None else len(result.report.forms)
        printed = None if result.department is None else result.department.printed
        undecided = len({skip.code for skip in result.skips})
        counts = [result.count(severity) for severity in Severity]
        return [
            Cell(forms, Style.NUMBER),
            self._totals([wording.amount(sheet.claimed_total) for sheet in sheets]),
            self._totals([self._replayed(sheet, decimals) for sheet in sheets]),
            Cell(printed, Style.NUMBER),
            *(
                Cell(count, _FILL[severity] if count else Style.NUMBER)
                for severity, count in zip(Severity, counts, strict=True)
            ),
            Cell(len(result.waived_findings), Style.NUMBER),
            Cell(undecided, Style.NUMBER),
            Cell(one_line(self._say(wording.verdict(result)))),
        ]

    def _replayed(self, sheet: ScoreSheet, decimals: int) -> str:
        return self._say(wording.replayed(sheet.replayed_total, decimals))

    def _totals(self, totals: list[str]) -> Cell:
        """One total is a number to calculate with; several are lines with the number of the form."""
        if len(totals) == 1:
            plain = totals[0].lstrip("-").replace(".", "", 1)
            return Cell(Decimal(totals[0]), Style.NUMBER) if plain.isdecimal() else Cell(totals[0])
        if len(totals) > 1 and len(Counter(totals)) == 1:
            return Cell(f"{len(totals)} × {totals[0]}")
        return Cell("\n".join(f"{number}: {total}" for number, total in enumerate(totals, 1)))

    def _rank(self, rank: Standing) -> list[Cell]:
        return [Cell(rank.points, Style.NUMBER), Cell(self._say(rank.why))]


def _note(note: RunNote) -> Text:
    words = Text("{path} 第{line}行：{message}", "{path} line {line}: {message}")
    return words.format(path=one_line(note.path), line=note.line, message=note.message)
