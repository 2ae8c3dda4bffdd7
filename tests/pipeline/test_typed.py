"""Computed cells of a form that is being typed."""

from __future__ import annotations

import pytest

from kaocheng.model.cells import form_from_cells
from kaocheng.pipeline.typed import computed_cells, suggested_scores
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score

SCHEME = load_scheme("cn-mof-2020")
FIELDS = ("funding[0].execution_rate", "funding[0].score", "indicators[0].score_rate", "total_weight", "total_score")
CELLS = {
    "funding[0].label": "年度资金总额",
    "funding[0].adjusted_budget": "386.40",
    "funding[0].executed_amount": "372.15",
    "funding[0].weight": "10",
    "indicators[0].level3": "日常养护里程",
    "indicators[0].target": "≥412公里",
    "indicators[0].actual": "400公里",
    "indicators[0].weight": "90",
    "indicators[0].score": "87",
}


def computed(**changes: str) -> dict[str, str]:
    names = {"executed": "funding[0].executed_amount", "budget": "funding[0].adjusted_budget"}
    names |= {"rate": "funding[0].execution_rate", "score": "indicators[0].score"}
    form = form_from_cells({**CELLS, **{names[name]: text for name, text in changes.items()}}, keep_empty=True)
    return computed_cells(form, FIELDS, SCHEME)


def test_rate_score_and_totals_follow_from_the_amounts() -> None:
    assert computed() == {
        "funding[0].execution_rate": "96.31%",
        "funding[0].score": "9.63",
        "indicators[0].score_rate": "96.67%",
        "total_weight": "100",
        "total_score": "96.63",
    }


@pytest.mark.parametrize("printed, kept", [("96.3%", "96.3%"), ("96.4%", "96.31%"), ("", "96.31%")])
def test_a_rate_that_agrees_as_printed_stays(printed: str, kept: str) -> None:
    assert computed(rate=printed)["funding[0].execution_rate"] == kept


@pytest.mark.parametrize("missing", [{"executed": ""}, {"budget": "0"}, {"executed": "若干"}])
def test_without_a_figure_there_is_no_rate_and_no_guess(missing: dict[str, str]) -> None:
    found = computed(**missing)
    assert (found["funding[0].execution_rate"], found["funding[0].score"]) == ("", "")
    assert found["total_score"] == "87"


def test_a_dash_stays_a_dash() -> None:
    assert "funding[0].execution_rate" not in computed(rate="—")


def test_no_total_before_anything_is_claimed() -> None:
    assert computed(score="")["total_score"] == ""


def test_suggestions_are_for_indicator_rows_that_can_be_computed() -> None:
    words = {
        **CELLS,
        "indicators[1].target": "明显改善",
        "indicators[1].actual": "有所改善",
        "indicators[1].weight": "5",
    }
    assert suggested_scores(score(form_from_cells(words), SCHEME), 2) == {"indicators[0].score": "87.38"}
