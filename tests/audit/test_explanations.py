"""Is there a reason?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kaocheng.audit.explanations import adjustment_explained, reason_given, states_something
from kaocheng.provenance import Printed
from tests.situation import build, change

CLEAN = tomllib.loads((Path(__file__).parent / "clean" / "project.toml").read_text("utf-8"))


@pytest.mark.parametrize("text", ["无", "无。", "暂无问题", "—", "/", "不存在偏差"])
def test_nothing_is_stated(text: str) -> None:
    assert not states_something(Printed(text, text))


def test_something_is_stated() -> None:
    assert states_something(Printed("无", None)) is False
    assert states_something(Printed("无人机采购推迟", "无人机采购推迟"))
    assert not states_something(None)


@pytest.mark.parametrize(
    "changed, expected",
    [
        ({"indicators[0].deviation": "到货延迟"}, "row"),
        ({"problems": "购置图书册数因到货延迟减少。"}, "named"),
        ({"report.text[0]": "购置图书册数未达目标。", "problems": "无"}, "named"),
        ({"report.text[0]": "购置图书册数为8210册。", "problems": "无"}, None),
        ({}, "general"),
        ({"problems": "到货延迟", "indicators[1].deviation": "活动推迟"}, None),
    ],
)
def test_reason_given(changed: dict[str, Any], expected: str | None) -> None:
    report = build(change(CLEAN, set=changed)).report
    form = report.forms[0]
    assert reason_given(form, form.indicators[0], "购置图书册数", report) == expected


def test_adjustment_explained() -> None:
    assert adjustment_explained("因上级下达补助，年中追加预算5万元")
    assert adjustment_explained("根据县财政局通知，预算予以调整")
    assert not adjustment_explained("调整预算数156.75万元（含结转和结余0.45万元）")
    assert not adjustment_explained("项目经费已足额到位")
