"""One indicator at a time: situations/pieces.toml, and what does not fit into a table."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.model.entry import Raw, make_funding_row, make_indicator
from kaocheng.schemes import load_scheme
from kaocheng.scoring import NotComputable, score
from tests.scoring.test_seeds import agrees

CASES = tomllib.loads((Path(__file__).parent / "situations/pieces.toml").read_text("utf-8"))["case"]


def indicator(**texts: str) -> Any:
    return make_indicator({name: Raw(text) for name, text in texts.items()})


def funding(**texts: str) -> Any:
    return make_funding_row({"label": Raw("年度资金总额")} | {name: Raw(text) for name, text in texts.items()})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_indicator(case: dict[str, Any]) -> None:
    form = Form(indicators=(indicator(**case["indicator"]),))
    row = score(form, load_scheme(case["scheme"])).rows[0]
    assert agrees(row.replayed, case["replayed"]), row.replayed
    if "formula" in case:
        assert row.formula.zh == case["formula"]
    for name in ("status", "capped"):
        if name in case:
            assert getattr(row, name) == case[name]
    if isinstance(row.replayed, NotComputable):
        assert row.formula.zh == f"无法计算：{row.replayed.reason.zh}"


def test_a_row_that_could_not_be_read_with_certainty_is_not_computed() -> None:
    cells = {name: Raw(text) for name, text in {"target": "≥1", "actual": "1", "weight": "10"}.items()}
    shifted = Text("单元格可能错位", "cells may be shifted")
    row = score(Form(indicators=(make_indicator(cells, shifted),)), load_scheme("cn-mof-2020")).rows[0]
    assert row.replayed == NotComputable(shifted)


def test_the_execution_indicator_is_scored_by_the_funding_block_not_by_its_own_claim() -> None:
    form = Form(
        funding=(funding(adjusted_budget="10", executed_amount="5.78"),),
        indicators=(
            indicator(level1="预算执行率指标（10分）", level3="100%", target="100%", actual="100%", score="10"),
        ),
        weight_column=False,
    )
    (row,) = score(form, load_scheme("cn-hebei-yuanshi-2022")).rows
    assert (row.path, row.method, row.name) == ("indicators[0]", "execution", "预算执行率指标")
    assert (row.replayed, row.ratio) == (Decimal("5.78"), Decimal("0.578"))
    assert row.formula == Text("10 分 × 5.78 ÷ 10 = 5.78 分", "10 × 5.78 ÷ 10 = 5.78")


def test_the_execution_row_takes_the_weight_of_the_scheme_where_none_is_printed() -> None:
    form = Form(funding=(funding(adjusted_budget="1000", executed_amount="900", score="18"),))
    (row,) = score(form, load_scheme("cn-hubei-2020")).rows
    assert (row.weight, row.replayed, row.claimed) == (Decimal(20), Decimal(18), Decimal(18))


def test_overspending_is_capped() -> None:
    form = Form(funding=(funding(adjusted_budget="10", executed_amount="12", weight="10", score="10"),))
    (row,) = score(form, load_scheme("cn-mof-2020")).rows
    assert (row.replayed, row.capped, row.ratio) == (Decimal(10), True, Decimal("1.2"))
    assert row.formula.zh == "执行率 12 ÷ 10 = 120.00%，按上限得 10 分"


def test_the_original_budget_as_denominator_changes_the_score_of_beita() -> None:
    """37.44 of 42 would make 8.91 of 10, and 96.91 of the printed 98."""
    form = Form(funding=(funding(original_budget="42", adjusted_budget="37.44", executed_amount="37.44", weight="10"),))
    (row,) = score(form, load_scheme("cn-central-2016-form")).rows
    assert agrees(row.replayed, "8.91")
    assert agrees(Decimal(88) + row.replayed, "96.91")  # type: ignore[operator]
