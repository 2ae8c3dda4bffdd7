"""Read, extract, score and audit one file. Same input, same output; one bad file never stops a run."""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kaocheng.audit import Rule, rule_set_hash, run_rules, select_rules
from kaocheng.audit.waiver import Waiver, apply
from kaocheng.errors import KaochengError, ReadError, UsageError
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.pipeline.result import (
    CheckResult,
    FileError,
    FileResult,
    ReplayResult,
    RuleCount,
    SchemeUse,
    SourceInfo,
)
from kaocheng.provenance import known
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source, open_source
from kaocheng.schemes import choose_scheme, form_hints, load_scheme, local_schemes, scheme_differences
from kaocheng.scoring import score, score_department
from kaocheng.scoring.comparison import Ruler, compare_department, compare_form

if TYPE_CHECKING:
    from kaocheng.schemes import SchemeChoice

R = TypeVar("R", bound=FileResult)


def read_source(path: str | os.PathLike[str], limits: Limits = DEFAULT) -> Source:
    """The bytes of a file, at most as many as the limit allows. Raises ReadError where it cannot be opened."""
    try:
        return open_source(path, limits)
    except UsageError as error:  # wrong use for one file; in a run of many, an input that cannot be read
        raise ReadError(error.message, code="not-found") from None


def extract_file(path: str | os.PathLike[str], *, limits: Limits = DEFAULT, keep_document: bool = False) -> FileResult:
    """What one file says, nothing judged.

    `keep_document`: leave the plain document in the report; without it memory stays flat over many files.
    """
    result = _guard(FileResult(SourceInfo(os.fspath(path))), functools.partial(_extract, limits=limits))
    return result if keep_document else _without_document(result)


def check_file(
    path: str | os.PathLike[str],
    scheme: str | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    limits: Limits = DEFAULT,
    keep_document: bool = False,
    scheme_folder: str | None = None,
) -> CheckResult:
    """What one file says, its scores recomputed, and what the rules find.

    `scheme`: id of the scheme to use instead of the one chosen from region and year. `select`, `ignore`: rule codes or
    prefixes. `scheme_folder`: schemes of one's own, which join the choice. Raises UsageError for a scheme or rule that
    does not exist, SchemeError for a scheme file that is wrong; everything that is wrong with the file itself is told
    in the result.
    """
    rules, rule_set = _rules(tuple(select), tuple(ignore))
    _check_schemes((scheme,), scheme_folder)
    empty = CheckResult(SourceInfo(os.fspath(path)), rule_set=rule_set)
    result = _guard(empty, functools.partial(_extract, limits=limits))
    if result.error is None:
        result = _guard(result, functools.partial(_judge, scheme_id=scheme, rules=rules, folder=scheme_folder))
    return result if keep_document else _without_document(result)


def check_report(
    report: Report,
    scheme: str | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    scheme_folder: str | None = None,
    name: str = "",
) -> CheckResult:
    """The scores of a report that was typed in, and what the rules find; as `check_file`, without a file.

    `name` stands in the result for the path. Raises UsageError and SchemeError as `check_file` does.
    """
    rules, rule_set = _rules(tuple(select), tuple(ignore))
    _check_schemes((scheme,), scheme_folder)
    given = CheckResult(SourceInfo(name), report=report, rule_set=rule_set)
    return _guard(given, functools.partial(_judge, scheme_id=scheme, rules=rules, folder=scheme_folder))


def replay_file(
    path: str | os.PathLike[str],
    scheme: str,
    against: str | None = None,
    *,
    limits: Limits = DEFAULT,
    scheme_folder: str | None = None,
) -> ReplayResult:
    """What the scores of one file would be under a scheme, beside those under another.

    `against`: id of the other scheme; without it, the one chosen from region and year. Raises as `check_file`.
    """
    _check_schemes((scheme, against), scheme_folder)
    result = _guard(ReplayResult(SourceInfo(os.fspath(path))), functools.partial(_extract, limits=limits))
    if result.error is None:
        compare = functools.partial(_compare, scheme_id=scheme, against_id=against, folder=scheme_folder)
        result = _guard(result, compare)
    return _without_document(result)


def waive(result: CheckResult, waivers: Sequence[Waiver], today: date, file: str) -> CheckResult:
    """The result with the findings marked that a waiver holds for. `file`: its path from the folder of the waivers."""
    return replace(result, findings=apply(result.findings, waivers, today, report=result.report, file=file))


def failed_extract(path: str, error: FileError) -> FileResult:
    """The result of a file whose work was lost from outside."""
    return FileResult(SourceInfo(path), error)


def failed_check(path: str, error: FileError) -> CheckResult:
    """The result of a file whose work was lost from outside."""
    return CheckResult(SourceInfo(path), error)


@functools.lru_cache(maxsize=16)
def _rules(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[tuple[Rule, ...], str]:
    rules = select_rules(select, ignore)
    return rules, rule_set_hash(rules)


def _guard(result: R, step: Callable[[R], R]) -> R:
    """The result after a step, or with the reason why the step failed."""
    try:
        return step(result)
    except Exception as error:
        return replace(result, error=_told(error))


def _told(error: Exception) -> FileError:
    """An error as data. Unforeseen ones name the exception and the line of ours it comes from."""
    if isinstance(error, KaochengError):
        return FileError(error.code, error.message)
    words = Text(
        "程序内部错误，请报告：{error}（{place}）", "internal error, please report it: {error} ({place})"
    ).format(error=_described(error), place=_place_of(error))
    return FileError("internal", words)


def _described(error: Exception) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place_of(error: Exception) -> str:
    """Module and line of the innermost frame inside the package, without the path of the installation."""
    package = str(Path(__file__).parents[1])
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(package)]
    if not frames:
        return "?"
    return f"{Path(frames[-1].filename).relative_to(package).as_posix()}:{frames[-1].lineno}"


def _extract(result: R, limits: Limits) -> R:
    from kaocheng.extraction import extract
    from kaocheng.readers.registry import read

    source = read_source(result.source.path, limits)
    info = replace(result.source, sha256=source.sha256)
    try:
        document = read(source, limits)
        info = replace(info, media_type=document.media_type, reader=document.reader, pages=document.pages)
        return replace(result, source=info, report=extract(document))
    except Exception as error:
        return replace(result, source=info, error=_told(error))  # what is known of the source is kept


def failed_replay(path: str, error: FileError) -> ReplayResult:
    """The result of a file whose work was lost from outside."""
    return ReplayResult(SourceInfo(path), error)


def _check_schemes(ids: Iterable[str | None], folder: str | None) -> None:
    """A scheme that does not exist is wrong use of the whole run, not a fault of the file."""
    if folder is not None:
        local_schemes(folder)
    for scheme_id in ids:
        if scheme_id is not None:
            load_scheme(scheme_id, folder)


def _choose(report: Report, scheme_id: str | None, folder: str | None) -> SchemeChoice:
    return choose_scheme(
        report.region_code,
        known(report.fiscal_year),
        report.kind,
        scheme_id,
        form_hints=form_hints(report.forms),
        folder=folder,
    )


def _judge(result: CheckResult, scheme_id: str | None, rules: tuple[Rule, ...], folder: str | None) -> CheckResult:
    report = result.report
    assert report is not None
    choice = _choose(report, scheme_id, folder)
    sheets = tuple(score(form, choice.scheme, report) for form in report.forms)
    department = score_department(report, sheets, choice.scheme)
    audit = run_rules(report, sheets, choice.scheme, department, rules)
    return replace(
        result,
        scheme=_scheme_use(choice),
        sheets=sheets,
        department=department,
        findings=audit.findings,
        skips=audit.skips,
        rules=_count(rules, report, {skip.code for skip in audit.skips}),
        rule_set=audit.rule_set,
    )


def _compare(result: ReplayResult, scheme_id: str, against_id: str | None, folder: str | None) -> ReplayResult:
    report = result.report
    assert report is not None
    tried, other = _choose(report, scheme_id, folder), _choose(report, against_id, folder)
    before, after = Ruler(other.scheme, own_bands=against_id is not None), Ruler(tried.scheme, own_bands=True)
    forms = tuple(compare_form(form, before, after, report) for form in report.forms)
    return replace(
        result,
        scheme=_scheme_use(tried),
        against=_scheme_use(other),
        differences=scheme_differences(other.scheme, tried.scheme),
        forms=forms,
        department=compare_department(report, forms, before, after),
    )


def _scheme_use(choice: SchemeChoice) -> SchemeUse:
    scheme = choice.scheme
    return SchemeUse(
        id=scheme.id,
        title=scheme.title,
        reason=choice.reason,
        hash=scheme.hash,
        row_decimals=scheme.rounding.row.value,
        total_decimals=scheme.rounding.total.value,
    )


def _count(rules: tuple[Rule, ...], report: Report, skipped: set[str]) -> RuleCount:
    without_form = 0 if report.forms else sum(rule.scope == "form" for rule in rules)
    return RuleCount(len(rules), len(skipped), without_form)


def _without_document(result: R) -> R:
    if result.report is None or result.report.document is None:
        return result
    return replace(result, report=replace(result.report, document=None))
