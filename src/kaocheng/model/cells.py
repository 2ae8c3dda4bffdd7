"""A form as typed in: one text for each field, by the path of the field.

    {"project_name": "农村公路养护", "funding[0].label": "年度资金总额", "indicators[3].actual": "412公里", …}

The shape that an editor changes cell by cell, that two people's work is merged in, and that versions are compared in.
`form_from_cells` makes it the same `Form` that reading a file gives, so both get the same scores and findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kaocheng.language import Text
from kaocheng.model.entry import AMOUNT_FIELDS, Raw, make_funding_row, make_indicator, make_objective, read_label
from kaocheng.model.form import Form
from kaocheng.model.reading import read_points, read_text
from kaocheng.provenance import NOWHERE, Location, Printed, Unreadable

Cells = Mapping[str, str]

HEAD = ("title", "project_name", "competent_department", "implementing_unit", "amount_unit", "fiscal_year")
CLOSING = ("total_weight", "total_score", "grade", "problems", "reasons", "preparer", "phone")
FUNDING = ("label", *AMOUNT_FIELDS, "weight", "execution_rate", "score", "reason")
OBJECTIVE = ("expected", "actual", "completion_rate")
INDICATOR = (
    "level1",
    "level2",
    "level3",
    "direction",
    "nature",
    "target",
    "adjusted_target",
    "measurement_unit",
    "actual",
    "weight",
    "score",
    "score_rate",
    "deviation",
    "definition",
    "scoring_rule",
    "is_core",
)
_ROWS = {"funding": FUNDING, "objectives": OBJECTIVE, "indicators": INDICATOR}
# Fields of official forms that a person types and that no score or finding rests on: kept as text, not in `Form`.
TYPED_ONLY: dict[str, tuple[str, ...]] = {
    "form": ("cutoff_month", "project_attribute", "project_category", "start_date", "end_date", "remark"),
    "funding": ("expected_amount",),
    "objectives": (),
    "indicators": ("expected_value", "cause", "likelihood", "remark"),
}
_PATH = re.compile(r"(funding|objectives|indicators)\[(0|[1-9][0-9]{0,3})\]\.([a-z_0-9]+)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LABEL_FIELDS = frozenset(
    {"title", "project_name", "competent_department", "implementing_unit", "amount_unit", "grade"}
)
_POINT_FIELDS = frozenset({"total_weight", "total_score"})


def is_field(path: str) -> bool:
    """Whether a form has a field of this path.

    >>> is_field("indicators[3].actual"), is_field("indicators[3].colour")
    (True, False)
    >>> is_field("indicators[3].likelihood"), is_field("cutoff_month")
    (True, True)
    """
    match = _PATH.fullmatch(path)
    if match is None:
        return path in HEAD or path in CLOSING or path in TYPED_ONLY["form"]
    block, name = match.group(1), match.group(3)
    return name in _ROWS[block] or name in TYPED_ONLY[block]


def rows_of(cells: Cells, block: str) -> int:
    """Number of rows of "funding", "objectives" or "indicators": one more than the highest index."""
    paths = map(_PATH.fullmatch, (path for path in cells if path.startswith(block)))
    return 1 + max((int(match.group(2)) for match in paths if match is not None), default=-1)


def form_from_cells(
    cells: Cells,
    *,
    where: Callable[[str], Location] = lambda path: NOWHERE,
    layout: str | None = None,
    weight_column: bool = True,
    keep_empty: bool = False,
) -> Form:
    """The form of typed-in cells. Empty texts are cells the person left empty; unknown paths are left out.

    `where`: place of a field in the form shown, so that findings name the cell. Rows without any text are dropped only
    at the end of a block, so that indices stay those of `cells`. `keep_empty`: not even there, for a form on screen.
    """

    rows = _rows(cells)

    def filled(block: str) -> Iterable[dict[str, Raw]]:
        found = rows[block]
        count = 1 + max(found, default=-1)
        if not keep_empty:
            while count and not any(text.strip() for text in found.get(count - 1, {}).values()):
                count -= 1
        for index in range(count):
            row = found.get(index, {})
            yield {name: Raw(text, where(f"{block}[{index}].{name}")) for name, text in row.items()}

    unit = cells.get("amount_unit", "").strip() or "万元"
    fields: dict[str, Any] = {}
    for name in (*HEAD, *CLOSING):
        if name not in cells:
            continue
        text = Raw(cells[name], where(name))
        if name == "fiscal_year":
            fields[name] = _read_year(text)
        elif name in _POINT_FIELDS:
            fields[name] = read_points(*text)
        else:
            fields[name] = read_label(text) if name in _LABEL_FIELDS else read_text(*text)
    return Form(
        **fields,
        funding=tuple(
            make_funding_row({"label": Raw("", NOWHERE), **cells_of}, unit) for cells_of in filled("funding")
        ),
        objectives=tuple(map(make_objective, filled("objectives"))),
        indicators=tuple(map(make_indicator, filled("indicators"))),
        layout=layout,
        weight_column=weight_column,
    )


def cells_from_form(form: Form) -> dict[str, str]:
    """The texts of a form, by path. Weights printed in brackets behind a label stand there again."""
    cells: dict[str, str] = {}

    def put(path: str, printed: Printed[Any] | None) -> None:
        if printed is not None:
            cells[path] = printed.text

    for name in (*HEAD, *CLOSING):
        put(name, getattr(form, name))
    for block, names in _ROWS.items():
        for index, row in enumerate(getattr(form, block)):
            for name in names:
                printed = getattr(row, "level3_printed" if name == "level3" else name)
                put(f"{block}[{index}].{name}", printed)
                if name == "level1" and printed is not None and row.level1_weight is not None:
                    weight = row.level1_weight.text.removesuffix("分")
                    cells[f"{block}[{index}].level1"] = f"{printed.text}（{weight}分）"
    return cells


def changed(before: Cells, after: Cells) -> dict[str, tuple[str, str]]:
    """Path → (text before, text after) of every field that differs; a missing field counts as empty."""
    paths = sorted({*before, *after})
    pairs = {path: (before.get(path, ""), after.get(path, "")) for path in paths}
    return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}


def _read_year(raw: Raw) -> Printed[int] | None:
    text = raw.text.strip()
    digits = _YEAR.search(text)
    if not text:
        return None
    reading = Unreadable(Text("不是年份", "not a year")) if digits is None else int(digits.group())
    return Printed(text, reading, raw.where)


def _rows(cells: Cells) -> dict[str, dict[int, dict[str, str]]]:
    """Block → index → name → text, of the fields that a `Form` has."""
    found: dict[str, dict[int, dict[str, str]]] = {block: {} for block in _ROWS}
    for path, text in cells.items():
        match = _PATH.fullmatch(path)
        if match is not None:
            block, index, name = match.groups()
            row = found[block].setdefault(int(index), {})
            if name in _ROWS[block]:
                row[name] = text
    return found
