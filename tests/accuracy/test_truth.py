"""What counts as printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from accuracy.facts import real_forms, templates
from accuracy.measurement import SEEDS
from accuracy.record import Expected, Node
from accuracy.truth import truth_of_sample, truth_of_seed

FORMS = {sample.name: sample for sample in (*real_forms(), *templates())}


def form(name: str) -> Node[Expected]:
    return truth_of_sample(FORMS[name]).lists["forms"][0]


def test_a_seed_report_counts_every_field_of_its_truth() -> None:
    truth = truth_of_seed(SEEDS / "truth" / "chengde-2022.json", "docx")
    first = truth.lists["forms"][0]
    assert first.fields["total_score"] == Expected(("100",), Decimal(100))
    total, fiscal, *_ = first.lists["funding"]
    assert total.fields["weight"] == Expected(("10 分",), Decimal(10))
    assert total.fields["execution_rate"] == Expected(("100%",), Decimal(1))
    assert total.fields["executed_amount"] is None
    assert fiscal.fields["weight"] == Expected(("—",))
    assert first.lists["indicators"][0].fields["level1_weight"] == Expected((), Decimal(50))


def test_a_workbook_has_no_running_text() -> None:
    path = SEEDS / "truth" / "chengde-2022.json"
    assert truth_of_seed(path, "docx").fields.keys() - truth_of_seed(path, "xlsx").fields.keys() == {
        "title",
        "region",
        "budget_unit",
    }


def test_a_figure_without_a_printed_label_is_measured_by_its_amount_alone() -> None:
    figures = truth_of_seed(SEEDS / "truth" / "luquan-2024.json", "txt").lists["department_budget"]
    assert [figure.fields for figure in figures if "label" not in figure.fields] == [
        {"amount": Expected((), Decimal("267.77"))}
    ]


@pytest.mark.parametrize(
    "name, row, level1, weight",
    [
        ("ah_guichi_tangxi_2022_cunji", 0, ("产出指标",), Decimal(50)),
        ("hn_lingling_lyj_2021_zhengti", -1, ("效益指标",), Decimal(30)),
        ("hb_hbust_2021_jiangzhuxuejin", 0, ("产出指标",), None),
        ("cq_fengjie_yjj_2023_jubao_shenpi", 0, ("成本指标", "成本指标(0-20)分"), None),
    ],
)
def test_the_weight_in_the_label_of_a_group(
    name: str, row: int, level1: tuple[str, ...], weight: Decimal | None
) -> None:
    fields = form(name).lists["indicators"][row].fields
    found = fields["level1"]
    assert found is not None
    assert found.texts == level1
    got = fields.get("level1_weight")
    assert (got.number if got else None) == weight


def test_one_amount_without_a_heading_may_be_either_budget() -> None:
    fields = form("sc_jingyan_mata_2023_cunzuganbu").lists["funding"][0].fields
    assert fields == {"budget": Expected(("3,309,840.00",), Decimal("3309840.00"))}


def test_what_a_form_leaves_open_is_not_compared() -> None:
    assert "preparer" not in form("F-02").fields
    assert form("F-04").fields["preparer"] == Expected(("某某甲",))


def test_a_dash_is_printed_text_without_a_number() -> None:
    rows = form("F-02").lists["funding"]
    assert rows[1].fields["weight"] == Expected(("—",))
    assert rows[1].fields["execution_rate"] == Expected(("96.31%",), Decimal("0.9631"))
