"""What a scheme file may say: its keys, the shape of each value, and what each value is called.

One table, used three times: to refuse a wrong file, to lint it, and to print it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from kaocheng.language import Text
from kaocheng.schemes.scheme import Status

NONE = "none"  # what a file writes where a jurisdiction has no such value, or none is known
CLASSES = ("achieved", "partly_achieved", "not_achieved")
KINDS = ("project", "department", "transfer")
LEVEL1_NAMES = (
    *("output", "benefit", "satisfaction", "cost", "indicators"),
    *("input", "process", "decision", "management", "performance", "output_and_effect"),
    "not_seen",  # points that must exist, under headings that were not visible
)


class Problem(NamedTuple):
    """Something wrong in a scheme file. `key`: dotted path ("execution.weight")."""

    key: str
    message: Text


Check = Callable[[Any], Text | None]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One sourced value. `optional`: the file may write "none"."""

    label: Text
    check: Check
    optional: bool = False


def number(value: Any) -> bool:
    """A finite number; TOML also knows nan and inf, which no score may meet."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_word(value: Any) -> bool:
    return isinstance(value, str)


def _is_rank(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _amount(value: Any) -> Text | None:
    return None if number(value) and value >= 0 else Text("应为非负数", "must be a number, not negative")


def _decimals(value: Any) -> Text | None:
    return (
        None if isinstance(value, int) and 0 <= value <= 6 else Text("应为 0 至 6 的整数", "must be an integer, 0 to 6")
    )


def _flag(value: Any) -> Text | None:
    return None if isinstance(value, bool) else Text("应为 true 或 false", "must be true or false")


def _words(value: Any) -> Text | None:
    return None if isinstance(value, str) and value else Text("应为文字", "must be words")


def _one_of(*words: str) -> Check:
    def check(value: Any) -> Text | None:
        listed = "、".join(words)
        return None if value in words else Text(f"应为其一：{listed}", f"must be one of {', '.join(words)}")

    return check


def _level1(value: Any) -> Text | None:
    if not isinstance(value, Mapping) or not value:
        return Text("应为一级指标名称到分值的表", "must be a table of first levels and weights")
    for name, weight in value.items():
        if name not in LEVEL1_NAMES:
            return Text(f"不认识的一级指标名称 {name}", f"unknown first level {name}")
        if not number(weight) or weight <= 0:
            return Text(f"{name} 的分值应为正数", f"the weight of {name} must be positive")
    return None


def _taxonomy(value: Any) -> Text | None:
    if not isinstance(value, Mapping) or not all(_is_list_of(names, str) for names in value.values()):
        return Text("应为一级指标到二级指标列表的表", "must be a table of first levels and lists of second levels")
    return None


def _class_bands(value: Any) -> Text | None:
    shape = {"name": _is_word, "low": number, "high": number}
    if not _is_rows(value, shape) or {row["name"] for row in value} != set(CLASSES) or len(value) != len(CLASSES):
        return Text(
            "应有三档，各有 name（achieved、partly_achieved、not_achieved）、low、high",
            "must have three classes, each with name (achieved, partly_achieved, not_achieved), low and high",
        )
    return None


def _over_bands(value: Any) -> Text | None:
    if _is_rows(value, {"above": number, "deduct": number}):
        return None
    return Text("每档应有 above 与 deduct", "each band must have above and deduct")


def _grades(value: Any) -> Text | None:
    if value and _is_rows(value, {"label": _is_word, "rank": _is_rank, "minimum": number}):
        return None
    return Text("每个等级应有 label、rank、minimum", "each grade must have label, rank and minimum")


def _is_list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _is_rows(value: Any, shape: Mapping[str, Callable[[Any], bool]]) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, Mapping) and set(row) == set(shape) and all(test(row[key]) for key, test in shape.items())
        for row in value
    )


PARAMETERS: dict[str, Parameter] = {
    "taxonomy": Parameter(Text("指标体系", "indicator taxonomy"), _taxonomy),
    "level1_weights": Parameter(Text("一级指标分值", "first-level weights"), _level1, optional=True),
    "execution.weight": Parameter(Text("预算执行率分值", "weight of the execution rate"), _amount, optional=True),
    "execution.denominator": Parameter(
        Text("预算执行率的分母", "denominator of the execution rate"),
        _one_of("adjusted_budget", "original_budget", "funds_in_place"),
    ),
    "execution.cap": Parameter(Text("预算执行率得分上限（占分值的比例）", "cap of the execution score"), _amount),
    "execution.reason_below": Parameter(
        Text("执行率低于此值须说明原因", "an execution rate below this needs a reason"), _amount, optional=True
    ),
    "execution.inside_total": Parameter(
        Text("预算执行率分值计入100分", "execution weight is part of the 100"), _flag, optional=True
    ),
    "quantitative.forward": Parameter(Text("正向指标未达标的计分", "missed forward target"), _one_of("ratio")),
    "quantitative.reverse_method": Parameter(
        Text("反向指标未达标的计分", "missed reverse target"), _one_of("ratio", "linear")
    ),
    "quantitative.equal": Parameter(
        Text("“等于”目标的达标条件", "when an “=” target is met"), _one_of("at_least", "exact")
    ),
    "quantitative.pass_threshold": Parameter(
        Text("完成率低于此值不得分", "no points below this attainment"), _amount, optional=True
    ),
    "quantitative.over_bands": Parameter(Text("超额完成的扣分档", "deductions for over-achievement"), _over_bands),
    "quantitative.over_warn_at": Parameter(
        Text("完成率达到此值提示目标偏低", "attainment that makes a target look low"), _amount
    ),
    "qualitative": Parameter(Text("定性指标分档", "classes of qualitative indicators"), _class_bands),
    "rounding.row": Parameter(Text("单项得分小数位", "decimals of a row score"), _decimals),
    "rounding.total": Parameter(Text("总分小数位", "decimals of the total"), _decimals),
    "rounding.row_tolerance": Parameter(Text("单项得分容差", "tolerance of a row score"), _amount),
    "rounding.total_tolerance": Parameter(Text("总分容差", "tolerance of the total"), _amount),
    "not_applicable": Parameter(Text("不适用的指标", "indicators that do not apply"), _one_of("rescale", "keep")),
    "department_method": Parameter(
        Text("部门得分的汇总方法", "from projects to the department"),
        _one_of("simple-mean", "weighted-by-adjusted-budget", "weighted-by-executed-amount", "own-table"),
        optional=True,
    ),
    "grades": Parameter(Text("等级", "grades"), _grades, optional=True),
}
SECTIONS = frozenset(key.split(".")[0] for key in PARAMETERS if "." in key)
HEAD_REQUIRED = ("id", "title", "region", "valid_from", "kinds")
HEAD_OPTIONAL = ("valid_to", "extends", "inherited_status", "automatic", "requires", "remarks", "revision")
INSTRUMENT_KEYS = frozenset({"title", "number", "url", "checked_on"})
_MARK = re.compile(r"[\w-]+")


def marks_of(source: str) -> list[tuple[str, str]]:
    """A source is "mark：clause；mark：clause": marks into `instruments`, each with an optional clause.

    >>> marks_of("form-2020：第3条；notice")
    [('form-2020', '第3条'), ('notice', '')]
    """
    parts = (part.strip() for part in re.split("[；;]", source))
    split = (re.split("[：:]", part, maxsplit=1) for part in parts if part)
    return [(words[0].strip(), words[1].strip() if len(words) > 1 else "") for words in split]


def parameter_at(raw: Mapping[str, Any], key: str) -> Any:
    """The table of one parameter, or None."""
    node: Any = raw
    for step in key.split("."):
        if not isinstance(node, Mapping) or step not in node:
            return None
        node = node[step]
    return node


def check_structure(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything that keeps a resolved file from becoming a `Scheme`, in the order of the table above."""
    yield from _check_head(raw)
    yield from _check_instruments(raw.get("instruments"))
    yield from _check_keys(raw)
    for key, parameter in PARAMETERS.items():
        yield from _check_parameter(key, parameter, parameter_at(raw, key), raw.get("instruments"))


def _check_head(raw: Mapping[str, Any]) -> Iterator[Problem]:
    for key in HEAD_REQUIRED:
        if key not in raw:
            yield Problem(key, Text("缺少", "missing"))
    for key in ("title", "remarks"):
        value = raw.get(key)
        both = isinstance(value, Mapping) and set(value) == {"zh", "en"} and all(map(_is_word, value.values()))
        if value is not None and not both:
            yield Problem(key, Text("应有 zh 与 en 两种文字", "must have zh and en"))
    if "id" in raw and not (isinstance(raw["id"], str) and re.fullmatch(r"[a-z0-9-]+", raw["id"])):
        yield Problem("id", Text("只用小写字母、数字和连字符", "only lower-case letters, digits and hyphens"))
    if "region" in raw and not re.fullmatch(r"\d{6}", str(raw["region"])):
        yield Problem("region", Text("应为六位行政区划代码", "must be a six-digit division code"))
    for key in ("valid_from", "valid_to"):
        if key in raw and not (isinstance(raw[key], int) and 1990 <= raw[key] <= 2100):
            yield Problem(key, Text("应为年度，如 2022", "must be a fiscal year such as 2022"))
    if "kinds" in raw and not (_is_list_of(raw["kinds"], str) and raw["kinds"] and set(raw["kinds"]) <= set(KINDS)):
        yield Problem("kinds", Text(f"应取自 {'、'.join(KINDS)}", f"must be taken from {', '.join(KINDS)}"))
    if "automatic" in raw and not isinstance(raw["automatic"], bool):
        yield Problem("automatic", Text("应为 true 或 false", "must be true or false"))
    if "requires" in raw and not _is_list_of(raw["requires"], str):
        yield Problem("requires", Text("应为文字列表", "must be a list of words"))
    if "inherited_status" in raw and raw["inherited_status"] not in tuple(Status):
        yield Problem("inherited_status", _status_words())
    revisions = raw.get("revision", [])
    if not _is_rows(revisions, {"date": _is_date, "note": _is_word}):
        yield Problem("revision", Text("每条应有 date 与 note", "each entry must have date and note"))


def _check_instruments(instruments: Any) -> Iterator[Problem]:
    if not isinstance(instruments, Mapping) or not instruments:
        yield Problem("instruments", Text("缺少依据列表", "the list of instruments is missing"))
        return
    for mark, entry in instruments.items():
        key = f"instruments.{mark}"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("title"), str):
            yield Problem(key, Text("缺少 title", "title is missing"))
            continue
        for name, value in entry.items():
            if name not in INSTRUMENT_KEYS:
                yield Problem(f"{key}.{name}", Text("不认识的键", "unknown key"))
            elif not (_is_date(value) if name == "checked_on" else _is_word(value)):
                yield Problem(f"{key}.{name}", Text("类型不对", "of the wrong type"))


def _check_keys(raw: Mapping[str, Any]) -> Iterator[Problem]:
    known = {*HEAD_REQUIRED, *HEAD_OPTIONAL, "instruments", *SECTIONS, *PARAMETERS}
    for key, value in raw.items():
        if key not in known:
            yield Problem(key, Text("不认识的键", "unknown key"))
        elif key in SECTIONS:
            if not isinstance(value, Mapping):
                yield Problem(key, Text("应为一节", "must be a section"))
                continue
            for name in value:
                if f"{key}.{name}" not in PARAMETERS:
                    yield Problem(f"{key}.{name}", Text("不认识的键", "unknown key"))


def _check_parameter(key: str, parameter: Parameter, entry: Any, instruments: Any) -> Iterator[Problem]:
    if entry is None:
        yield Problem(key, Text("缺少", "missing"))
        return
    if not isinstance(entry, Mapping) or "value" not in entry:
        yield Problem(key, Text("应写成 { value, status, source }", "must be written as { value, status, source }"))
        return
    for name in sorted(set(entry) - {"value", "status", "source"}):
        yield Problem(f"{key}.{name}", Text("不认识的键", "unknown key"))
    value = entry["value"]
    if not (parameter.optional and value == NONE):
        trouble = parameter.check(value)
        if trouble is not None:
            yield Problem(key, trouble)
    if "status" not in entry:
        yield Problem(key, Text("缺少 status", "status is missing"))
    elif entry["status"] not in tuple(Status):
        yield Problem(key, _status_words())
    source = entry.get("source")
    if not isinstance(source, str) or not marks_of(source):
        yield Problem(key, Text("缺少 source", "source is missing"))
        return
    for mark, _ in marks_of(source):
        if not _MARK.fullmatch(mark) or not isinstance(instruments, Mapping) or mark not in instruments:
            yield Problem(key, Text(f"source 中的“{mark}”不在 instruments 中", f"source “{mark}” is no instrument"))


def _status_words() -> Text:
    listed = "、".join(Status)
    return Text(f"status 应为其一：{listed}", f"status must be one of {', '.join(Status)}")
