"""Simple formulas are computed, everything else is left unsettled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.correction.formulas import Unsettled, areas_of, evaluate, shifted

D = Decimal
CELLS = {(1, 1): D(10), (2, 1): D("0.5"), (3, 1): D("9.77"), (4, 2): D(100)}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:A3)", "20.27"),
        ("A1+A2*2-(A3-A3)", "11"),
        ("$A$3/$B$4%", "9.77"),
        ("ROUND(A3,1)", "9.8"),
        ("SUM(A1,A2:A3,B4)", "120.27"),
        ("MIN(10,A3)", "9.77"),
        ("-A2", "-0.5"),
        ("C9+1", "1"),
    ],
)
def test_value(formula: str, expected: str) -> None:
    assert evaluate(formula, CELLS.get) == D(expected)


@pytest.mark.parametrize(
    "formula",
    ["IF(A1>5,1,0)", "VLOOKUP(A1,B:C,2)", "表2!A1", "A1/C9", "SUM(A1:A3", "A1&\"分\"", "合计", "SUM(A1:XFD1048576)",
     "(" * 60 + "1" + ")" * 60, ""],
)  # fmt: skip
def test_what_is_not_understood_is_never_guessed(formula: str) -> None:
    with pytest.raises(Unsettled):
        evaluate(formula, CELLS.get)


def test_areas_and_shared_formulas() -> None:
    formula = "IF('表 1'!$B$2>0,SUM(C3:D9),\"A1\")"
    assert list(areas_of(formula)) == [("表 1", (2, 2, 2, 2)), (None, (3, 3, 9, 4))]
    assert shifted("F5/E$5", 1, 0) == "F6/E$5"
