from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from kaocheng.language import Text
from kaocheng.model import GradeBand, Report
from kaocheng.provenance import Printed
from kaocheng.schemes import load_scheme, scheme_ids
from kaocheng.scoring import Interval, NotComputable, grade_for, grade_of

MOF = load_scheme("cn-mof-2020")
LITTLE = Decimal("0.01")


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_every_boundary_belongs_to_exactly_one_grade(scheme_id: str) -> None:
    scheme = load_scheme(scheme_id)
    if scheme.grades is None:
        assert grade_for(Decimal(90), scheme) is None
        return
    grades = scheme.grades.value
    for grade in grades:
        assert grade_for(grade.minimum, scheme) == grade.label
    for better, worse in pairwise(grades):
        assert grade_for(better.minimum - LITTLE, scheme) == worse.label
    assert grade_for(Decimal(100), scheme) == grades[0].label


def test_integer_wording_leaves_no_gap() -> None:
    assert grade_for(Decimal("89.5"), MOF) == "良"


def test_luquan_is_milder() -> None:
    assert grade_for(Decimal(85), load_scheme("cn-hebei-luquan-2024")) == "优秀"


def band(label: str, low: str | None, high: str | None) -> GradeBand:
    return GradeBand(Printed(label, label), Decimal(low) if low else None, Decimal(high) if high else None)


def test_bands_that_the_report_prints_take_precedence() -> None:
    report = Report(kind="project", grade_bands=(band("优秀", "85", None), band("一般", None, "85")))
    assert grade_of(Decimal(87), MOF, report) == "优秀"
    assert grade_of(Decimal("84.99"), MOF, report) == "一般"
    assert grade_of(Decimal(87), MOF, None) == "良"


def test_an_interval_has_a_grade_only_where_both_ends_share_it() -> None:
    assert grade_of(Interval(Decimal(91), Decimal(95)), MOF, None) == "优"
    spanning = grade_of(Interval(Decimal(88), Decimal(95)), MOF, None)
    assert isinstance(spanning, NotComputable)
    assert spanning.reason == Text("总分在 88–95 之间，跨“良”至“优”", "a total of 88–95 spans 良 to 优")


def test_a_total_is_rounded_before_it_is_graded() -> None:
    assert grade_of(Decimal("89.996"), MOF, None) == "优"
    assert grade_of(Decimal("89.994"), MOF, None) == "良"


def test_unknown_bands_give_no_grade() -> None:
    assert isinstance(grade_of(Decimal(94), load_scheme("cn-hebei-yuanshi-2022"), None), NotComputable)
