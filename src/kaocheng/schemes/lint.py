"""Checks of a scheme file beyond its structure: do bands meet, do weights add up, can every value take effect.

All problems are reported at once, unlike loading, which stops at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from kaocheng.errors import SchemeError, UsageError
from kaocheng.language import Text
from kaocheng.schemes.catalogue import is_packaged
from kaocheng.schemes.load import (
    build_scheme,
    check_extends,
    line_of,
    packaged_ids,
    parse,
    read_scheme_file,
    resolve,
)
from kaocheng.schemes.regions import COUNTRY, region_of_code
from kaocheng.schemes.scheme import Scheme, Status
from kaocheng.schemes.structure import PARAMETERS, check_structure, marks_of, parameter_at

Severity = Literal["error", "warning"]
_Remark = tuple[Severity, str, Text]  # severity, key, what is wrong
_Remarks = Iterator[_Remark]
_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_TOML_LINE = re.compile(r"at line (\d+)")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # of a date that can be meant


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One remark on a scheme file. `line` is None where the key is not in the file itself (missing or inherited)."""

    severity: Severity
    key: str
    line: int | None
    message: Text


def lint_scheme(path: str | Path) -> list[LintFinding]:
    """Everything wrong or doubtful in a scheme file, errors first. An empty list: nothing found.

    Raises UsageError where there is no such file; a file that is no TOML is a finding.
    """
    if not Path(path).is_file():
        raise UsageError(Text(f"没有文件 {path}", f"there is no file {path}"))
    try:
        name, text = read_scheme_file(path)
        raw = parse(name, text)
    except SchemeError as error:
        stated = _TOML_LINE.search(error.message.en)
        return [LintFinding("error", "", int(stated.group(1)) if stated else None, error.message)]
    remarks = list(_remarks(name, text, raw))
    if raw.get("id") in packaged_ids() and not is_packaged(path):
        words = Text(
            "与随软件提供的方案同名，放进方案文件夹会被拒绝；请另取一个 id",
            "taken by a scheme of the library; a folder of schemes may not hold it: choose another id",
        )
        remarks.append(("error", "id", words))
    remarks.sort(key=lambda remark: remark[0])
    return [LintFinding(severity, key, line_of(text, key), message) for severity, key, message in remarks]


def _remarks(name: str, text: str, raw: dict[str, Any]) -> _Remarks:
    """Each step needs what the one before has found in order."""
    inherited = list(check_extends(name, raw))
    if inherited:
        yield from (("error", problem.key, problem.message) for problem in inherited)
        stated = (problem for problem in check_structure(raw) if parameter_at(raw, problem.key) is not None)
        yield from (("error", problem.key, problem.message) for problem in stated)
        return
    resolved = resolve(raw)
    problems = list(check_structure(resolved))
    if problems:
        yield from (("error", problem.key, problem.message) for problem in problems)
        return
    scheme = build_scheme(name, text)
    for check in (_weights, _classes, _grades, _effects, _validity):
        yield from check(scheme)
    yield from _citations(scheme, resolved)
    if Path(name).stem != scheme.id:
        yield "warning", "id", Text("文件名与 id 不同", "the file is not named after the id")


def _weights(scheme: Scheme) -> _Remarks:
    if scheme.level1_weights is None:
        return
    total = sum(scheme.level1_weights.value.values(), Decimal(0))
    inside, weight = scheme.execution.inside_total, scheme.execution.weight
    if weight is not None and (inside is None or inside.value):
        total += weight.value
    if total != _HUNDRED:
        yield (
            "error",
            "level1_weights",
            Text(
                f"各项分值（含预算执行率）合计 {total}，应为 100",
                f"weights with the execution rate add to {total}, not 100",
            ),
        )


def _classes(scheme: Scheme) -> _Remarks:
    bands = scheme.qualitative.value
    if bands[0].high != _ONE:
        yield "error", "qualitative", Text("最高档应到 1（满分）", "the top class must reach 1")
    if bands[-1].low != 0:
        yield "error", "qualitative", Text("最低档应从 0 起", "the lowest class must begin at 0")
    for upper, lower in pairwise(bands):
        if lower.high < upper.low:
            text = Text(
                f"{lower.high} 与 {upper.low} 之间不属于任何一档", f"nothing covers {lower.high} to {upper.low}: a gap"
            )
            yield "error", "qualitative", text
        elif lower.high > upper.low:
            text = Text(f"{upper.low} 与 {lower.high} 之间属于两档", f"{upper.low} to {lower.high} is in two classes")
            yield "error", "qualitative", text
    for band in bands:
        if band.low >= band.high:
            yield "error", "qualitative", Text(f"{band.name} 的下限不低于上限", f"{band.name} is empty")
    if [band.name for band in bands] != ["achieved", "partly_achieved", "not_achieved"]:
        yield "error", "qualitative", Text("各档高低次序不对", "the classes are not in order")


def _grades(scheme: Scheme) -> _Remarks:
    if scheme.grades is None:
        return
    grades = scheme.grades.value
    if [grade.rank for grade in grades] != list(range(1, len(grades) + 1)):
        yield "error", "grades", Text("rank 应从 1 起连续", "ranks must run from 1 without a gap")
    if len({grade.label for grade in grades}) != len(grades):
        yield "error", "grades", Text("等级名称重复", "a label occurs twice")
    if grades[-1].minimum > 0:
        low = grades[-1].minimum
        yield "error", "grades", Text(f"低于 {low} 分的没有等级", f"scores below {low} have no grade")
    for better, worse in pairwise(grades):
        if worse.minimum == better.minimum:
            text = Text(f"{better.minimum} 分同属“{better.label}”与“{worse.label}”", f"{better.minimum} has two grades")
            yield "error", "grades", text
        elif worse.minimum > better.minimum:
            text = Text(f"“{worse.label}”的下限高于“{better.label}”", f"{worse.label} begins above {better.label}")
            yield "error", "grades", text
    for grade in grades:
        if grade.minimum > _HUNDRED:
            yield "error", "grades", Text(f"“{grade.label}”高于 100 分，达不到", f"{grade.label} cannot be reached")


def _effects(scheme: Scheme) -> _Remarks:
    """Values that could never take effect, or would break the rule that a score stays within its weight."""
    execution, quantitative = scheme.execution, scheme.quantitative
    if execution.cap.value > _ONE:
        yield "error", "execution.cap", Text("上限高于分值，得分会突破满分", "above 1, scores would exceed the weight")
    elif execution.cap.value == 0:
        yield "error", "execution.cap", Text("上限为 0，永远不得分", "a cap of 0 never gives a point")
    if execution.reason_below is not None and not 0 < execution.reason_below.value <= _ONE:
        yield (
            "error",
            "execution.reason_below",
            Text("应在 0 与 1 之间（90% 写作 0.9）", "must be in 0 to 1 (90 % is 0.9)"),
        )
    threshold = quantitative.pass_threshold
    if threshold is not None and not 0 < threshold.value <= _ONE:
        yield "error", "quantitative.pass_threshold", Text("应在 0 与 1 之间（60% 写作 0.6）", "must be in 0 to 1")
    if quantitative.over_warn_at.value <= _ONE:
        yield (
            "warning",
            "quantitative.over_warn_at",
            Text("不高于 1，凡达标都会提示", "not above 1: every met target warns"),
        )
    deducted = Decimal(0)
    for lower, upper in pairwise(quantitative.over_bands.value):
        if lower.above == upper.above:
            text = Text(f"above = {upper.above} 出现两次", f"above = {upper.above} occurs twice")
            yield "error", "quantitative.over_bands", text
    for band in quantitative.over_bands.value:
        if band.above <= _ONE:
            text = Text(f"above = {band.above}：应高于 1", f"above = {band.above} must be above 1")
            yield "error", "quantitative.over_bands", text
        if not 0 < band.deduct <= _ONE:
            yield "error", "quantitative.over_bands", Text("deduct 应在 0 与 1 之间", "deduct must be in 0 to 1")
        if band.deduct <= deducted:
            text = Text(
                f"高于 {band.above} 的一档不比前一档多扣，不起作用", f"the band above {band.above} has no effect"
            )
            yield "error", "quantitative.over_bands", text
        deducted = max(deducted, band.deduct)


def _validity(scheme: Scheme) -> _Remarks:
    if scheme.valid_to is not None and scheme.valid_to < scheme.valid_from:
        yield "error", "valid_to", Text("早于 valid_from，永远不适用", "before valid_from: never valid")
    if scheme.region != COUNTRY and region_of_code(scheme.region) is None:
        text = Text(
            f"行政区划代码表中没有 {scheme.region}，永远不会被选用",
            f"{scheme.region} is no division code: it would never be chosen",
        )
        yield "error", "region", text
    dates = [(f"instruments.{mark}.checked_on", entry.checked_on) for mark, entry in scheme.instruments.items()]
    dates += [("revision", when) for when, _ in scheme.revisions]
    for key, when in dates:
        if when is not None and not _FIRST_YEAR <= when.year <= _LAST_YEAR:
            yield "error", key, Text(f"日期 {when} 不合情理", f"the date {when} cannot be meant")


def _citations(scheme: Scheme, raw: dict[str, object]) -> _Remarks:
    """Warn of "verified" that rests on nothing but the default, and of instruments that nothing cites."""
    cited: set[str] = set()
    for key in PARAMETERS:
        entry = parameter_at(raw, key)
        marks = {mark for mark, _ in marks_of(entry["source"])}
        cited |= marks
        if entry["status"] == Status.VERIFIED and marks == {"考成"}:
            text = Text("默认设定不能标为 verified", "a default of ours cannot be verified")
            yield "error", key, text
    if scheme.id == raw.get("id") and "extends" not in raw:
        for mark in sorted(set(scheme.instruments) - cited):
            yield "warning", f"instruments.{mark}", Text("没有任何值引用", "no value cites it")
