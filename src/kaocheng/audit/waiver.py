"""Waivers: findings that somebody has looked at and accepts, on record.

    [[waiver]]
    rule = "IND-04"                      # code or name
    file = "2022/*.docx"                 # optional; without a slash it is compared with the name of the file alone
    form = "网信事务专项经费"            # name of the project, or title of the form
    subject = "节能"                     # the row that the finding names
    reason = "按上级下发的指标填报，无单位"
    who = "某某甲，区财政局绩效科"
    when = 2026-03-02                    # optional: the day of the decision
    until = 2026-12-31                   # last day on which it holds, or "none"

Instead of form and subject, `fingerprint` names one finding. A waived finding stays in every output, marked, and counts
for nothing. Text in, records and findings out: which files are read is decided at the edge.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kaocheng.audit.finding import ReportedFinding, Waived
from kaocheng.audit.rule import all_rules
from kaocheng.errors import WaiverError
from kaocheng.language import Text
from kaocheng.model import Report

_REQUIRED = ("rule", "reason", "who", "until")
_PLACE = ("form", "subject", "fingerprint", "file")
_OPTIONAL = ("when", *_PLACE)
_NO_END = "none"
_HEADER = re.compile(r"\s*\[\[\s*waiver\s*\]\]")
_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One record. `code`: of the rule. `line`: where the record begins in its file. `until` None: without end.

    What is None among `file`, `form`, `subject`, `fingerprint` is not asked for; at least one of them is there.
    """

    code: str
    reason: str
    who: str
    until: date | None
    line: int
    when: date | None = None
    file: str | None = None
    form: str | None = None
    subject: str | None = None
    fingerprint: str | None = None

    def expired(self, today: date) -> bool:
        return self.until is not None and today > self.until

    def covers(self, file: str) -> bool:
        """Whether it may speak of findings in this file. `file`: path from the folder of the record, with slashes."""
        if self.file is None:
            return True
        path = unicodedata.normalize("NFC", file)
        pattern = unicodedata.normalize("NFC", self.file).removeprefix("./")
        return fnmatch.fnmatchcase(path if "/" in pattern else path.rsplit("/", 1)[-1], pattern)

    def matches(self, finding: ReportedFinding, report: Report | None) -> bool:
        """Whether rule and place are the finding's; blanks do not count."""
        if self.code != finding.code or self.fingerprint not in (None, finding.fingerprint):
            return False
        if self.subject is not None and _plain(self.subject) != _plain(finding.subject):
            return False
        return self.form is None or _plain(self.form) in _form_names(finding, report)


def apply(
    findings: Iterable[ReportedFinding], waivers: Sequence[Waiver], today: date, *, report: Report | None, file: str
) -> tuple[ReportedFinding, ...]:
    """The same findings in the same order, marked where a waiver holds; the first one in the file is named.

    `report`: what the findings are about, for the names of its forms. `file`: see `Waiver.covers`.
    """
    holding = [waiver for waiver in waivers if not waiver.expired(today) and waiver.covers(file)]
    return tuple(_mark(finding, holding, report) for finding in findings)


def used(
    findings: Iterable[ReportedFinding], waivers: Iterable[Waiver], *, report: Report | None, file: str
) -> frozenset[Waiver]:
    """Those that speak of one of the findings, expired or not."""
    findings = tuple(findings)
    return frozenset(
        waiver
        for waiver in waivers
        if waiver.covers(file) and any(waiver.matches(finding, report) for finding in findings)
    )


def parse_waivers(name: str, text: str) -> tuple[Waiver, ...]:
    """The records of a file. Raises WaiverError, naming file, line and key, for the first thing that is wrong."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        stated = _TOML_LINE.search(str(error))
        raise _error(name, int(stated.group(1)) if stated else None, "", _NO_TOML.format(why=str(error))) from error
    records = raw.get("waiver", [])
    for key in raw:
        if key != "waiver":
            raise _error(name, _line_of_key(text.splitlines(), 0, key), key, _UNKNOWN_KEY)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise _error(name, None, "waiver", Text("应写成 [[waiver]]", "must be written as [[waiver]]"))
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines, 1) if _HEADER.match(line)]
    if len(starts) != len(records):  # written as an array of inline tables: the place is the whole file
        starts = [1] * len(records)
    return tuple(_read(name, lines, start, record) for start, record in zip(starts, records, strict=True))


_NO_TOML = Text("TOML 写法有误：{why}", "not valid TOML: {why}")
_UNKNOWN_KEY = Text("不认识的键", "unknown key")


def _mark(finding: ReportedFinding, waivers: Iterable[Waiver], report: Report | None) -> ReportedFinding:
    found = next((waiver for waiver in waivers if waiver.matches(finding, report)), None)
    if found is None:
        return finding
    return replace(finding, waived=Waived(found.reason, found.who, found.until))


def _form_names(finding: ReportedFinding, report: Report | None) -> set[str]:
    if report is None or finding.form is None:
        return set()
    form = report.forms[finding.form]
    return {_plain(name.text) for name in (form.project_name, form.title) if name is not None}


def _plain(words: str) -> str:
    return "".join(words.split())


def _read(name: str, lines: Sequence[str], start: int, record: dict[str, Any]) -> Waiver:
    for key, message in _problems(record):
        raise _error(name, _line_of_key(lines, start, key) or start, key, message)
    until = record["until"]
    return Waiver(
        code=_code_of(record["rule"]) or "",
        reason=record["reason"].strip(),
        who=record["who"].strip(),
        until=None if until == _NO_END else until,
        line=start,
        **{key: record[key] for key in _OPTIONAL if key in record},
    )


def _problems(record: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    for key in record:
        if key not in (*_REQUIRED, *_OPTIONAL):
            yield key, _UNKNOWN_KEY
    for key in _REQUIRED:
        if key not in record:
            yield key, _MISSING[key]
    for key in ("rule", "reason", "who", *_PLACE):
        if key in record and not (isinstance(record[key], str) and record[key].strip()):
            yield key, Text("应为文字，不能为空", "must be words, not empty")
    until, when = record.get("until"), record.get("when")
    if until != _NO_END and not _is_date(until):
        yield "until", Text('应为日期，如 2026-12-31，或 "none"', 'must be a date such as 2026-12-31, or "none"')
    if when is not None and not _is_date(when):
        yield "when", Text("应为日期，如 2026-03-02", "must be a date such as 2026-03-02")
    if not any(key in record for key in _PLACE):
        listed = "、".join(_PLACE)
        yield (
            "rule",
            Text(
                f"没有写明位置：{listed} 至少写一项；整条规则不用，请用 --ignore",
                f"no place: give at least one of {', '.join(_PLACE)}; to leave out a whole rule use --ignore",
            ),
        )
    if _code_of(record["rule"]) is None:
        yield "rule", Text("没有这条规则：{rule}", "there is no such rule: {rule}").format(rule=record["rule"])


_MISSING = {
    "rule": Text("缺少：规则编号或名称", "missing: code or name of the rule"),
    "reason": Text("缺少：为什么接受", "missing: why the finding is accepted"),
    "who": Text("缺少：谁决定的", "missing: who decided"),
    "until": Text('缺少：有效期至哪一天；确无期限的写 "none"', 'missing: the last day; "none" where there is no end'),
}


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _code_of(word: str) -> str | None:
    word = word.strip()
    return next((rule.code for rule in all_rules() if word.upper() == rule.code or word.lower() == rule.name), None)


def _line_of_key(lines: Sequence[str], start: int, key: str) -> int | None:
    """The line of a key in the record that begins on line `start` (from 1), or in the head of the file for 0."""
    pattern = re.compile(rf"\s*[\[\"']*{re.escape(key)}[\"'\]]*\s*(?:[=.]|$)")
    for number in range(start + 1, len(lines) + 1):
        if start and _HEADER.match(lines[number - 1]):
            return None
        if pattern.match(lines[number - 1]):
            return number
    return None


def _error(name: str, line: int | None, key: str, message: Text) -> WaiverError:
    zh = name if line is None else f"{name} 第{line}行"
    en = name if line is None else f"{name} line {line}"
    return WaiverError(
        Text("：".join(filter(None, (zh, key, message.zh))), ": ".join(filter(None, (en, key, message.en))))
    )
