"""What a comment says: the findings of one place, in paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kaocheng.audit.finding import ReportedFinding
from kaocheng.language import Language, Text
from kaocheng.writers import wording
from kaocheng.writers.wording import one_line

AUTHOR = "考成 Kaocheng"
INITIALS = "考成"
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")  # control characters are gone with `one_line`


class Line(NamedTuple):
    """One paragraph of a comment."""

    text: str
    bold: bool = False


def write_remark(findings: Iterable[ReportedFinding], language: Language, *, with_place: bool = False) -> list[Line]:
    """The paragraphs of one comment, the most severe finding first.

    `with_place`: name the row or place of each finding too, where the comment cannot stand there itself.
    """
    lines: list[Line] = []
    for finding in sorted(findings, key=lambda finding: (finding.severity.rank, finding.code)):
        severity = wording.SEVERITY[finding.severity]
        lines.append(_line(Text("{severity} {code} {title}", "{severity} {code} {title}"), language, True,
                           severity=severity, code=finding.code, title=finding.title))  # fmt: skip
        message, facts = finding.message, wording.facts(finding)
        if facts.zh:
            message = Text(f"{message.zh}（{facts.zh}）", f"{message.en} ({facts.en})")
        spot = wording.spot(finding, finding.message) if with_place else Text("", "")
        if spot.zh:
            message = Text(f"{spot.zh}：{message.zh}", f"{spot.en}: {message.en}")
        lines.append(_line(message, language))
        if finding.waived is not None:
            lines.append(_line(Text("已豁免：{why}", "waived: {why}"), language, why=wording.waived(finding)))
        else:
            lines.append(_line(Text("处理：{advice}", "what to do: {advice}"), language, advice=finding.advice))
        lines.append(_line(Text("依据：{source}", "source: {source}"), language, source=finding.source))
    return lines


def _line(words: Text, language: Language, bold: bool = False, **values: Text | str) -> Line:
    text = words.format(**values) if values else words
    return Line(_NO_XML.sub("", one_line(text.in_(language))), bold)
