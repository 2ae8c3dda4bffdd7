"""Scores under two schemes: for people, and as one object. Lines for other programs: see `json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TextIO, get_args

from kaocheng.language import Language, Text, same
from kaocheng.model import Report
from kaocheng.model.codec import FORMAT
from kaocheng.pipeline import ReplayResult, SchemeUse
from kaocheng.schemes import ParameterDifference
from kaocheng.scoring.comparison import FormComparison, Move, Pair, RowComparison
from kaocheng.scoring.sheet import NotComputable
from kaocheng.writers import wording
from kaocheng.writers.json import encode
from kaocheng.writers.page import Page
from kaocheng.writers.text import write_head

_MOVES: tuple[Move, ...] = get_args(Move)
_TOTAL_WORDS: dict[Move, Text] = {
    "up": Text("↑ 上升", "↑ up"),
    "down": Text("↓ 下降", "↓ down"),
    "same": Text("不变", "same"),
    "changed": Text("有变化", "changed"),
    "unclear": Text("无法比较", "cannot be compared"),
}
_GRADE_WORDS: dict[Move, Text] = {**_TOTAL_WORDS, "changed": Text("仅名称不同", "renamed")}
_PLACES = 4  # decimals of a row: enough to tell two methods apart


class _Counts:
    """How many totals and grades moved which way."""

    def __init__(self) -> None:
        self.files = self.unread = 0
        self.forms: dict[str, dict[Move, int]] = {
            "totals": dict.fromkeys(_MOVES, 0),
            "grades": dict.fromkeys(_MOVES, 0),
        }
        self.departments = {kind: dict(moves) for kind, moves in self.forms.items()}

    def add(self, result: ReplayResult) -> None:
        self.files += 1
        self.unread += result.error is not None
        for form in result.forms:
            _count(self.forms, form.total)
        if result.department is not None:
            _count(self.departments, result.department.score)

    def to_json(self) -> dict[str, Any]:
        return {"files": self.files, "unread": self.unread, "forms": self.forms, "departments": self.departments}


def _count(counts: dict[str, dict[Move, int]], pair: Pair) -> None:
    counts["totals"][pair.move] += 1
    counts["grades"][pair.grade_move] += 1


class _Schemes(NamedTuple):
    """The two schemes of a result, told apart by content."""

    against: SchemeUse
    scheme: SchemeUse
    differences: tuple[ParameterDifference, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.against.hash, self.scheme.hash


def write_object(results: Iterable[ReplayResult], stream: TextIO, language: Language) -> None:
    """One JSON object: the files, one per line of text, and how many totals and grades moved."""
    counts = _Counts()
    stream.write(f'{{"format": {FORMAT}, "files": [')
    for index, result in enumerate(results):
        counts.add(result)
        stream.write((",\n" if index else "\n") + encode(result.to_json(language)))
    stream.write(f'\n], "summary": {encode(counts.to_json())}}}\n')


def write_text(results: Iterable[ReplayResult], stream: TextIO, language: Language, colour: bool = False) -> None:
    """Each file; then in what the schemes differ, once for each pair of them; then how many totals and grades moved."""
    page, counts = Page(stream, language, colour), _Counts()
    pairs: dict[tuple[str, str], _Schemes] = {}
    for result in results:
        if counts.files:
            page.line()
        counts.add(result)
        page.line(result.source.path, style="bold")
        if result.error is not None:
            page.line(Text("未能试算：{why}", "not replayed: {why}").format(why=result.error.message), 2, "red")
        elif result.report is not None and result.scheme is not None and result.against is not None:
            schemes = _Schemes(result.against, result.scheme, result.differences)
            pairs[schemes.key] = schemes
            _file(result, result.report, schemes, page)
    for schemes in pairs.values():
        page.line()
        _differences(schemes, page)
    page.line()
    for line in _summary(counts):
        page.line(line, style="bold")


def _file(result: ReplayResult, report: Report, schemes: _Schemes, page: Page) -> None:
    write_head(report, page)
    for label, scheme in (
        (Text("对照方案", "against"), schemes.against),
        (Text("试算方案", "tried"), schemes.scheme),
    ):
        words = Text("{label}：{id} {title}（{why}）", "{label}: {id} {title} ({why})")
        page.line(words.format(label=label, id=scheme.id, title=scheme.title, why=scheme.reason), 2)
    if result.forms:
        page.line()
        page.rows([_HEADING, *_rows(result, report)], frozenset({0, 2, 3, 4}), 2)
    _department(result, page)
    for index, form in enumerate(result.forms):
        if form.rows or form.part is not None:
            page.line()
            page.line(wording.form_heading(report, index), 2, "bold")
            _form(form, page)


_HEADING: list[Text | str] = [
    "#",
    Text("项目", "project"),
    Text("自评总分", "claimed"),
    Text("对照", "against"),
    Text("试算", "tried"),
    Text("变化", "move"),
    Text("对照等级", "grade against"),
    Text("试算等级", "grade tried"),
    Text("变化", "move"),
]


def _rows(result: ReplayResult, report: Report) -> list[list[Text | str]]:
    decimals = wording.total_decimals(result.scheme)
    rows: list[list[Text | str]] = []
    for index, (form, compared) in enumerate(zip(report.forms, result.forms, strict=True)):
        pair = compared.total
        rows.append(
            [
                str(index + 1),
                wording.form_name(form),
                wording.amount(compared.before.claimed_total),
                wording.replayed(pair.before, decimals),
                wording.replayed(pair.after, decimals),
                _TOTAL_WORDS[pair.move],
                _grade(pair.grade_before),
                _grade(pair.grade_after),
                _GRADE_WORDS[pair.grade_move],
            ]
        )
    return rows


def _grade(grade: str | NotComputable) -> str:
    return "—" if isinstance(grade, NotComputable) else grade


def _department(result: ReplayResult, page: Page) -> None:
    if result.department is None:
        return
    decimals, pair = wording.total_decimals(result.scheme), result.department.score
    methods = [
        method.words
        for method in (result.department.method_before, result.department.method_after)
        if method is not None
    ]
    how = wording.join(dict.fromkeys(methods), Text(" → ", " → ")) if methods else Text("报告所印", "as printed")
    basis = Text("按重算得分", "from replayed scores") if result.department.basis == "replayed" else _PRINTED
    words = Text(
        "部门总分（{how}，{basis}）：{before} → {after}，{move}；等级 {one} → {other}，{grade}",
        "department score ({how}, {basis}): {before} → {after}, {move}; grade {one} → {other}, {grade}",
    )
    page.line()
    page.line(
        words.format(
            how=how,
            basis=basis,
            before=wording.replayed(pair.before, decimals),
            after=wording.replayed(pair.after, decimals),
            move=_TOTAL_WORDS[pair.move],
            one=_grade(pair.grade_before),
            other=_grade(pair.grade_after),
            grade=_GRADE_WORDS[pair.grade_move],
        ),
        2,
    )


_PRINTED = Text("无法重算，只比较等级", "cannot be replayed, so only the grades are compared")


def _form(form: FormComparison, page: Page) -> None:
    """The rows that differ, with both formulas; and what can be computed where the total cannot."""
    if form.part is not None:
        one, other = form.part
        words = Text(
            "总分无法重算；可计算的各行（满分 {base} 分）：{before} → {after}",
            "the total cannot be computed; the computable rows (out of {base}): {before} → {after}",
        )
        before, after = (wording.replayed(reading.total, 2) for reading in (one, other))
        page.line(words.format(base=wording.amount(one.base), before=before, after=after), 4)
    for row in form.rows:
        _row(row, page)


def _row(row: RowComparison, page: Page) -> None:
    before, after = row.before, row.after
    weights = [wording.amount(before.weight)]
    if after.weight != before.weight:
        weights.append(wording.amount(after.weight))
    words = Text("“{name}”　分值 {weight}，自评 {claimed}", "“{name}”   weight {weight}, claimed {claimed}")
    page.line(words.format(name=before.name, weight=" → ".join(weights), claimed=wording.amount(before.claimed)), 4)
    for label, side in ((Text("对照", "against"), before), (Text("试算", "tried"), after)):
        if isinstance(side.replayed, NotComputable):
            page.line(Text("{label} {why}", "{label} {why}").format(label=label, why=side.formula), 6)
            continue
        score = wording.replayed(side.replayed, _PLACES)
        words = Text("{label} {score}：{how}", "{label} {score}: {how}")
        page.line(words.format(label=label, score=score, how=side.formula), 6)


def _differences(schemes: _Schemes, page: Page) -> None:
    head = Text("方案差异：{one} → {other}", "the schemes differ: {one} → {other}")
    if not schemes.differences:
        head = Text("两个方案的取值相同：{one}，{other}", "both schemes have the same values: {one}, {other}")
    page.line(head.format(one=schemes.against.id, other=schemes.scheme.id), style="bold")
    for difference in schemes.differences:
        words = Text("{label}（{key}）：{before} → {after}", "{label} ({key}): {before} → {after}")
        page.line(words.format(**difference._asdict()), 2)


def _summary(counts: _Counts) -> Iterable[Text]:
    yield Text("共 {files} 个文件，{unread} 个未能读取", "files: {files}, not read: {unread}").format(
        files=counts.files, unread=counts.unread
    )
    for name, moves in (
        (Text("自评表", "forms"), counts.forms),
        (Text("部门总分", "department scores"), counts.departments),
    ):
        number = sum(moves["totals"].values())
        if number:
            words = Text("{name} {n}：总分 {totals}；等级 {grades}", "{name}: {n}; totals: {totals}; grades: {grades}")
            totals, grades = _counted(moves["totals"], _TOTAL_WORDS), _counted(moves["grades"], _GRADE_WORDS)
            yield words.format(name=name, n=number, totals=totals, grades=grades)


def _counted(moves: dict[Move, int], words: dict[Move, Text]) -> Text:
    parts: Sequence[Text] = [
        Text("{n} 项{what}", "{n} {what}").format(n=n, what=Text(*(word.lstrip("↑↓ ") for word in words[move])))
        for move, n in moves.items()
        if n
    ]
    return wording.join(parts, wording.LIST) if parts else same("0")
