"""From raw cells to typed rows: the one way a form comes into being, whether read from a file or typed in.

A raw cell is the text of a cell and its place. Field names are those of `Form`, `FundingRow` and `Indicator`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kaocheng.language import Text
from kaocheng.model.form import FundingRow, Indicator, Objective
from kaocheng.model.reading import (
    BLANK,
    funding_kind,
    read_amount,
    read_points,
    read_rate,
    read_target,
    read_text,
)
from kaocheng.provenance import NOWHERE, Location, Printed

_BETWEEN_CJK = re.compile(r"(?<=[\u3400-\u9fff（）()，、：:])[ \t\u3000\u00a0]+(?=[\u3400-\u9fff（）()，、：:])")
_LEVEL1_WEIGHT = re.compile(
    r"[\s\u3000]*[（(]?[\s\u3000]*(\d+(?:\.\d+)?)(?:[-~—至](\d+(?:\.\d+)?))?[\s\u3000]*[分％%]?[\s\u3000]*[)）]?[\s\u3000]*分?$"
)
_LEVEL3_NUMBER = re.compile(r"^指标[\s\u3000]*(?:[0-9０-９]+|[一二三四五六七八九十]+)[\s\u3000]*[:：.、．]?[\s\u3000]*")
_LEVEL3_POINTS = re.compile(r"(?<=\S)[\s\u3000]*[（(][\s\u3000]*(\d+(?:\.\d+)?[\s\u3000]*分)[\s\u3000]*[)）]$")

AMOUNT_FIELDS = ("original_budget", "adjusted_budget", "funds_in_place", "executed_amount")


class Raw(NamedTuple):
    """The text of a cell, and its place."""

    text: str
    where: Location = NOWHERE


def close_up(text: str) -> str:
    """A label without the line breaks of its narrow column. Blanks that are printed stay."""
    return "".join(part.strip(BLANK) for part in text.split("\n"))


def tidy(text: str) -> str:
    """A label without line breaks and without blanks between Chinese characters."""
    return _BETWEEN_CJK.sub("", close_up(text))


def read_label(raw: Raw | None) -> Printed[str] | None:
    """A label: `text` as printed with line breaks closed up, `value` tidied."""
    if raw is None:
        return None
    text, value = _read_label(raw.text)
    return Printed(text, value, raw.where) if text else None


@lru_cache(maxsize=4096)  # the labels of official forms are few
def _read_label(text: str) -> tuple[str, str]:
    printed = close_up(text.strip(BLANK))
    return printed, tidy(printed)


def make_funding_row(cells: Mapping[str, Raw], amount_unit: str = "万元", labels: tuple[Raw, ...] = ()) -> FundingRow:
    """`cells` by field name; `label` must be there. `labels`: every printed label of a side-by-side block."""
    label = read_label(cells["label"]) or Printed("", "", cells["label"].where)
    fields: dict[str, Any] = {
        name: read_amount(cells[name].text, cells[name].where, amount_unit) for name in AMOUNT_FIELDS if name in cells
    }
    for name in ("weight", "score"):
        if name in cells:
            fields[name] = read_points(cells[name].text, cells[name].where)
    if "execution_rate" in cells:
        fields["execution_rate"] = read_rate(*cells["execution_rate"])
    if "reason" in cells:
        fields["reason"] = read_text(*cells["reason"])
    printed = tuple(p for p in map(read_label, labels) if p is not None) or (label,)
    return FundingRow(label=label, kind=funding_kind(label.text), labels=printed, **fields)


def make_objective(cells: Mapping[str, Raw]) -> Objective:
    return Objective(
        expected=read_text(*cells["expected"]) if "expected" in cells else None,
        actual=read_text(*cells["actual"]) if "actual" in cells else None,
        completion_rate=read_rate(*cells["completion_rate"]) if "completion_rate" in cells else None,
    )


def split_level1(raw: Raw | None) -> tuple[Printed[str] | None, Printed[Any] | None]:
    """ "产出指标（50分）" into its label and its weight. A span of weights ("(0-20)分") gives no weight."""
    label = read_label(raw)
    if raw is None or label is None:
        return None, None
    match = _LEVEL1_WEIGHT.search(label.text)
    if match is None or match.start() == 0:
        return label, None
    name = label.text[: match.start()].rstrip(BLANK + "（(")
    weight_text = match.group().strip(BLANK + "（）()")
    weight = None if match.group(2) else read_points(match.group(1), raw.where)
    if weight is not None:
        weight = Printed(weight_text, weight.value, raw.where)
    return Printed(name, tidy(name), raw.where), weight


def make_indicator(cells: Mapping[str, Raw], uncertain: Text | None = None) -> Indicator:
    """`cells` by field name. Target and actual are read together with the unit and direction columns."""

    def text_of(name: str) -> str | None:
        return cells[name].text.strip(BLANK) if name in cells else None

    level1, level1_weight = split_level1(cells.get("level1"))
    level2 = read_label(cells.get("level2"))
    level3 = read_label(cells.get("level3"))
    level3_printed, name_weight = level3, None
    if level3 is not None:
        name = _LEVEL3_NUMBER.sub("", level3.known or "")
        points = _LEVEL3_POINTS.search(name)
        if points is not None:
            name, name_weight = name[: points.start()], read_points(points.group(1), level3.where)
        level3 = Printed(level3.text, name or level3.known, level3.where)
    unit, category = text_of("measurement_unit"), level2.known if level2 else None
    fields: dict[str, Any] = {}
    for name, role in (("target", "target"), ("adjusted_target", "target"), ("actual", "actual")):
        if name in cells:
            fields[name] = read_target(
                *cells[name],
                unit_column=unit,
                direction_column=text_of("direction") if role == "target" else None,
                role=role,
                level2=category,
            )
    for name in ("weight", "score"):
        if name in cells:
            fields[name] = read_points(*cells[name])
    if "score_rate" in cells:
        fields["score_rate"] = read_rate(*cells["score_rate"])
    for name in ("direction", "nature", "measurement_unit", "deviation", "definition", "scoring_rule", "is_core"):
        if name in cells:
            fields[name] = read_text(*cells[name])
    return Indicator(
        level1=level1,
        level1_weight=level1_weight,
        level2=level2,
        level3=level3,
        level3_printed=level3_printed,
        name_weight=name_weight,
        uncertain=uncertain,
        **fields,
    )
