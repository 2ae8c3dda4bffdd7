"""Over several files: what is found most often, and which reports to re-check first, with the reasons.

Points of a report, added up; waived findings do not count. The weights are ours: they order the work and
judge nobody.

    not read           100    somebody has to look at it
    errors               5    each, 50 at most
    warnings             1    each, 20 at most
    score gap            2    for each point (out of 100) between the printed total and the recomputed one, of the
                              form where they are farthest apart; 40 at most
    all full marks      15    two projects or more, and every one has full marks
    low execution       15    less than 80 % of the budget spent
    undecided rules    0.5    each, 10 at most: what is missing has to be asked for
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kaocheng.audit.budgets import department_execution, project_scores, projects_execution
from kaocheng.audit.finding import Severity
from kaocheng.language import Text, same
from kaocheng.model import Report
from kaocheng.pipeline import CheckResult
from kaocheng.scoring.sheet import Interval, NotComputable, ScoreSheet
from kaocheng.writers import wording

MOST = 10  # of a list at the end of a batch
_UNREAD = Decimal(100)
_FULL_MARKS = _LOW_EXECUTION = Decimal(15)
_ERROR, _ERRORS_AT_MOST = Decimal(5), Decimal(50)
_WARNING, _WARNINGS_AT_MOST = Decimal(1), Decimal(20)
_GAP, _GAP_AT_MOST = Decimal(2), Decimal(40)
_UNDECIDED, _UNDECIDED_AT_MOST = Decimal("0.5"), Decimal(10)
_LOW = Decimal("0.8")
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")

METHOD = Text(
    "排序得分相加而成：未能读取 100；错误每项 5，最多 50；提示每项 1，最多 20；自评总分与重算总分"
    "（按百分制，取相差最大的一张表）每差 1 分计 2，最多 40；两个以上项目全部满分 15；"
    "执行率低于 80% 15；未能判定的规则每项 0.5，最多 10。"
    "已豁免的不计。权重由本软件拟定，只用于安排复核先后，不是评价结论。",
    "Points are added up: not read 100; errors 5 each, 50 at most; warnings 1 each, 20 at most; 2 for each point "
    "between the printed and the recomputed total (out of 100, of the form where they are farthest apart), 40 at most; "
    "two or more projects all with full marks 15; execution below 80% 15; undecided rules 0.5 each, 10 at most. Waived "
    "findings do not count. The weights are this program's own: they order the re-checks and are no conclusion.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How urgent a re-check of one file is. `number`: its place in the input, from 1.

    `reasons`: what gave points, most first, with the points.
    """

    number: int
    path: str
    points: Decimal
    reasons: tuple[tuple[Text, Decimal], ...]

    @property
    def why(self) -> Text:
        """ "5 项错误（25）、执行率 62%（15）" """
        parts = [Text(f"{words.zh}（{points}）", f"{words.en} ({points})") for words, points in self.reasons]
        return wording.join(parts, wording.LIST)


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a rule found something. `findings`, `files`: waived ones aside."""

    code: str
    title: Text
    severity: Severity
    findings: int
    files: int
    waived: int


def standing(result: CheckResult, number: int = 1) -> Standing:
    """The points of one file and where they come from."""
    if result.report is None:
        return Standing(number, result.source.path, _UNREAD, ((Text("未能读取", "not read"), _UNREAD),))
    parts = [
        *([(Text("未能核查完毕", "not checked to the end"), _UNREAD)] if result.error is not None else []),
        _counted(result, Severity.ERROR, _ERROR, _ERRORS_AT_MOST),
        _counted(result, Severity.WARNING, _WARNING, _WARNINGS_AT_MOST),
        _gap(result),
        *_patterns(result.report),
    ]
    undecided = len({skip.code for skip in result.skips})
    words = Text(f"{undecided} 项规则未能判定", f"{undecided} rule{'s' * (undecided != 1)} undecided")
    parts.append((words, min(undecided * _UNDECIDED, _UNDECIDED_AT_MOST)))
    reasons = sorted(((words, _shown(points)) for words, points in parts if points), key=lambda part: -part[1])
    return Standing(number, result.source.path, sum((points for _, points in reasons), Decimal(0)), tuple(reasons))


def _shown(points: Decimal) -> Decimal:
    rounded = points.quantize(_TENTH, ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def _counted(result: CheckResult, severity: Severity, each: Decimal, at_most: Decimal) -> tuple[Text, Decimal]:
    count = result.count(severity)
    return wording.counted(severity, count), min(count * each, at_most)


def _gap(result: CheckResult) -> tuple[Text, Decimal]:
    gap = max(map(_gap_of, result.sheets), default=Decimal(0))
    shown = wording.rounded(gap, 2)
    words = Text(f"自评总分与重算总分相差 {shown} 分", f"printed and recomputed totals differ by {shown}")
    return words, Decimal(0) if gap < _TENTH else min(gap * _GAP, _GAP_AT_MOST)


def _gap_of(sheet: ScoreSheet) -> Decimal:
    """Points between the printed total and the nearest end of the recomputed one, out of 100."""
    claimed, again = sheet.claimed_total, sheet.replayed_total
    if claimed is None or isinstance(again, NotComputable):
        return Decimal(0)
    low, high = (again.low, again.high) if isinstance(again, Interval) else (again, again)
    base = sheet.weight_total if sheet.weight_total is not None and sheet.weight_total > 0 else _HUNDRED
    return max(low - claimed, claimed - high, Decimal(0)) * _HUNDRED / base


def _patterns(report: Report) -> list[tuple[Text, Decimal]]:
    found = []
    projects = project_scores(report)
    if len(projects) > 1 and all(project.is_full for project in projects):
        n = len(projects)
        found.append((Text(f"{n} 个项目全部满分", f"all {n} projects have full marks"), _FULL_MARKS))
    execution = projects_execution(report) or department_execution(report)
    if execution is not None and execution.rate < _LOW:
        rate = wording.rounded(execution.rate * _HUNDRED, 1)
        bound = Text("最多 ", "at most ") if execution.at_most else same("")
        found.append((Text(f"执行率{bound.zh or ' '}{rate}%", f"execution {bound.en}{rate}%"), _LOW_EXECUTION))
    return found


class Batch:
    """Watches results go by; keeps a few numbers of each, never the results."""

    def __init__(self) -> None:
        self._standings: list[Standing] = []
        self._findings: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._waived: Counter[str] = Counter()
        self._rules: dict[str, tuple[Text, Severity]] = {}

    def add(self, result: CheckResult) -> Standing:
        found = standing(result, len(self._standings) + 1)
        self._standings.append(found)
        for finding in result.findings:
            title, severity = self._rules.get(finding.code, (finding.title, finding.severity))
            worst = min(severity, finding.severity, key=lambda level: level.rank)
            self._rules[finding.code] = (title, worst)
        self._findings.update(finding.code for finding in result.open_findings)
        self._files.update({finding.code for finding in result.open_findings})
        self._waived.update(finding.code for finding in result.waived_findings)
        return found

    def __len__(self) -> int:
        return len(self._standings)

    def ranking(self) -> list[Standing]:
        """Every file, the most urgent first; equal ones in input order."""
        return sorted(self._standings, key=lambda each: -each.points)

    def frequencies(self) -> list[Frequency]:
        """Every rule that found something: the most frequent first, then by code."""
        listed = [
            Frequency(code, title, severity, self._findings[code], self._files[code], self._waived[code])
            for code, (title, severity) in self._rules.items()
        ]
        return sorted(listed, key=lambda each: (-each.findings, each.code))
