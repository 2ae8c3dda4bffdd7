"""The lights, case by case (test_lights.toml), and what holds for all of them."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.curve import LINEAR, make_curve
from kaocheng.lifecycle.lights import (
    BASES,
    Light,
    all_variants,
    answers_light,
    execution_light,
    indicator_light,
    load_variant,
    project_light,
)
from kaocheng.values import Kind, Value, parse_value

CASES = tomllib.loads((Path(__file__).parent / "test_lights.toml").read_text(encoding="utf-8"))
RANK = {"red": 0, "yellow": 1, "green": 2, "blue": 3}


def name(case: dict[str, Any]) -> str:
    return str(case.get("note") or case)


def shown(light: Light) -> str:
    return light.color or "none"


@pytest.mark.parametrize("case", CASES["indicator"], ids=name)
def test_indicator(case: dict[str, Any]) -> None:
    light = indicator_light(
        parse_value(case["target"], role="target"),
        parse_value(case["actual"], role="actual"),
        month=case["month"],
        variant=load_variant(case["variant"]),
        lower_is_better=case.get("lower"),
        words=case.get("words"),
    )
    assert shown(light) == case["light"], light.formula.zh
    assert ("无法判断" in light.formula.zh) is (case["light"] == "none")


@pytest.mark.parametrize("case", CASES["execution"], ids=name)
def test_execution(case: dict[str, Any]) -> None:
    light = execution_light(
        Decimal(case["executed"]) if case["executed"] else None,
        Decimal(case["budget"]),
        month=case["month"],
        variant=load_variant(case["variant"]),
    )
    assert shown(light) == case["light"], light.formula.zh


@pytest.mark.parametrize("case", CASES["project"], ids=name)
def test_project(case: dict[str, Any]) -> None:
    lights = [Light(None if color == "none" else color, Text("", "")) for color in case["lights"]]
    assert shown(project_light(lights)) == case["light"]


@pytest.mark.parametrize("case", CASES["answers"], ids=name)
def test_two_questions(case: dict[str, Any]) -> None:
    assert shown(answers_light(case.get("used"), case.get("met"), load_variant("hefei"))) == case["light"]


def test_the_formula_shows_its_inputs() -> None:
    light = indicator_light(parse_value("≥412公里", role="target"), parse_value("100公里"), month=6)
    assert light.formula == Text(
        "累计完成100公里 ÷（年度指标值412公里 ÷ 12 × 6）× 100 = 48.54，小于60，红灯",
        "done 100公里 ÷ (annual target 412公里 ÷ 12 × 6) × 100 = 48.54; below 60: red",
    )


def test_a_planned_curve_takes_the_place_of_the_months() -> None:
    """All of it is due in autumn: nothing done by June is no deviation, and nothing at all can be said."""
    autumn = make_curve([Decimal(0)] * 8 + [Decimal("0.25"), Decimal("0.5"), Decimal(1), Decimal(1)])
    target, actual = parse_value("≥100亩", role="target"), parse_value("20亩")
    assert indicator_light(target, actual, month=9).color == "red"
    light = indicator_light(target, actual, month=9, curve=autumn)
    assert light.color == "green"
    assert "计划累计25%" in light.formula.zh
    assert indicator_light(target, parse_value("0亩"), month=6, curve=autumn).color is None


def test_a_rate_divided_by_time_carries_a_remark() -> None:
    light = indicator_light(parse_value("≥98%", role="target"), parse_value("98%"), month=6)
    assert light.remark is not None
    assert "比率" in light.remark.zh


def test_every_variant_names_its_source_and_nature() -> None:
    assert set(all_variants()) >= {"default", "later", "hefei", "sichuan-2025"}
    for variant in all_variants().values():
        assert variant.source
        assert variant.basis in BASES


def test_an_unknown_variant_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="default"):
        load_variant("nowhere")


def test_questions_are_only_asked_where_the_variant_has_them() -> None:
    with pytest.raises(UsageError):
        answers_light(True, True, load_variant("default"))


AMOUNTS = st.decimals(0, 10**6, places=2)


@given(
    st.decimals("0.01", 10**6, places=2), AMOUNTS, AMOUNTS, st.integers(1, 12), st.sampled_from(["default", "later"])
)
def test_more_done_is_never_a_worse_light(
    target: Decimal, one: Decimal, other: Decimal, month: int, variant: str
) -> None:
    low, high = sorted((one, other))
    wanted = Value(Kind.QUANTITY, value=target, unit="人")
    lights = [
        indicator_light(wanted, Value(Kind.QUANTITY, value=n, unit="人"), month=month, variant=load_variant(variant))
        for n in (low, high)
    ]
    assert RANK[lights[0].color or ""] <= RANK[lights[1].color or ""]


@given(st.text(max_size=30), st.text(max_size=30), st.integers(1, 12))
def test_no_text_breaks_a_light(target: str, actual: str, month: int) -> None:
    """Whatever is typed: a colour with a formula, or none with a reason."""
    light = indicator_light(parse_value(target, role="target"), parse_value(actual), month=month, curve=LINEAR)
    assert light.formula.zh
    assert light.formula.en
