"""A scheme as rows for people: every value with its status and its source spelt out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from kaocheng.language import Text, same
from kaocheng.schemes.scheme import Grade, OverBand, QualitativeBand, Scheme, Sourced, Status
from kaocheng.schemes.structure import LEVEL1_NAMES, PARAMETERS, marks_of

_LEVEL1_WORDS = dict(
    zip(
        LEVEL1_NAMES,
        (
            *(("产出", "output"), ("效益", "benefit"), ("满意度", "satisfaction"), ("成本", "cost")),
            *(("各项指标", "all indicators"), ("投入", "input"), ("过程", "process"), ("决策", "decision")),
            *(
                ("管理", "management"),
                ("绩效", "performance"),
                ("产出与效果", "output and effect"),
                ("未见", "not seen"),
            ),
        ),
        strict=True,
    )
) | {"effect": ("效果", "effect")}
_WORDS = {
    "adjusted_budget": ("全年（调整后）预算数", "adjusted budget"),
    "original_budget": ("年初预算数", "original budget"),
    "funds_in_place": ("到位数", "funds in place"),
    "ratio": ("按比例", "in proportion"),
    "linear": ("线性递减，到目标两倍为0", "linear, 0 at twice the target"),
    "at_least": ("达到或超过即达标", "met when reached or exceeded"),
    "exact": ("恰好相等才达标", "met when exactly equal"),
    "rescale": ("剔除后其余折算为100", "dropped, the rest rescaled to 100"),
    "keep": ("保留", "kept"),
    "simple-mean": ("项目得分简单平均", "simple mean of the projects"),
    "weighted-by-adjusted-budget": ("按全年预算数加权平均", "mean weighted by adjusted budget"),
    "weighted-by-executed-amount": ("按全年执行数加权平均", "mean weighted by executed amount"),
    "own-table": ("部门自有指标表", "the department's own table"),
}
_CLASS_WORDS = {
    "achieved": ("达成", "achieved"),
    "partly_achieved": ("部分达成", "partly achieved"),
    "not_achieved": ("未达成", "not achieved"),
}
NOT_SEEN = Text("无，或未见", "none, or not seen")
STATUS_WORDS = {
    Status.VERIFIED: Text("已核实", "verified"),
    Status.RECALLED: Text("凭记忆，未重读", "recalled, not re-read"),
    Status.UNVERIFIED: Text("未核实", "unverified"),
}


class DescriptionRow(NamedTuple):
    """One line of `scheme show`. `status` and `source` are None for what is no sourced value (id, title, years)."""

    key: str
    label: Text
    value: Text
    status: Status | None
    source: Text | None


def describe_scheme(scheme: Scheme) -> tuple[DescriptionRow, ...]:
    """Head rows, then one row for each parameter, then one for each instrument."""
    span = f"{scheme.valid_from}–{scheme.valid_to or ''}"
    head = [
        DescriptionRow("id", Text("方案", "scheme"), same(scheme.id), None, None),
        DescriptionRow("title", Text("名称", "title"), scheme.title, None, None),
        DescriptionRow("region", Text("行政区划代码", "division code"), same(scheme.region), None, None),
        DescriptionRow("valid", Text("适用年度", "fiscal years"), same(span), None, None),
        DescriptionRow("hash", Text("内容摘要", "hash"), same(scheme.hash), None, None),
    ]
    if scheme.remarks is not None:
        head.append(DescriptionRow("remarks", Text("说明", "remarks"), scheme.remarks, None, None))
    for key, parameter in PARAMETERS.items():
        sourced = value_at(scheme, key)
        if sourced is None:
            head.append(DescriptionRow(key, parameter.label, NOT_SEEN, None, None))
        else:
            source = source_words(scheme, sourced.source)
            head.append(DescriptionRow(key, parameter.label, words_of(sourced.value), sourced.status, source))
    for mark, instrument in scheme.instruments.items():
        words = "，".join(part for part in (instrument.title, instrument.number, instrument.url) if part)
        head.append(DescriptionRow(f"instruments.{mark}", Text("依据", "instrument"), same(words), None, None))
    return tuple(head)


def source_words(scheme: Scheme, source: str) -> Text:
    """A source with its marks replaced by titles and numbers: what a stranger can look up."""
    parts = []
    for mark, clause in marks_of(source):
        instrument = scheme.instruments.get(mark)
        title = mark if instrument is None else instrument.title
        number = f"（{instrument.number}）" if instrument is not None and instrument.number else ""
        parts.append(f"{title}{number}" + (f"：{clause}" if clause else ""))
    return same("；".join(parts))


def value_at(scheme: Scheme, key: str) -> Sourced[Any] | None:
    """A parameter by its dotted path, None where the scheme has no such value."""
    node: Any = scheme
    for step in key.split("."):
        node = getattr(node, step)
    value: Sourced[Any] | None = node
    return value


def words_of(value: Any) -> Text:
    """A value as people say it."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, Decimal | int):
        return same(_plain(Decimal(value)))
    if isinstance(value, str):
        return Text(*_WORDS.get(value, (value, value)))
    if isinstance(value, Mapping):
        return _join([_entry(name, item) for name, item in value.items()])
    return _join([_row(item) for item in value])


def _entry(name: str, item: Any) -> Text:
    words = Text(*_LEVEL1_WORDS.get(name, (name, name)))
    if isinstance(item, tuple):
        listed = "、".join(item)
        return Text(f"{words.zh}（{listed}）", f"{words.en} ({listed})") if item else words
    return Text(f"{words.zh} {_plain(item)}", f"{words.en} {_plain(item)}")


def _row(item: QualitativeBand | Grade | OverBand) -> Text:
    if isinstance(item, QualitativeBand):
        zh, en = _CLASS_WORDS[item.name]
        span = f"{_plain(item.low * 100)}%–{_plain(item.high * 100)}%"
        return Text(f"{zh} {span}", f"{en} {span}")
    if isinstance(item, Grade):
        return same(f"{item.label} ≥ {_plain(item.minimum)}")
    above, deduct = _plain(item.above * 100), _plain(item.deduct * 100)
    return Text(f"高于 {above}% 扣 {deduct}%", f"above {above} % deduct {deduct} %")


def _join(parts: list[Text]) -> Text:
    if not parts:
        return Text("无", "none")
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
