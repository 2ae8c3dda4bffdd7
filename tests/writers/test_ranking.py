"""Which reports to re-check first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from kaocheng.audit.finding import Severity, Waived
from kaocheng.model import Form
from kaocheng.provenance import Printed
from kaocheng.writers.ranking import Batch, standing
from tests.writers.situations import REPORT, SHEET, UNREAD, D, finding, result, skip

AGREED = replace(SHEET, claimed_total=D("88.4"))
CLEAN = replace(result(), sheets=(AGREED,))


def full(points: str) -> Form:
    return Form(total_score=Printed(points, D(points)), total_weight=Printed("100", D(100)))


def test_unread_file_comes_first_and_a_clean_one_has_no_points() -> None:
    batch = Batch()
    for each in (CLEAN, UNREAD, result((finding(),))):
        batch.add(each)
    assert [(each.number, each.points) for each in batch.ranking()] == [(2, 100), (3, D("20")), (1, 0)]
    assert standing(CLEAN).reasons == ()


def test_reasons_add_up_to_the_points() -> None:
    # 96 printed, 84.5 to 88.4996 recomputed: 7.5004 points from the nearest end, twice; one error; two rules undecided.
    ranked = standing(result((finding(), finding("IND-01", Severity.WARNING)), (skip("SCO-05"), skip("SCO-07"))))
    assert [points for _, points in ranked.reasons] == [D("15"), D("5"), D("1"), D("1")]
    assert ranked.points == 22
    assert ranked.why.zh == "自评总分与重算总分相差 7.5 分（15）、1 项错误（5）、1 项提示（1）、2 项规则未能判定（1）"


def test_gap_is_taken_out_of_hundred_and_every_part_has_a_limit() -> None:
    half = replace(CLEAN, sheets=(replace(AGREED, weight_total=D(50), claimed_total=D("91.4996")),))
    assert standing(half).points == 12
    wide = replace(CLEAN, sheets=(replace(AGREED, claimed_total=D(0)),), findings=(finding(),) * 30)
    assert [points for _, points in standing(wide).reasons] == [50, 40]


def test_full_marks_everywhere_count_from_two_projects_on() -> None:
    def points(*forms: Form) -> Decimal:
        return standing(replace(CLEAN, report=replace(REPORT, forms=forms), sheets=())).points

    assert points(full("100"), full("100")) == 15
    assert points(full("100"), full("99")) == 0
    assert points(full("100")) == 0


def test_waived_findings_count_for_nothing_but_are_told_per_rule() -> None:
    waived = replace(finding(), waived=Waived("已核实", "某某甲", date(2026, 12, 31)))
    batch = Batch()
    batch.add(replace(CLEAN, findings=(waived,)))
    batch.add(replace(CLEAN, findings=(finding("SCO-03"), finding("SCO-03"), waived)))
    assert [(r.code, r.findings, r.files, r.waived) for r in batch.frequencies()] == [
        ("SCO-03", 2, 1, 0),
        ("ARI-01", 0, 0, 2),
    ]
    assert [each.points for each in batch.ranking()] == [10, 0]
