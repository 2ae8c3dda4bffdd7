"""What holds for every text, not only for those we thought of."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kaocheng.values import Kind, Value, parse_number, parse_value
from kaocheng.values.formatting import print_value
from kaocheng.values.lines import parse_json, parse_line

WORDS = """
    ≥ ≤ > < = 不低于 不少于 不超过 至少 以上 以内 以下 控制在 完成 每 每月 每亩 之间 ± - ~ 至
    — / * × . , ： （ ） [ ] 约 余 1 2 5 10 12 30 95 100 2022 2023
    12.5 0.00 1,000 十二 一 两 百分之九十 % ‰ 万元 萬元 个 個(gè) 次 人次 月 年 日 月底
    年底 前 上半年 一季度 天 小时 元/人*月 μg/m3 第 PM2.5 是 已完成 无 显著 全年 及时 达到
""".split()  # noqa: SIM905 - read as words
cells = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=7).map("".join))
columns = st.one_of(
    st.none(), st.text(max_size=10), st.sampled_from(["%", "元", "年", "月", "", "μg/m3", "百分比", "次宣传"])
)
signs = st.sampled_from([None, "", "≥", "≤", "=", "定性", "正向", "反向", "大于"])
levels = st.sampled_from([None, "数量指标", "时效指标", "成本指标", "质量指标"])
roles = st.sampled_from(["target", "actual"])


@given(cells, columns, signs, roles, levels)
@settings(deadline=None, max_examples=400)
def test_reading_never_fails_and_what_is_printed_reads_the_same(
    cell: str, unit: str | None, sign: str | None, role: str, level2: str | None
) -> None:
    value = parse_value(cell, unit_column=unit, direction_column=sign, role=role, level2=level2)
    assert parse_value(print_value(value)) == value


@given(cells, columns)
@settings(deadline=None)
def test_blanks_around_a_cell_do_not_matter(cell: str, unit: str | None) -> None:
    assert parse_value(f" \t{cell}\u3000\n", unit_column=unit) == parse_value(cell, unit_column=unit)


@given(st.lists(st.sampled_from(WORDS), max_size=6).map("".join), columns)
@settings(deadline=None)
def test_full_width_forms_do_not_matter(cell: str, unit: str | None) -> None:
    wide = "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in cell)
    assert parse_value(wide, unit_column=unit) == parse_value(cell, unit_column=unit)


numbers = st.decimals(min_value=0, max_value=10**12, places=2)


@given(numbers, st.sampled_from(["万元", "人次", "%", ""]), st.sampled_from(["", "≥", "不超过"]))
@settings(deadline=None)
def test_thousands_marks_do_not_change_a_number(number: Decimal, unit: str, sign: str) -> None:
    texts = (f"{sign}{number:,}{unit}", f"{sign}{number:f}{unit}")
    assert len({parse_value(text, level2="数量指标") for text in texts}) == 1
    assert parse_number(f"{number:,}{unit}") == (number, unit or None)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_a_number_is_read_from_any_text_without_an_error(text: str) -> None:
    parsed = parse_number(text)
    assert parsed is None or parsed[0].is_finite()


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | cells, st.lists, max_leaves=4))
@settings(deadline=None)
def test_any_record_gives_a_line_of_json(raw: object) -> None:
    for record in (raw, {"raw": raw}, {"raw": "1", "unit_column": raw}, {"raw": "1", "role": raw}):
        answer = parse_line(record)
        assert ("error" in answer) != ("kind" in answer)
        json.dumps(answer, allow_nan=False)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_line_gives_a_line(line: str) -> None:
    assert isinstance(parse_json(line), dict)


def test_huge_cells_are_words_at_once() -> None:
    for piece in ("9", "1-", "每", "2022年", "≥", "(", "一", " ", "月", "a1"):
        assert parse_value(piece * 1_000_000).kind in (Kind.QUALITATIVE, Kind.EMPTY)
        assert isinstance(parse_value(piece * 290), Value)
