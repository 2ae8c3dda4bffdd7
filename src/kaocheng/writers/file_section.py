"""One file on the page: verdict, score sheets, the source tables with each finding at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.documents import Cell, Document, Paragraph, Table
from kaocheng.language import Language, Text
from kaocheng.model import Report
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import Location
from kaocheng.schemes.scheme import Status
from kaocheng.scoring.sheet import NotComputable, ScoreRow, ScoreSheet
from kaocheng.writers import wording
from kaocheng.writers.markup import SIGNS, Words, escape, sign
from kaocheng.writers.wording import one_line

_FIGURE = re.compile(r"[\d.,，%％≥≤=＝<>分/／—\-\s]{0,16}")
_MAX_ROWS = 400  # of one table; a page is for reading, and the findings are listed in any case
_CAPTION_LENGTH = 60


class _Mark(NamedTuple):
    """A finding with its number on the page."""

    number: int
    finding: ReportedFinding


class FileSection:
    """One file on the page. `key` begins every id of the section."""

    def __init__(self, result: CheckResult, key: str, language: Language) -> None:
        self.result, self.key, self.t = result, key, Words(language)
        grouped = wording.by_form(result.open_findings)
        ordered = [f for _, group in grouped for block in wording.blocks(group) for f in block]
        self.marks = [_Mark(number, finding) for number, finding in enumerate(ordered, 1)]
        self.document = result.report.document if result.report else None
        self.targets = _targets(self.document, self.marks) if self.document else {}
        self.anchors = {mark.number: target for target, marks in self.targets.items() for mark in marks}

    def line(self, number: int) -> list[str]:
        """The row of the file in the list."""
        t, report = self.t, self.result.report
        path = escape(one_line(self.result.source.path))
        unit = escape(wording.text_of(report.budget_unit)) if report else ""
        forms = len(report.forms) if report else ""
        year = t(wording.known_year(report)) if report else ""
        return [
            f'<tr><td class="narrow">{number}</td><td><a href="#{self.key}">{path}</a></td>',
            f'<td>{unit}</td><td class="narrow">{year}</td><td class="narrow">{forms}</td>',
            f"<td>{self.sign()}{t(wording.verdict(self.result))}</td></tr>",
        ]

    def worst(self) -> str:
        """The class that colours the verdict."""
        if self.result.error is not None:
            return "unread"
        severity = next((s for s in Severity if self.result.count(s)), None)
        if severity is not None:
            return severity.value
        return "undecided" if self.result.skips or not (self.result.rules and self.result.rules.decided) else "ok"

    def sign(self) -> str:
        if self.result.error is not None:
            return sign(Severity.ERROR)
        if self.worst() == "ok":
            return '<span class="sign ok" aria-hidden="true">✓</span>'
        return next(
            (sign(s) for s in Severity if self.result.count(s)), '<span class="sign" aria-hidden="true">?</span>'
        )

    def render(self) -> Iterator[str]:
        t, result = self.t, self.result
        yield f'<article class="sheet file" id="{self.key}"><h2>{escape(one_line(result.source.path))}</h2>'
        yield from self._meta()
        yield f'<p class="verdict {self.worst()}">{self.sign()}{t(wording.verdict(result))}</p>'
        if result.report is not None:
            for index, sheet in enumerate(result.sheets):
                yield from self._score_sheet(result.report, index, sheet)
            yield from self._department()
            yield from self._source()
            yield from self._waived(result.report)
        yield from self._undecided()
        yield f'<p class="soft"><a href="#top">{t("返回文件列表", "Back to the list of files")}</a></p></article>'

    def _meta(self) -> Iterator[str]:
        t, result = self.t, self.result
        entries: list[tuple[str, str]] = []
        if result.report is not None:
            kind = wording.REPORT_KIND[result.report.kind]
            unit = escape(wording.text_of(result.report.budget_unit)) or t(wording.UNKNOWN)
            entries.append((t("单位", "Unit"), unit))
            entries.append((t("年度与类型", "Year and kind"), f"{t(wording.known_year(result.report))} · {t(kind)}"))
        if result.scheme is not None:
            words = f"{t(result.scheme.title)} · {escape(result.scheme.id)}<br>"
            words += f"<span class='soft'>{t(result.scheme.reason)}</span>"
            entries.append((t("计分方案", "Scheme"), words))
        if result.source.sha256 is not None:
            entries.append(("SHA-256", f"<span class='soft'>{escape(result.source.sha256)}</span>"))
        yield '<dl class="meta">' + "".join(f"<dt>{label}</dt><dd>{words}</dd>" for label, words in entries) + "</dl>"

    def _score_sheet(self, report: Report, index: int, sheet: ScoreSheet) -> Iterator[str]:
        t = self.t
        decimals, places = wording.total_decimals(self.result.scheme), wording.row_decimals(self.result.scheme)
        yield f"<h3>{t(wording.form_heading(report, index))} · {t('计分表', 'score sheet')}</h3>"
        yield f"<table><thead><tr><th>{t('行', 'Row')}</th><th class='narrow'>{t('分值', 'Weight')}</th>"
        yield f"<th class='narrow'>{t('自评得分', 'Claimed')}</th><th class='narrow'>{t('重算得分', 'Replayed')}</th>"
        yield f"<th>{t('计算过程', 'Formula')}</th></tr></thead><tbody>"
        for row in sheet.rows:
            yield from self._score_row(row, places)
        total, base = sheet.replayed_total, wording.amount(sheet.weight_total)
        differs = wording.disagrees(sheet.claimed_total, total, decimals)
        words = t(total.reason) if isinstance(total, NotComputable) else t(self._grades(sheet))
        yield f'<tr class="sum"><td>{t("总分", "Total")}</td><td class="n">{base}</td>'
        yield f'<td class="n">{wording.amount(sheet.claimed_total)}</td>'
        yield _replayed_cell(t(wording.replayed(total, decimals)), differs)
        yield f"<td>{words}</td></tr></tbody></table>"
        for reading in sheet.readings[1:]:
            score = t(wording.replayed(reading.total, decimals))
            yield f"<p class='soft'>{t('另一口径', 'Another reading')}：{t(reading.words)} → {score}</p>"
        if sheet.status in wording.DOUBT:
            mark = "* " if sheet.status is Status.UNVERIFIED else ""
            yield f"<p class='soft'>{mark}{t(wording.DOUBT[sheet.status])}</p>"

    def _score_row(self, row: ScoreRow, places: int) -> Iterator[str]:
        t = self.t
        differs = wording.disagrees(row.claimed, row.replayed, places)
        formula = row.replayed.reason if isinstance(row.replayed, NotComputable) else row.formula
        note = "<sup>*</sup>" if row.status is Status.UNVERIFIED else ""
        yield f'<tr><td>{escape(one_line(row.name))}</td><td class="n">{wording.amount(row.weight)}</td>'
        yield f'<td class="n">{wording.amount(row.claimed)}</td>'
        yield _replayed_cell(t(wording.replayed(row.replayed, places)), differs)
        yield f"<td>{t(formula)}{note}</td></tr>"

    def _grades(self, sheet: ScoreSheet) -> Text:
        claimed, again = sheet.claimed_grade, sheet.replayed_grade
        known = None if isinstance(again, NotComputable) else again
        if claimed is None and known is None:
            return Text("", "")
        words = Text("等级：自评 {claimed}，重算 {again}", "grade: claimed {claimed}, replayed {again}")
        return words.format(claimed=claimed or "—", again=known or "—")

    def _department(self) -> Iterator[str]:
        t, department = self.t, self.result.department
        if department is None:
            return
        decimals = wording.total_decimals(self.result.scheme)
        printed = wording.amount(department.printed)
        yield f"<h3>{t('部门总分', 'Department score')}（{t('报告印为', 'printed')} {printed}）</h3><table><thead><tr>"
        yield f"<th>{t('方法', 'Method')}</th><th class='narrow'>{t('按自评分', 'As claimed')}</th>"
        yield f"<th class='narrow'>{t('按重算分', 'As replayed')}</th>"
        yield f"<th class='narrow'>{t('与报告', 'Report')}</th></tr></thead><tbody>"
        for method in department.methods:
            agrees = t("一致", "agrees") if method.name in department.reproduced_by else "—"
            yield f"<tr><td>{t(method.words)}</td><td class='n'>{t(wording.replayed(method.claimed, decimals))}</td>"
            yield f"<td class='n'>{t(wording.replayed(method.replayed, decimals))}</td>"
            yield f"<td class='narrow'>{agrees}</td></tr>"
        yield "</tbody></table>"

    def _source(self) -> Iterator[str]:
        t = self.t
        yield f"<h3>{t('原文与问题', 'Source and findings')}</h3>"
        yield '<div class="split"><div class="source">'
        if self.document is not None:
            yield from self._blocks(self.document)
        yield '</div><aside class="findings">'
        if not self.marks:
            yield f"<p class='soft'>{t('没有问题需要列出。', 'There is no finding to list.')}</p>"
        numbers = {id(mark.finding): mark for mark in self.marks}
        for form, findings in wording.by_form(self.result.open_findings):
            report = cast(Report, self.result.report)
            yield f"<h4>{t(wording.form_heading(report, form))}</h4>"
            for block in wording.blocks(findings):
                yield from self._finding([numbers[id(finding)] for finding in block])
        yield "</aside></div>"

    def _finding(self, marks: list[_Mark]) -> Iterator[str]:
        """One rule in one form, its places folded."""
        t, first = self.t, marks[0].finding
        count = t(f"（{len(marks)} 处）", f" ({len(marks)} places)") if len(marks) > 1 else ""
        yield f'<div class="finding {first.severity.value}"><p class="title">{sign(first.severity)}'
        title = Text("{severity}：{title}", "{severity}: {title}").format(
            severity=wording.SEVERITY[first.severity], title=first.title
        )
        yield f'{t(title)}{count}<span class="code">{escape(first.code)}</span></p>'
        by_finding = {id(mark.finding): mark for mark in marks}
        for message, group in wording.by_message(mark.finding for mark in marks):
            yield '<ul class="places">'
            for finding in group:
                yield from self._place(by_finding[id(finding)])
            facts = t(wording.facts(group[0]))
            yield f"</ul><p>{t(message)}{f'<br><b>{facts}</b>' if facts else ''}</p>"
        for advice in dict.fromkeys(mark.finding.advice for mark in marks):
            yield f'<p class="advice">{t(advice)}</p>'
        yield f'<p class="where">{t("依据：", "Source: ")}{escape(first.source)}</p></div>'

    def _waived(self, report: Report) -> Iterator[str]:
        """What does not count, folded away, each with the record that says so."""
        t, findings = self.t, self.result.waived_findings
        if not findings:
            return
        heading = t(f"已豁免的问题（{len(findings)} 项）", f"Waived findings ({len(findings)})")
        yield f'<details class="waived"><summary>{heading}</summary><ul>'
        for finding in findings:
            words = Text("{code} {title}：{form} {spot}", "{code} {title}: {form}, {spot}").format(
                code=finding.code,
                title=finding.title,
                form=wording.form_heading(report, finding.form),
                spot=wording.spot(finding),
            )
            record = Text("豁免：{why}", "Waived: {why}").format(why=wording.waived(finding))
            yield f"<li><b>{t(words)}</b><br>{t(finding.message)}<br><span class='soft'>{t(record)}</span></li>"
        yield "</ul></details>"

    def _place(self, mark: _Mark) -> Iterator[str]:
        words = self.t(wording.spot(mark.finding)) or self.t("全文", "whole text")
        target = self.anchors.get(mark.number)
        link = f'<a href="#{self.key}-{target}">{words}</a>' if target else words
        yield f'<li class="place" id="{self.key}-n{mark.number}">'
        yield f'<span class="mark {mark.finding.severity.value}">{mark.number}</span>{link}</li>'

    def _blocks(self, document: Document) -> Iterator[str]:
        """Tables in reading order, and those paragraphs that a finding points at."""
        before: Paragraph | None = None
        for block in document.blocks:
            if isinstance(block, Paragraph):
                marks = self.targets.get(_paragraph_key(block.where), [])
                if marks:
                    yield self._quote(block, marks)
                before = block if block.text.strip() else before
            else:
                yield from self._table_block(block, before)
                before = None

    def _quote(self, paragraph: Paragraph, marks: list[_Mark]) -> str:
        where = self.t(wording.place(paragraph.where))
        return (
            f'<div class="quote {_worst(marks)}" id="{self.key}-{_paragraph_key(paragraph.where)}">'
            f'<span class="where">{where}</span> {escape(paragraph.text.strip())}{self._links(marks)}</div>'
        )

    def _table_block(self, table: Table, before: Paragraph | None) -> Iterator[str]:
        """A table with its caption; folded away where no finding points into it."""
        t = self.t
        name = t(f"表{table.number}", f"Table {table.number}")
        if table.sheet is not None:
            name += f" · {escape(one_line(table.sheet))}"
        if before is not None and len(before.text.strip()) <= _CAPTION_LENGTH:
            name += f" · {escape(one_line(before.text))}"
        if any(_cell_key(table, cell) in self.targets for cell in _all_cells(table)):
            yield f'<p class="caption">{name}</p>' + "".join(self._table(table))
            return
        size = t(
            f"{table.row_count} 行 × {table.column_count} 列，没有问题指向此表",
            f"{table.row_count} rows × {table.column_count} columns, no finding points here",
        )
        yield f"<details><summary>{name}（{size}）</summary>" + "".join(self._table(table)) + "</details>"

    def _table(self, table: Table) -> Iterator[str]:
        rows: list[list[Cell]] = [[] for _ in range(min(table.row_count, _MAX_ROWS))]
        for cell in table.cells:
            if cell.row < len(rows):
                rows[cell.row].append(cell)
        yield "<table><tbody>"
        for row in rows:
            yield "<tr>"
            column, heading = 0, _is_heading(row)
            for cell in sorted(row, key=lambda c: c.column):
                if table.ragged:  # columns of bare lists are as good as the text gives them: fill what is missing
                    yield "<td></td>" * (cell.column - column)
                    column = cell.column + cell.column_span
                yield self._cell(table, cell, len(rows), heading)
            yield "</tr>"
        yield "</tbody></table>"
        if table.row_count > _MAX_ROWS:
            n = table.row_count - _MAX_ROWS
            yield f"<p class='soft'>{self.t(f'其余 {n} 行从略。', f'{n} more rows are left out.')}</p>"

    def _cell(self, table: Table, cell: Cell, shown: int, heading: bool) -> str:
        key = _cell_key(table, cell)
        marks = self.targets.get(key, [])
        attributes, kinds = "", ["c"] if _FIGURE.fullmatch(cell.text) else []
        if heading or cell.row_span > 1:
            kinds.append("h")
        if cell.column_span > 1:
            attributes += f' colspan="{cell.column_span}"'
        if cell.row_span > 1:
            attributes += f' rowspan="{min(cell.row_span, shown - cell.row)}"'
        if cell.hidden:
            kinds.append("hidden")
        if marks:
            attributes += f' id="{self.key}-{key}"'
            kinds += ["marked", _worst(marks)]
        if kinds:
            attributes += f' class="{" ".join(kinds)}"'
        nested = "".join(piece for inner in cell.tables for piece in self._table(inner))
        return f"<td{attributes}>{escape(cell.text)}{self._links(marks)}{nested}</td>"

    def _links(self, marks: list[_Mark]) -> str:
        return "".join(
            f'<a class="mark {mark.finding.severity.value}" href="#{self.key}-n{mark.number}"'
            f' title="{escape(mark.finding.code)} {self.t(mark.finding.title)}">'
            f"{SIGNS[mark.finding.severity]} {mark.number}</a>"
            for mark in marks
        )

    def _undecided(self) -> Iterator[str]:
        t, rules = self.t, wording.undecided(self.result.skips)
        if not rules:
            return
        heading = t(f"未能判定的规则（{len(rules)} 项）", f"Undecided rules ({len(rules)})")
        yield f"<h3>{heading}</h3><ul class='undecided-list'>"
        for rule in rules:
            words = Text("{code} {title}：{why}", "{code} {title}: {why}").format(**wording.undecided_words(rule))
            yield f"<li>{t(words)}</li>"
        yield "</ul>"


def _is_heading(row: list[Cell]) -> bool:
    """Whether a row looks like column headings: several cells, none with a figure. For the eye only."""
    texts = [cell.text for cell in row if cell.text]
    return len(texts) >= 3 and not any(ch.isdigit() for text in texts for ch in text) and max(map(len, texts)) <= 16


def _replayed_cell(words: str, differs: bool) -> str:
    return f'<td class="n differs">≠ {words}</td>' if differs else f'<td class="n">{words}</td>'


def _worst(marks: list[_Mark]) -> str:
    return min((mark.finding.severity for mark in marks), key=lambda severity: severity.rank).value


def _cell_key(table: Table, cell: Cell) -> str:
    return f"t{table.number}-r{cell.row + 1}-c{cell.column + 1}"


def _paragraph_key(where: Location) -> str:
    """Names a paragraph by the coordinates its format knows; findings point at it with the same ones."""
    return "p" + "-".join(str(part or 0) for part in (where.page, where.line, where.paragraph))


def _all_cells(table: Table) -> Iterator[Cell]:
    yield from table.cells


def _targets(document: Document, marks: list[_Mark]) -> dict[str, list[_Mark]]:
    """Which cell or paragraph each finding points at, by the key of that place; none for one nobody can find."""
    tables = {table.number: table for table in document.tables()}
    paragraphs = {_paragraph_key(paragraph.where) for paragraph in document.paragraphs()}
    found: dict[str, list[_Mark]] = {}
    for mark in marks:
        where = mark.finding.where
        key: str | None
        if where.table is not None:
            table = tables.get(where.table)
            cell = _cell_at(table, where) if table else None
            key = _cell_key(table, cell) if table and cell else None
        else:
            key = _paragraph_key(where)
            key = key if key in paragraphs else None
        if key is not None:
            found.setdefault(key, []).append(mark)
    return found


def _cell_at(table: Table, where: Location) -> Cell | None:
    """The cell that covers a place; the first of the row where no column is known."""
    if where.row is None:
        return table.cells[0] if table.cells else None
    row, column = where.row - 1, (where.column or 1) - 1
    covering = [c for c in table.cells if c.row <= row < c.row + c.row_span and c.row < _MAX_ROWS]
    exact = next((c for c in covering if c.column <= column < c.column + c.column_span), None)
    return exact or (covering[0] if covering and where.column is None else None)
