"""How results are put in words, the same on the terminal and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any, NamedTuple

from kaocheng.audit import all_rules
from kaocheng.audit.finding import ReportedFinding, ReportedSkip, Severity
from kaocheng.language import Text, same
from kaocheng.model import Form, Report
from kaocheng.model.codec import number_to_json
from kaocheng.pipeline import CheckResult, RuleCount, SchemeUse
from kaocheng.provenance import Location, Printed
from kaocheng.schemes.scheme import Status
from kaocheng.scoring.sheet import Interval, NotComputable, Replayed, ScoreRow

SEVERITY: dict[Severity, Text] = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("提示", "warning"),
    Severity.INFO: Text("参考", "note"),
}
_COUNTED: dict[Severity, tuple[Text, Text]] = {
    Severity.ERROR: (Text("{n} 项错误", "{n} error"), Text("{n} 项错误", "{n} errors")),
    Severity.WARNING: (Text("{n} 项提示", "{n} warning"), Text("{n} 项提示", "{n} warnings")),
    Severity.INFO: (Text("{n} 项参考", "{n} note"), Text("{n} 项参考", "{n} notes")),
}
REPORT_KIND = {
    "project": Text("项目自评报告", "project report"),
    "department": Text("部门整体自评报告", "department report"),
}
DOUBT = {
    Status.RECALLED: Text(
        "方案取值依据文号，原文未复核", "scheme values known from the numbered instrument, not re-read"
    ),
    Status.UNVERIFIED: Text("方案取值未核实", "scheme values unverified"),
}
WHOLE_REPORT = Text("报告整体", "the report as a whole")
UNKNOWN = Text("未读出", "not found")

# Control and direction marks: a printed text must not steer the terminal or turn the line around.
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """A text that is safe to print on one line.

    >>> one_line("全年\\n预算数\\x1b[31m")
    '全年 预算数 [31m'
    """
    return _STEERING.sub(" ", text).strip()


def counted(severity: Severity, n: int) -> Text:
    """ "3 项错误" """
    return _COUNTED[severity][n != 1].format(n=n)


def join(parts: Iterable[Text], mark: Text) -> Text:
    """Sentences or words in a row."""
    parts = list(parts)
    return Text(mark.zh.join(part.zh for part in parts), mark.en.join(part.en for part in parts))


LIST = Text("、", ", ")
STOP = Text("；", "; ")


def verdict(result: CheckResult) -> Text:
    """One line on a file. What could not be decided is said beside what was found and never passes for it."""
    if result.error is not None:
        return Text("未能核查：{why}", "not checked: {why}").format(why=result.error.message)
    counts = [counted(severity, result.count(severity)) for severity in Severity if result.count(severity)]
    rest, waived = _not_decided(result.rules), len(result.waived_findings)
    if waived and not counts:
        words = Text("问题均已豁免（{n} 项）{rest}", "every finding is waived ({n}){rest}")
        return words.format(n=waived, rest=rest)
    if waived:
        rest = Text(f"，另有 {waived} 项已豁免{rest.zh}", f", {waived} waived{rest.en}")
    if counts:
        words = join(counts, LIST)
        return Text(f"有 {words.zh}{rest.zh}", f"{words.en}{rest.en}")
    decided = result.rules.decided if result.rules else 0
    if not decided:
        return Text("没有规则得到判定，不能下结论{rest}", "no rule was decided: nothing can be said{rest}").format(
            rest=rest
        )
    silent = Text("未发现问题（{n} 项规则已判定）{rest}", "nothing found ({n} rules decided){rest}")
    return silent.format(n=decided, rest=rest)


def _not_decided(rules: RuleCount | None) -> Text:
    zh = en = ""
    if rules and rules.undecided:
        zh += f"，{rules.undecided} 项规则未能判定"
        en += f", {rules.undecided} rule{'s' * (rules.undecided != 1)} undecided"
    if rules and rules.not_applicable:
        zh += f"，{rules.not_applicable} 项规则因没有自评表而不适用"
        en += f", {rules.not_applicable} not applicable without a form"
    return Text(zh, en)


def place(where: Location) -> Text:
    """A place in words: "第3页 表2 第5行 第7列". Empty for a place nobody knows."""
    zh, en = [], []
    if where.page is not None:
        zh.append(f"第{where.page}页")
        en.append(f"page {where.page}")
    if where.sheet is not None:
        zh.append(f"工作表“{where.sheet}”")
        en.append(f"sheet “{where.sheet}”")
    if where.table is not None:
        zh.append(f"表{where.table}")
        en.append(f"table {where.table}")
    if where.row is not None:
        zh.append(f"第{where.row}行")
        en.append(f"row {where.row}")
    if where.column is not None:
        zh.append(f"第{where.column}列")
        en.append(f"column {where.column}")
    if where.paragraph is not None:
        zh.append(f"第{where.paragraph}段")
        en.append(f"paragraph {where.paragraph}")
    if where.line is not None:
        # In a text file a cell has both a row of its table and a line of the file.
        zh.append(f"（文本第{where.line}行）" if where.table is not None else f"第{where.line}行")
        en.append(f"line {where.line} of the file" if where.table is not None else f"line {where.line}")
    return Text(" ".join(zh), ", ".join(en))


def amount(number: Decimal | None) -> str:
    """A printed number as it is; a dash where there is none."""
    return "—" if number is None else number_to_json(number)


def rounded(number: Decimal, decimals: int) -> str:
    """A recomputed number at the precision of the scheme, without idle zeros.

    >>> rounded(Decimal("87.4996"), 2)
    '87.5'
    """
    text = number_to_json(number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    return text.rstrip("0").rstrip(".") if "." in text else text


def replayed(value: Replayed, decimals: int) -> Text:
    """A recomputed score: a number, the span a person may choose in, or that it cannot be said."""
    if isinstance(value, NotComputable):
        return Text("无法重算", "not computable")
    if isinstance(value, Interval):
        low, high = rounded(value.low, decimals), rounded(value.high, decimals)
        return Text(f"{low}～{high}", f"{low}–{high}")
    return same(rounded(value, decimals))


def disagrees(claimed: Decimal | None, value: Replayed, decimals: int) -> bool:
    """Whether the printed score lies outside the recomputed one at the precision of the scheme."""
    if claimed is None or isinstance(value, NotComputable):
        return False
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    unit = Decimal(1).scaleb(-decimals)
    return not low.quantize(unit, ROUND_HALF_UP) <= claimed <= high.quantize(unit, ROUND_HALF_UP)


def row_decimals(scheme: SchemeUse | None) -> int:
    return 2 if scheme is None else scheme.row_decimals


def total_decimals(scheme: SchemeUse | None) -> int:
    return 2 if scheme is None else scheme.total_decimals


def text_of(printed: Printed[Any] | None) -> str:
    """What is printed, on one line; empty where the form has no such cell."""
    return "" if printed is None else one_line(printed.text)


def known_year(report: Report) -> Text:
    """The year evaluated."""
    year = None if report.fiscal_year is None else report.fiscal_year.known
    return UNKNOWN if year is None else same(str(year))


def form_name(form: Form) -> str:
    """The project a form is about, or the title of the form."""
    return text_of(form.project_name) or text_of(form.title)


def form_heading(report: Report, index: int | None) -> Text:
    """ "表1 “网络信息安全经费”" """
    if index is None:
        return WHOLE_REPORT
    name = form_name(report.forms[index])
    if not name:
        return Text(f"自评表{index + 1}", f"form {index + 1}")
    return Text(f"自评表{index + 1} “{name}”", f"form {index + 1} “{name}”")


def facts(finding: ReportedFinding) -> Text:
    """Printed, expected and difference where the message does not already give what is expected."""
    said = one_line(finding.message.zh)
    parts = [
        Text(label.zh + one_line(value.zh), label.en + one_line(value.en))
        for label, value in (
            (Text("应为 ", "expected "), finding.expected),
            (Text("相差 ", "difference "), finding.difference),
        )
        if value.zh and one_line(value.zh) not in said
    ]
    if parts and finding.found and one_line(finding.found) not in said:
        parts.insert(0, Text(f"印为 {one_line(finding.found)}", f"printed {one_line(finding.found)}"))
    return join(parts, Text("，", ", "))


def spot(finding: ReportedFinding, said: Text | None = None) -> Text:
    """Where a finding is, with the name of its row unless the message `said` beside it names the row already."""
    where, subject = place(finding.where), one_line(finding.subject)
    if not subject or (said is not None and subject in one_line(said.zh)):
        return where
    return Text(f"{where.zh} “{subject}”".strip(), f"{where.en} “{subject}”".strip())


def by_form(findings: Iterable[ReportedFinding]) -> list[tuple[int | None, list[ReportedFinding]]]:
    """Findings of each form, the report as a whole first."""
    grouped: dict[int | None, list[ReportedFinding]] = {}
    for finding in findings:
        grouped.setdefault(finding.form, []).append(finding)
    return sorted(grouped.items(), key=lambda item: -1 if item[0] is None else item[0])


def blocks(findings: Iterable[ReportedFinding]) -> list[list[ReportedFinding]]:
    """Findings of one form by rule, the most severe first: repeated ones stand together."""

    def key(finding: ReportedFinding) -> tuple[int, str]:
        return finding.severity.rank, finding.code

    return [list(group) for _, group in groupby(sorted(findings, key=key), key=key)]


def by_message(findings: Iterable[ReportedFinding]) -> list[tuple[Text, list[ReportedFinding]]]:
    """Findings that say the same of several places, folded."""
    grouped: dict[tuple[Text, Text], list[ReportedFinding]] = {}
    for finding in findings:
        grouped.setdefault((finding.message, facts(finding)), []).append(finding)
    return [(message, group) for (message, _), group in grouped.items()]


def waived(finding: ReportedFinding) -> Text:
    """Why, who and until when a finding is accepted."""
    assert finding.waived is not None
    reason, who, until = finding.waived.reason, finding.waived.who, finding.waived.until
    end = Text("无期限", "without end") if until is None else Text(f"至 {until}", f"until {until}")
    words = Text("{reason}（{who}，{end}）", "{reason} ({who}, {end})")
    return words.format(reason=one_line(reason), who=one_line(who), end=end)


class Undecided(NamedTuple):
    """A rule that could not be decided, with each reason and how often it applied."""

    code: str
    name: str
    reasons: list[tuple[Text, int]]


def undecided(skips: Iterable[ReportedSkip]) -> list[Undecided]:
    """Skips by rule."""
    grouped: dict[tuple[str, str], dict[Text, int]] = {}
    for skip in skips:
        reasons = grouped.setdefault((skip.code, skip.name), {})
        reasons[skip.reason] = reasons.get(skip.reason, 0) + 1
    return [Undecided(code, name, list(reasons.items())) for (code, name), reasons in sorted(grouped.items())]


def undecided_words(rule: Undecided) -> dict[str, Text | str]:
    """Code, title and reasons of an undecided rule."""
    title = next((known.title for known in all_rules() if known.code == rule.code), same(rule.name))
    why = [
        reason if n == 1 else Text("{reason}（{n} 处）", "{reason} ({n} places)").format(reason=reason, n=n)
        for reason, n in rule.reasons
    ]
    return {"code": rule.code, "title": title, "why": join(why, STOP)}


def row_result(row: ScoreRow, decimals: int) -> Text:
    """The recomputed score of a row, with the reason where there is none."""
    if isinstance(row.replayed, NotComputable):
        return Text("无法重算：{why}", "not computable: {why}").format(why=row.replayed.reason)
    return replayed(row.replayed, decimals)
