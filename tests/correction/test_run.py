"""What is certain, and what needs a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trust.clean import clean_report

from kaocheng.correction import propose
from tests.correction.reports import CLEAN, proposed, texts, typed

FORM = CLEAN["forms"][0]
TOTAL = FORM["funding"][0]


def test_a_clean_report_has_nothing_to_correct() -> None:
    proposal = propose(typed(CLEAN))
    assert proposal.corrections == ()
    assert proposal.refused == ()


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("funding0__execution_rate", "98.71%"),
        ("funding1__execution_rate", "90.01%"),
        ("funding0__score", "8.77"),
        ("funding0__adjusted_budget", "115.8"),
        ("total_score", "97.77"),
        ("total_weight", "90.5"),
    ],
)
def test_one_wrong_figure_becomes_what_it_was(cell: str, wrong: str) -> None:
    [correction] = proposed(**{cell: wrong}).corrections
    row, _, column = cell.rpartition("__")
    clean = FORM[column] if not row else FORM["funding"][int(row[-1])][column]
    assert (correction.before, correction.after) == (wrong, clean)
    assert correction.why.zh
    assert correction.depends == ()


def test_the_total_follows_from_a_corrected_score() -> None:
    """Wherever the total is printed, it is the sum of the wrong score; the text does not mention it."""
    report = texts(funding0__score="8.77", total_score="98.77")
    score, total = propose(typed(report)).corrections
    assert (score.after, total.after) == (TOTAL["score"], FORM["total_score"])
    silent = texts(funding0__score="8.77", total_score="98.77")
    silent["report"]["text"] = [line for line in silent["report"]["text"] if "自评得分" not in line]
    score, total = propose(typed(silent)).corrections
    assert total.depends == (score.path,)
    assert total.group == score.group
    assert total.after == FORM["total_score"]


def test_a_total_that_the_text_repeats_is_left_to_a_person() -> None:
    report = texts(funding0__score="8.77", total_score="98.77")
    report["report"]["text"] = [line.replace("得分99.77分", "得分98.77分") for line in report["report"]["text"]]
    proposal = propose(typed(report))
    assert proposal.corrections == ()
    [refusal] = proposal.refused
    assert refusal.code == "SCO-01"
    assert "得分98.77分" in refusal.reason.zh


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"funding0__executed_amount": ""}, "ARI-02"),
        ({"indicators0__score": "12"}, "ARI-07"),
        ({"indicators0__weight": "14"}, "ARI-06"),
        ({"funding1__executed_amount": "89.42"}, "ARI-04"),
        ({"funding0__score": "/", "total_score": "95"}, None),
    ],
)
def test_what_the_figures_do_not_settle_is_refused(cells: dict[str, str], code: str | None) -> None:
    proposal = proposed(**cells)
    assert proposal.corrections == ()
    if code is not None:
        assert code in {refusal.code for refusal in proposal.refused}


def test_nothing_spent_beside_a_full_rate_may_be_a_missing_amount() -> None:
    """No source rows, no text: the amount of 0 may be the mistake."""
    report = texts(funding0__executed_amount="0", funding0__execution_rate="100%", funding0__score="10")
    report["forms"][0]["funding"] = report["forms"][0]["funding"][:1]
    report["report"]["text"] = []
    proposal = propose(typed(report))
    assert proposal.corrections == ()
    reasons = {refusal.code: refusal.reason.zh for refusal in proposal.refused}
    assert "漏填" in reasons["ARI-01"]
    assert "漏填" in reasons["SCO-01"]
    assert "ARI-02" in reasons


def test_a_rate_without_a_witness_is_left_to_a_person() -> None:
    """Score and rate agree with each other and not with the amounts: which of them is wrong?"""
    report = texts(funding0__executed_amount="100.22")
    report["forms"][0]["funding"] = report["forms"][0]["funding"][:1]
    report["report"]["text"] = []
    assert propose(typed(report)).corrections == ()


def test_a_rate_that_another_denominator_explains_is_left_to_a_person() -> None:
    other = texts(funding0__original_budget="100.00", funding0__execution_rate="110.22%")
    other["report"]["text"] = []
    [refusal] = [r for r in propose(typed(other)).refused if r.code == "ARI-01"]
    assert "年初预算数" in refusal.reason.zh


def test_the_grade_follows_the_bands_of_the_report() -> None:
    report = clean_report("department", 5, 0).texts
    typed_in = typed(report)
    assert propose(typed_in).corrections == ()
    row = next(row for row in report["report"]["summary"] if "grade" in row)
    wrong = {**report, "report": {**report["report"], "summary": [
        {**other, "grade": "中"} if other is row else other for other in report["report"]["summary"]
    ]}}  # fmt: skip
    [correction] = propose(typed(wrong)).corrections
    assert (correction.code, correction.before, correction.after) == ("SCO-17", "中", row["grade"])


def test_only_open_findings_are_taken_up() -> None:
    result = typed(texts(total_score="97.77"))
    assert [c.code for c in propose(result).corrections] == ["ARI-07"]
    none_asked = replace(result, findings=(), rule_set="other")
    assert propose(none_asked).corrections == ()
    assert propose(none_asked).refused == ()
