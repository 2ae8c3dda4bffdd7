"""Corrections written into a copy of a person's own docx or xlsx, and proved before anything is handed over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kaocheng.correction import docx, xlsx
from kaocheng.correction.proof import objection
from kaocheng.correction.proposal import Correction, Proposal, Refusal, refused
from kaocheng.correction.revision import field_at
from kaocheng.errors import ReadError, UsageError
from kaocheng.language import Text
from kaocheng.pipeline import CheckResult, check_file
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source
from kaocheng.writers.annotation.parts import Parts

FORMATS = ("docx", "xlsx")
_WITH_IT = Text("与之相关的一处不能改：{reason}", "one that belongs to it cannot be made: {reason}")
_RESTS = Text("所依据的改正没有作出", "the correction that it follows from was not made")
_FORMAT = Text(
    "只能改正 docx、xlsx 文件，{path} 是 {kind}。以上各处请在原文件中修改，或另存为 docx、xlsx 后再试。",
    "only docx and xlsx files can be corrected; {path} is {kind}. "
    "Correct the places above in the original, or save it as docx or xlsx.",
)
_SIGNED = Text(
    "{path} 带有数字签名，改动会使签名失效，因此不写出。",
    "{path} is digitally signed; a change would break the signature, so nothing is written.",
)
_TRACKED = Text("只有 Word 文件能留修订痕迹。", "only Word documents have tracked changes.")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A proved copy. `data`: None where no correction could be made. `refused`: those of the proposal, and those that
    the file or the proof stood against. `result`: of the copy, under all rules; of the file where there is no copy.
    """

    data: bytes | None
    made: tuple[Correction, ...]
    refused: tuple[Refusal, ...]
    result: CheckResult


def check_format(source: Source, reader: str | None, *, tracked: bool = False, limits: Limits = DEFAULT) -> None:
    """Raise UsageError where corrections cannot be written into a file."""
    if reader not in FORMATS:
        kind = reader or Text("未读出的文件", "a file that was not read")
        raise UsageError(_FORMAT.format(path=source.path, kind=kind))
    if tracked and reader != "docx":
        raise UsageError(_TRACKED)
    if any(name.lower().startswith("_xmlsignatures/") for name in Parts(source.data, limits).package.names):
        raise UsageError(_SIGNED.format(path=source.path))


def correct(
    source: Source,
    result: CheckResult,
    proposal: Proposal,
    *,
    when: datetime,
    tracked: bool = False,
    limits: Limits = DEFAULT,
    scheme_folder: str | None = None,
) -> Corrected:
    """Write the corrections of a proposal into a copy, as far as they can be proved there.

    `result`: of exactly these bytes. Corrections of one group are made together or not at all; a group that the file
    or the proof stands against is dropped and told, and the others are made without it.
    Raises UsageError for a file that takes no corrections, ReadError for one that is damaged.
    """
    reader = result.source.reader
    check_format(source, reader, tracked=tracked, limits=limits)
    assert reader is not None
    assert result.scheme is not None

    def check(data: bytes) -> CheckResult:
        assert result.scheme is not None
        return _check_bytes(data, reader, result.scheme.id, limits, scheme_folder)

    def attempt(corrections: Sequence[Correction]) -> tuple[bytes, CheckResult, dict[str, Text]]:
        data, failed = _write(source, reader, corrections, limits, docx.Edit(when, tracked))
        after = check(data)
        if not failed:
            reason = objection(before, after, corrections, tracked=tracked)
            failed = {} if reason is None else {corrections[-1].path: reason}
        return data, after, failed

    before = check(source.data)
    groups = list(_groups(proposal.corrections))
    if not groups:
        return Corrected(None, (), proposal.refused, before)
    data, after, failed = attempt(proposal.corrections)
    if not failed:
        return Corrected(data, _as_read(proposal.corrections, after), proposal.refused, after)
    made: tuple[Correction, ...] = ()
    dropped: list[Refusal] = []
    best: tuple[bytes | None, CheckResult] = (None, before)
    for group in groups:
        there = {correction.path for correction in (*made, *group)}
        if all(there.issuperset(correction.depends) for correction in group):
            data, after, failed = attempt((*made, *group))
        else:
            failed = {correction.path: _RESTS for correction in group}
        if failed:
            dropped += _dropped(group, failed)
        else:
            made, best = (*made, *group), (data, after)
    return Corrected(best[0], _as_read(made, best[1]), (*proposal.refused, *dropped), best[1])


def _as_read(corrections: Sequence[Correction], after: CheckResult) -> tuple[Correction, ...]:
    """The corrections with the texts that the copy shows: a number format may add or drop zeros."""
    assert after.report is not None
    cells = [(correction, field_at(after.report, correction.path)) for correction in corrections]
    return tuple(c if cell is None else replace(c, after=cell.text) for c, cell in cells)


def _groups(corrections: Sequence[Correction]) -> Iterator[tuple[Correction, ...]]:
    for number in dict.fromkeys(correction.group for correction in corrections):
        yield tuple(correction for correction in corrections if correction.group == number)


def _dropped(group: Sequence[Correction], failed: dict[str, Text]) -> Iterator[Refusal]:
    reason = next(iter(failed.values()))
    for correction in group:
        yield refused(correction, failed.get(correction.path) or _WITH_IT.format(reason=reason))


def _write(
    source: Source, reader: str, corrections: Sequence[Correction], limits: Limits, edit: docx.Edit
) -> tuple[bytes, dict[str, Text]]:
    parts = Parts(source.data, limits)
    failed = docx.write(parts, corrections, limits, edit) if reader == "docx" else xlsx.write(parts, corrections)
    return parts.to_bytes(), failed


def _check_bytes(data: bytes, reader: str, scheme: str, limits: Limits, folder: str | None) -> CheckResult:
    """All rules, with the document. A file is what the pipeline reads: the bytes become one for as long as it takes."""
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, f"copy.{reader}")
        Path(path).write_bytes(data)
        result = check_file(path, scheme, limits=limits, keep_document=True, scheme_folder=folder)
    if result.error is not None and result.report is None and result.error.code == "not-found":
        raise ReadError(result.error.message)
    return replace(result, source=replace(result.source, path=os.path.basename(path)))
