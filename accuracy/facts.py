"""The forms we know everything about: facts, how each form is laid out, and the wording it uses.

Facts are `samples/forms/facts/*.json` (real forms) and `samples/forms/templates/*.json` (the national and provincial
templates, filled with invented content). How a real form looks is said in `samples/forms/layouts.toml`; a template says
it itself. `synonyms.toml` lists the words that forms use for one and the same column; from it the variants are made.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "samples" / "forms"

# Words for columns that the table of synonyms does not hold, seen on one form each.
_RARE_COLUMNS = {
    "权重(%)": "weight",
    "指标值及单位": "target_raw",
    "当年预期实现值": "target_raw",
    "实施进度": "actual_raw",
    "全年实际完成值": "actual_raw",
}
# The names of the facts for the canonical names of the table of synonyms.
_FACT_NAMES = {
    "target_value": "target_raw",
    "actual_value": "actual_raw",
    "sign": "direction",
    "indicator_type": "direction",
    "deviation_reason": "deviation",
}


@dataclass(frozen=True)
class Layout:
    """How a form looks. Samples name only what differs from the ordinary project form.

    `dialect`: how a text file flattens it (`channels.DIALECTS`). `title`: printed above the table, the kind of form
    unless said otherwise. `fragment`: title and head lie before the part that is kept.
    `head`: rows of fields before the funding block; `labels`: the printed label of a field, of a funding column, of a
    part of the goal, of the total. `side`: labels down the left edge (head, funding, goal, indicators).
    `funding`: "columns" (a heading, then rows), "pairs" (label and amount), "three" (budget, in place and executed side
    by side), "none". `goal`: parts of the goal block, none where empty.
    `repeat_levels`: level 1 and 2 on every row instead of merged. `broken`: labels broken over lines.
    `placeholders`: unfilled rows of the template below each group. `wide`: unit, project, budget and goal are columns
    of the indicator table. `extra`: what stands in columns that
    the facts do not cover, with `{level3}` filled in. `fields`: what a column of this form means, against the table of
    synonyms. `closing`: labelled rows below the total. `lines`, `footer`: lines above and below the table.
    """

    dialect: str = "tab-rows"
    title: str = ""
    fragment: bool = False
    year_line: str = "（{year}年度）"
    lines: tuple[str, ...] = ()
    head: tuple[tuple[str, ...], ...] = (("project_name",), ("department", "implementing_unit"))
    labels: dict[str, str] = field(default_factory=dict)
    side: dict[str, str] = field(default_factory=lambda: {"indicators": "绩效指标"})
    funding: str = "columns"
    funding_columns: tuple[str, ...] = ()
    goal: tuple[str, ...] = ("expected", "actual")
    repeat_levels: bool = False
    broken: bool = False
    placeholders: bool = False
    wide: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    amount_unit: str = "万元"
    closing: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Layout:
        known = {f.name for f in fields(cls)}
        unknown = raw.keys() - known
        if unknown:
            raise ValueError(f"unknown keys of a layout: {sorted(unknown)}")
        return cls(**{key: _frozen(value) for key, value in raw.items()})


@dataclass(frozen=True)
class Sample:
    """One file to be rendered: its forms, each with facts and layout. `group`: facts, templates or synonyms."""

    name: str
    group: str
    forms: tuple[tuple[dict[str, Any], Layout], ...]

    @property
    def dialect(self) -> str:
        return self.forms[0][1].dialect


LABELS = {
    "project_name": "项目名称",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "funding": "项目资金\n({amount_unit})",
    "original_budget": "年初预算数",
    "adjusted_budget": "全年预算数",
    "funds_in_place": "到位数",
    "executed": "全年执行数",
    "weight": "分值",
    "execution_rate": "执行率",
    "score": "得分",
    "reason": "原因",
    "amounts": "",
    "goal": "年度总体目标",
    "expected": "预期目标",
    "actual": "实际完成情况",
    "completion_rate": "总体完成率",
    "total": "总分",
    "grade": "自评等级",
    "problems": "存在问题",
    "preparer": "填报人",
    "phone": "联系电话",
}


def label_of(layout: Layout, name: str) -> str:
    """The printed label of a field or block."""
    text = layout.labels.get(name, LABELS.get(name, name))
    return text.replace("{amount_unit}", layout.amount_unit)


def title_of(facts: dict[str, Any], layout: Layout) -> str:
    """The title above the table; "" where the form is a fragment."""
    return "" if layout.fragment else layout.title or str(facts["form_kind"])


def goals_of(facts: dict[str, Any], layout: Layout) -> list[dict[str, str]]:
    """The goal block. Real forms are kept without prose, so a neutral sentence stands for it."""
    if "goals" in facts:
        return list(facts["goals"])
    if layout.fragment or not layout.goal:
        return []
    name = facts.get("project_name") or "各项任务"
    goal = {"expected": f"保障{name}按计划实施，完成年度各项工作。"}
    if "actual" in layout.goal:
        goal["actual"] = "已按计划完成年度各项工作。"
    return [goal]


def field_of(column: str, layout: Layout) -> str | None:
    """Which fact stands in a column of the indicator table; None where the facts do not cover it."""
    if column in layout.extra:
        return None
    if column in layout.fields:
        return layout.fields[column]
    if column in _RARE_COLUMNS:
        return _RARE_COLUMNS[column]
    for name in _INDICATOR_FIELDS:
        if column in synonyms()[name]:
            return _FACT_NAMES.get(name, name)
    raise ValueError(f"no meaning known for the column {column}")


_INDICATOR_FIELDS = (
    "level1",
    "level2",
    "level3",
    "sign",
    "indicator_type",
    "unit",
    "target_value",
    "adjusted_target",
    "actual_value",
    "weight",
    "score",
    "score_rate",
    "deviation_reason",
    "scoring_rule",
    "is_core",
)


def samples() -> Iterator[Sample]:
    """Every sample, real forms first."""
    yield from real_forms()
    yield from templates()
    yield from variants()


def real_forms() -> Iterator[Sample]:
    """The published forms of `facts/`, and as one file those that stood in one table."""
    layouts = _toml(FORMS / "layouts.toml")
    together: dict[str, list[tuple[dict[str, Any], Layout]]] = {}
    for path in sorted((FORMS / "facts").glob("*.json")):
        facts = _json(path)
        layout = Layout.of(layouts.get(path.stem, {}))
        yield Sample(path.stem, "facts", ((facts, layout),))
        if layout.wide:
            together.setdefault(facts["source_url"], []).append((facts, layout))
    for number, forms in enumerate(together.values(), start=1):
        if len(forms) > 1:
            yield Sample(f"one_table_{number}", "facts", tuple(forms))


def templates() -> Iterator[Sample]:
    """The templates of `templates/`."""
    for path in sorted((FORMS / "templates").glob("*.json")):
        facts = _json(path)
        yield Sample(path.stem, "templates", ((facts, Layout.of(facts["layout"])),))


def variants() -> Iterator[Sample]:
    """One form again and again, each time with other words for its columns, until every word was used."""
    base = _json(FORMS / "variants.json")
    layout = Layout.of(base["layout"])
    turns: dict[str, list[str]] = base["turns"]
    for turn in range(max(len(words) for words in turns.values())):
        words = {name: choices[turn % len(choices)] for name, choices in turns.items()}
        facts = dict(base)
        facts["columns"] = [_word(column, words) for column in base["columns"]]
        amount_unit = words["amount_unit"]
        labels = {name: word for name, word in words.items() if name not in base["columns"]}
        rows = [{**row, "label": words.get(row["label"], row["label"])} for row in base["funding"]]
        facts["funding"] = rows
        fields = {_word(column, words): name for column, name in base["column_fields"].items()}
        varied = replace(layout, labels={**layout.labels, **labels}, fields=fields)
        if amount_unit != "项目资金(万元)":
            # The unit stands in a line of its own above the table, no longer in the label of the block.
            line = "单位：元" if amount_unit == "元" else amount_unit
            varied = replace(varied, lines=(line,), labels={**varied.labels, "funding": "项目资金"})
        if amount_unit == "元":
            varied = replace(varied, amount_unit="元")
        yield Sample(f"synonyms_{turn + 1}", "synonyms", ((facts, varied),))


def shuffled(seed: int) -> Iterator[Sample]:
    """The real forms and templates once more, as forms nobody has seen: other column orders, words and dialects.

    The levels keep their order, for a level cell runs over the cells to its right. The same seed gives the same forms.
    """
    chance = random.Random(seed)
    for sample in (*real_forms(), *templates()):
        if "summary" in sample.forms[0][0] or any(layout.wide for _, layout in sample.forms):
            continue
        forms = tuple(_shuffle(facts, layout, chance) for facts, layout in sample.forms)
        yield Sample(f"{sample.name}_{seed}", "shuffled", forms)


def _shuffle(facts: dict[str, Any], layout: Layout, chance: random.Random) -> tuple[dict[str, Any], Layout]:
    meanings = {column: field_of(column, layout) for column in facts["columns"]}
    levels = [column for column in facts["columns"] if meanings[column] in _LEVELS]
    others = [column for column in facts["columns"] if meanings[column] not in _LEVELS]
    chance.shuffle(others)
    words = {
        column: _another_word(column, facts["columns"], chance) if meanings[column] else column for column in others
    }
    if len(set(words.values())) < len(words):
        words = {column: column for column in others}
    renamed = {words.get(column, column): name for column, name in meanings.items() if name is not None}
    varied = replace(
        layout,
        fields={**layout.fields, **renamed},
        dialect=chance.choice(("tab-rows", "tab-cells", "pipe-rows", "pipe-cells", "blank-lines")),
        broken=chance.random() < 0.3,
    )
    return {**facts, "columns": [*levels, *(words[column] for column in others)]}, varied


_LEVELS = ("level1", "level2", "level3")
# Words that mean something else when they stand above a column of indicators.
_ELSEWHERE = frozenset(
    {"实际完成情况", "全年(调整)绩效目标", "得分(20分×执行率)", "执行率得分(分)", "分值(10分)", "原因"}
)


def _another_word(column: str, taken: list[str], chance: random.Random) -> str:
    """Any word for the same field, except where it stands above another column already."""
    for name in _INDICATOR_FIELDS:
        words = synonyms()[name]
        if column in words and name not in ("is_core", "sign", "indicator_type"):
            return chance.choice([word for word in words if word == column or word not in {*_ELSEWHERE, *taken}])
    return column


def _word(column: str, words: dict[str, str]) -> str:
    """The word of this turn, or the one there is for a column that does not vary."""
    return words[column] if column in words else synonyms()[column][0]


@lru_cache(maxsize=1)
def synonyms() -> dict[str, list[str]]:
    """Canonical name → the words seen for it."""
    return _toml(FORMS / "synonyms.toml")


def _json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
