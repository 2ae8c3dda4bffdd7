"""Whether a corrected copy says what it should: read again, checked again, compared with what was there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kaocheng.correction.case import key_of, new_findings
from kaocheng.correction.proposal import Correction
from kaocheng.correction.revision import field_at
from kaocheng.documents import Document
from kaocheng.language import Text
from kaocheng.model.codec import report_to_json
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import Location
from kaocheng.values import parse_number

_UNREAD = Text("改正后的文件读不出：{why}", "the corrected file cannot be read: {why}")
_TEXT = Text("改正后读出的是“{text}”，不是“{after}”", "the corrected cell reads “{text}”, not “{after}”")
_STAYS = Text("改正后 {code} 仍在", "{code} is still reported")
_NEW = Text("改正后出现新的问题 {code}：{message}", "a new finding {code}: {message}")
_ELSEWHERE = Text("改正后别处的内容也变了（{path}）", "something else changed too ({path})")
_MARKUP = "DOC-01"  # tracked changes are reported until they are accepted


def objection(
    before: CheckResult, after: CheckResult, corrections: Sequence[Correction], *, tracked: bool = False
) -> Text | None:
    """Why a copy must not be written, or None: the proof holds.

    Every corrected field reads as proposed, the findings that were addressed are gone, no finding appeared that was
    not there, and neither the report nor the document differs anywhere else. Both results are of all rules, with their
    documents. `tracked`: the corrections are tracked changes, which DOC-01 reports rightly.
    """
    if after.error is not None or after.report is None or before.report is None:
        return _UNREAD.format(why=Text("", "") if after.error is None else after.error.message)
    for correction in corrections:
        cell = field_at(after.report, correction.path)
        if cell is None or not is_same(cell.text, correction.after):
            return _TEXT.format(text="" if cell is None else cell.text, after=correction.after)
    left = {key_of(finding) for finding in after.findings}
    for c in corrections:
        if (c.code, c.form, c.subject, c.where) in left:
            return _STAYS.format(code=c.code)
    for finding in new_findings(before.findings, after.findings):
        if not (tracked and finding.code == _MARKUP):
            return _NEW.format(code=finding.code, message=finding.message)
    places = {correction.where for correction in corrections}
    old, new = report_to_json(before.report), report_to_json(after.report)
    elsewhere = next(_differences(old, new, _coordinates(places), "report"), None)
    if elsewhere is None and before.report.document is not None and after.report.document is not None:
        elsewhere = next(_moved(before.report.document, after.report.document, places), None)
    return None if elsewhere is None else _ELSEWHERE.format(path=elsewhere)


def is_same(text: str, wanted: str) -> bool:
    """The same text, or the same figure where a number format adds or drops zeros."""
    return text == wanted or (parse_number(text) is not None and parse_number(text) == parse_number(wanted))


def _coordinates(places: set[Location]) -> list[dict[str, Any]]:
    return [{name: value for name, value in place._asdict().items() if value is not None} for place in places]


def _differences(old: Any, new: Any, places: list[dict[str, Any]], path: str) -> Iterator[str]:
    """Paths of what differs between two reports as data, but for fields printed at the corrected places."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        if "where" in old and old["where"] == new["where"] and old["where"] in places:
            return
        for key in old:
            yield from _differences(old[key], new[key], places, f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, places, f"{path}[{number}]")
    elif old != new:
        yield path


def _moved(old: Document, new: Document, places: set[Location]) -> Iterator[str]:
    """Places whose text differs, but for the corrected ones."""
    before, after = list(_texts(old)), list(_texts(new))
    if [place for place, _ in before] != [place for place, _ in after]:
        yield "document"
        return
    for (place, text), (_, other) in zip(before, after, strict=True):
        if text != other and place not in places:
            yield str({name: value for name, value in place._asdict().items() if value is not None})


def _texts(document: Document) -> Iterator[tuple[Location, str]]:
    for paragraph in (*document.headers, *document.paragraphs(), *document.footers):
        yield paragraph.where, paragraph.text
    for table in document.tables():
        for cell in table.cells:
            yield table.where(cell), cell.text
