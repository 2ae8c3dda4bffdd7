"""The formulas of forms: values as a spreadsheet gives them, exact, and addresses in place of fields."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from kaocheng.rendering.formula import Value, evaluate, fields, guarded, parse, write

D = Decimal
CELLS: dict[str, Sequence[Value]] = {
    "budget": [D("110.00")],
    "executed": [D("107.50")],
    "weight": [D(10)],
    "empty": [None],
    "word": ["—"],
    "scores[*].score": [D(15), None, "优", D("19.5")],
    "nothing[*].score": [None, None],
}


def value(expression: str, guard: bool = False) -> Value:
    node = parse(expression)
    return evaluate(guarded(node) if guard else node, CELLS.__getitem__)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1+2*3", D(7)),
        ("(1+2)*3", D(9)),
        ("10-4-3", D(3)),
        ("12/4/3", D(1)),
        ("-2*-3", D(6)),
        ("50%*{weight}", D(5)),
        ("ROUND(2.675,2)", D("2.68")),
        ("ROUND(-2.5,0)", D(-3)),
        ("ROUND(1/3*3*0.125,2)", D("0.13")),
        ("ROUND(1250,-2)", D(1300)),
        ("ROUND(MIN({executed}/{budget},1)*{weight},2)", D("9.77")),
        ("SUM({scores[*].score})", D("34.5")),
        ("SUM({scores[*].score},{weight},1)", D("45.5")),
        ("COUNT({scores[*].score},{empty},{word})", D(2)),
        ("MAX({scores[*].score})", D("19.5")),
        ("MIN({nothing[*].score})", D(0)),
        ("ABS(-{weight})", D(10)),
        ("{empty}+1", D(1)),
        ("{empty}", D(0)),
        ("ISNUMBER({empty})", False),
        ("ISNUMBER({weight})", True),
        ("ISNUMBER(1/0)", False),
        ("{empty}=0", True),
        ('{empty}=""', True),
        ('{word}="—"', True),
        ('"a"="A"', True),
        ("{word}>{weight}", True),
        ("{executed}<>{budget}", True),
        ("{weight}>=10", True),
        ('IF({executed}>=100,"优","良")', "优"),
        ("IF({weight}>10,1/0,2)", D(2)),
        ("IF(1>2,1)", False),
        ("IFERROR(1/{empty},0)", D(0)),
        ("AND(1>0,{weight}=10)", True),
        ("OR(1>2,NOT(1>2))", True),
        ('"说""明"', '说"明'),
    ],
)
def test_values_are_those_of_a_spreadsheet(expression: str, expected: Value) -> None:
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "expression", ["1/0", "{word}*2", "{weight}/{empty}", "{unknown}", "{scores[*].score}+1", "AND(1>2,1/0)"]
)
def test_errors_are_none(expression: str) -> None:
    assert value(expression) is None


@pytest.mark.parametrize(
    "expression", ["", "1+", "(1", "1)", "SUM(", "HYPERLINK(1)", "{}", "ROUND(1)", "A1", "1;2", '"x']
)
def test_what_is_no_formula_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="cannot read the formula"):
        parse(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "{executed}/{empty}",
        "ROUND(MIN({empty}/{budget},1)*{weight},2)",
        "SUM({nothing[*].score})",
        "SUM({nothing[*].score},{empty})",
        'IF({budget}>0,{empty}/{budget},"")',
        "{empty}-{empty}",
    ],
)
def test_a_form_not_filled_in_shows_nothing(expression: str) -> None:
    assert value(expression, guard=True) == ""


def test_the_guard_changes_no_result() -> None:
    assert value("SUM({scores[*].score},{empty})", guard=True) == D("34.5")
    assert value("ROUND({executed}/{budget}*{weight},2)", guard=True) == D("9.77")
    assert value("IF(COUNT({empty})=0,5,{empty}*2)", guard=True) == D(5)


def test_fields_become_addresses() -> None:
    node = parse("({a}-({b}-{c}))*{a}/({b}*2)-(-{c})")
    assert fields(node) == ("a", "b", "c")
    assert write(node, {"a": "A1", "b": "B2", "c": "C3"}.__getitem__) == "(A1-(B2-C3))*A1/(B2*2)--C3"


def test_what_is_written_reads_back() -> None:
    for expression in (
        "{a}-({b}-{c})",
        "({a}+1)*2",
        "-({a}+{b})",
        'IF({a}>={b},"x""y",ROUND({c},2))',
        "2-{a}/({b}/{c})",
    ):
        node = parse(expression)
        assert parse(write(node, lambda path: "{" + path + "}")) == node
