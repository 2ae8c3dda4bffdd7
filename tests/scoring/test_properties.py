"""Laws that hold for every form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kaocheng.model import Form
from kaocheng.model.entry import Raw, make_funding_row, make_indicator
from kaocheng.schemes import load_scheme
from kaocheng.scoring import Interval, NotComputable, Replayed, score

SCHEMES = st.sampled_from(["cn-mof-2020", "cn-hubei-2020", "product-default"]).map(load_scheme)
NUMBERS = st.decimals(min_value=0, max_value=10_000, places=2).map(lambda number: format(number, "f"))
SIGNS = st.sampled_from(["≥", "≤", "=", "", ">", "<"])
WORDS = st.sampled_from(["达成预期指标", "基本完成", "未完成", "效果显著", "群众反映热烈", "—"])
NAMES = st.sampled_from(["设备故障率", "培训场次", "完成率", "项目成本"])


@st.composite
def indicator_texts(draw: Any) -> dict[str, str]:
    weight = draw(st.integers(0, 50))
    texts = {
        "level3": draw(NAMES),
        "target": draw(st.one_of(st.builds("{}{}".format, SIGNS, NUMBERS), WORDS)),
        "actual": draw(st.one_of(NUMBERS, WORDS)),
        "weight": str(weight),
    }
    if draw(st.booleans()):
        texts["score"] = str(draw(st.integers(0, weight)))
    return texts


def form_of(rows: list[dict[str, str]], executed: str = "5", budget: str = "10") -> Form:
    cells = {
        "label": "年度资金总额",
        "adjusted_budget": budget,
        "executed_amount": executed,
        "weight": "10",
        "score": "10",
    }
    return Form(
        funding=(make_funding_row({name: Raw(text) for name, text in cells.items()}),),
        indicators=tuple(make_indicator({name: Raw(text) for name, text in row.items()}) for row in rows),
    )


def ends(replayed: Replayed) -> tuple[Decimal, ...]:
    if isinstance(replayed, NotComputable):
        return ()
    return (replayed.low, replayed.high) if isinstance(replayed, Interval) else (replayed,)


@settings(max_examples=150, deadline=None)
@given(SCHEMES, st.lists(indicator_texts(), max_size=4), NUMBERS, NUMBERS)
def test_a_score_stays_between_nothing_and_its_weight(
    scheme: Any, rows: list[dict[str, str]], executed: str, budget: str
) -> None:
    for row in score(form_of(rows, executed, budget), scheme).rows:
        for end in ends(row.replayed):
            assert row.weight is not None
            assert 0 <= end <= row.weight


@settings(max_examples=60, deadline=None)
@given(SCHEMES, st.lists(indicator_texts(), min_size=2, max_size=5), st.randoms())
def test_the_order_of_rows_does_not_change_totals(scheme: Any, rows: list[dict[str, str]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    one, other = score(form_of(rows), scheme), score(form_of(shuffled), scheme)
    assert (one.weight_total, one.claimed_sum) == (other.weight_total, other.claimed_sum)
    for first, second in zip(one.readings, other.readings, strict=True):
        assert (first.name, first.base) == (second.name, second.base)
        assert isinstance(first.total, NotComputable) == isinstance(second.total, NotComputable)
        for a, b in zip(ends(first.total), ends(second.total), strict=True):
            assert abs(a - b) < Decimal("1e-20")


@settings(max_examples=60, deadline=None)
@given(SCHEMES, st.lists(indicator_texts(), min_size=1, max_size=4), st.data())
def test_a_dropped_actual_value_never_raises_a_score(scheme: Any, rows: list[dict[str, str]], data: Any) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    without = [{k: v for k, v in row.items() if not (i == index and k == "actual")} for i, row in enumerate(rows)]
    before, after = score(form_of(rows), scheme), score(form_of(without), scheme)
    dropped = after.row(f"indicators[{index}]")
    assert dropped is not None
    assert isinstance(dropped.replayed, NotComputable) or dropped.weight == 0
    for reading in after.readings:
        earlier = before.reading(reading.name)
        if earlier is None or reading.name == "computable-part":
            continue
        for a, b in zip(ends(reading.total), ends(earlier.total), strict=False):
            assert a <= b
