"""Whole reports, with the figures that a recomputation by hand gives."""

from __future__ import annotations

import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from kaocheng.schemes import choose_scheme, form_hints
from kaocheng.scoring import Interval, NotComputable, score, score_department
from tests.situation import build

FOLDER = Path(__file__).parent / "situations"
REPORTS = sorted(path for path in FOLDER.glob("*.toml") if "expected" in tomllib.loads(path.read_text("utf-8")))


def agrees(found: Any, expected: Any) -> bool:
    """At the decimals that the expectation is written with."""
    if expected == "not computable":
        return isinstance(found, NotComputable)
    if isinstance(expected, list):
        return isinstance(found, Interval) and agrees(found.low, expected[0]) and agrees(found.high, expected[1])
    wanted = Decimal(expected)
    return isinstance(found, Decimal) and found.quantize(wanted, ROUND_HALF_UP) == wanted


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_report(path: Path) -> None:
    texts = tomllib.loads(path.read_text("utf-8"))
    expected, report = texts["expected"], build(texts).report
    year = report.fiscal_year.known if report.fiscal_year else None
    scheme = choose_scheme(report.region_code, year, report.kind, form_hints=form_hints(report.forms)).scheme
    assert scheme.id == expected["scheme"]
    sheets = [score(form, scheme, report) for form in report.forms]
    assert len(sheets) == len(expected.get("sheets", []))
    for sheet, wanted in zip(sheets, expected.get("sheets", []), strict=True):
        for name in ("weight_total", "claimed_sum", "claimed_total"):
            if name in wanted:
                assert agrees(getattr(sheet, name), wanted[name]), name
        for name, total in wanted["readings"].items():
            reading = sheet.reading(name)
            assert reading is not None, name
            assert agrees(reading.total, total), (name, reading.total)
        for name in ("claimed_grade", "replayed_grade"):
            grade = getattr(sheet, name)
            if name in wanted:
                assert (isinstance(grade, NotComputable) and wanted[name] == "not computable") or grade == wanted[name]
    check_department(score_department(report, sheets, scheme), expected.get("department"))


def check_department(department: Any, expected: dict[str, Any] | None) -> None:
    if expected is None:
        assert department is None
        return
    assert department.printed == (Decimal(expected["printed"]) if "printed" in expected else None)
    assert list(department.reproduced_by) == expected["reproduced_by"]
    methods = {method.name: method for method in department.methods}
    for field in ("claimed", "replayed", "met_rows_full"):
        for name, wanted in expected.get(field, {}).items():
            assert agrees(getattr(methods[name], field), wanted), (field, name)
