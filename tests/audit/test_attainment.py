"""How many actual values are exactly the target."""

from __future__ import annotations

from dataclasses import replace

from kaocheng.audit.attainment import attainment
from kaocheng.language import Text
from kaocheng.model import Form
from tests.situation import build


def form(*pairs: tuple[str, str]) -> Form:
    rows = [
        {"level3": f"指标{chr(0x7532 + i)}", "target": target, "actual": actual}
        for i, (target, actual) in enumerate(pairs)
    ]
    return build({"form": {"indicators": rows}}).report.forms[0]


def test_duties_count_as_rows_but_not_as_figures() -> None:
    seen = attainment(form(("≥10次", "10次"), ("100%", "100%"), ("0起", "0起"), ("≥5次", "6次")))
    assert (seen.figures, seen.figures_equal, seen.rows, seen.equal) == (2, 1, 4, 3)


def test_units_are_converted_and_other_units_not_compared() -> None:
    seen = attainment(form(("≥1.2万人次", "12000人次"), ("≥10次", "10场"), ("≥90", "90")))
    assert (seen.figures, seen.figures_equal) == (2, 2)


def test_words_count_only_where_they_repeat_the_target() -> None:
    seen = attainment(form(("效果显著", "效果显著"), ("按标准执行", "达标"), ("7*24小时", "7*24小时")))
    assert (seen.rows, seen.equal, seen.figures) == (2, 2, 0)


def test_an_uncertain_row_leaves_the_whole_table_undecided() -> None:
    table = form(*[("≥10次", "10次")] * 6)
    assert attainment(table).is_complete
    first, *others = table.indicators
    doubtful = replace(first, uncertain=Text("列数不符", "columns shifted"))
    seen = attainment(replace(table, indicators=(doubtful, *others)))
    assert seen.looks_complete
    assert not seen.is_complete
