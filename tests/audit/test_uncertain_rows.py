"""A row that was read with doubt is never judged: the rules skip it and give the reason."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kaocheng.audit import run_rules, select_rules
from kaocheng.language import Text
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score
from tests.situation import build, change

CLEAN = tomllib.loads((Path(__file__).parent / "clean" / "project.toml").read_text("utf-8"))
DOUBT = Text("列可能错位", "columns may be shifted")


@pytest.mark.parametrize(
    "code, changed",
    [
        ("ARI-05", {"indicators[2].weight": "3"}),
        ("ARI-07", {"indicators[2].score": "3"}),
        ("ARI-08", {"indicators[2].level3": "购置图书册数"}),
        ("ARI-16", {"indicators[2].actual": "3.3个"}),
        ("SCO-04", {"indicators[2].actual": "—"}),
        ("SCO-05", {"indicators[2].score": "3"}),
        ("SCO-06", {"indicators[2].score": "3", "problems": "无"}),
        ("SCO-08", {"indicators[2].target": "合格", "indicators[2].actual": "已完成"}),
        ("SCO-09", {"indicators[2].actual": "50%"}),
        ("SCO-10", {"indicators[2].actual": "400%"}),
    ],
)
def test_uncertain_row_is_skipped(code: str, changed: dict[str, Any]) -> None:
    report = build(change(CLEAN, set=changed)).report
    form, scheme = report.forms[0], load_scheme("cn-mof-2020")
    rows = list(form.indicators)
    rows[2] = dataclasses.replace(rows[2], uncertain=DOUBT)
    form = dataclasses.replace(form, indicators=tuple(rows))
    report = dataclasses.replace(report, forms=(form,))
    result = run_rules(report, (score(form, scheme, report),), scheme, None, select_rules((code,)))
    assert result.findings == ()
    assert [skip.reason for skip in result.skips] == [DOUBT]
