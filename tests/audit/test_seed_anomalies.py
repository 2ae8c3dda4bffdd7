"""The five seed reports against the list of their anomalies, reviewed by hand (samples/seeds/anomalies)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from accuracy.anomalies import (
    LISTS,
    SEEDS,
    WRONG_TARGET,
    Pattern,
    Review,
    channels_of,
    compare,
    read_review,
    reviews,
)

from kaocheng.audit import all_rules

REVIEWS = {review.report: review for review in reviews()}
LISTED = {"chengde-2022": 42, "yuanshi-2022": 38, "beita-2023": 25, "luquan-2024": 23, "bishan-2022": 18}
FACTS = {"chengde-2022": 3, "yuanshi-2022": 5, "beita-2023": 2, "luquan-2024": 3, "bishan-2022": 2}
FILES = [(name, channel) for name, review in REVIEWS.items() for channel in channels_of(review)]
GROUPS = ("ARI", "SCO", "IND", "CON", "PRO", "OVR", "PRI", "SEC", "DOC")


def patterns(review: Review) -> list[Pattern]:
    of_anomalies = [pattern for anomaly in review.anomalies for pattern in anomaly.findings]
    of_facts = [pattern for fact in review.true_negatives for pattern in fact.must_stay_silent]
    return [*of_anomalies, *of_facts, *(other.pattern for other in review.others)]


def test_the_lists_are_complete() -> None:
    numbers = {name: [anomaly.number for anomaly in review.anomalies] for name, review in REVIEWS.items()}
    assert numbers == {name: list(range(1, count + 1)) for name, count in LISTED.items()}
    assert sum(LISTED.values()) == 146
    assert {name: len(review.true_negatives) for name, review in REVIEWS.items()} == FACTS
    assert sum(FACTS.values()) == 15
    assert all(set(review.reviewed) <= set(GROUPS) for review in REVIEWS.values())


@pytest.mark.parametrize("name", REVIEWS)
def test_every_item_can_be_read_by_a_budget_officer(name: str) -> None:
    lines = len((SEEDS / "txt" / f"{name}.txt").read_text("utf-8").splitlines())
    for anomaly in REVIEWS[name].anomalies:
        assert len(re.findall(r"[\u4e00-\u9fff]", anomaly.what)) >= 5, anomaly
        assert anomaly.what.endswith("。"), anomaly
        assert bool(anomaly.why) == (anomaly.judgement == "person"), anomaly
        assert anomaly.lines == "全文" or max(map(int, re.findall(r"\d+", anomaly.lines))) <= lines, anomaly
        assert {pattern.code for pattern in anomaly.findings} <= set(anomaly.rules), anomaly
    for fact in REVIEWS[name].true_negatives:
        assert fact.computation, fact
        assert fact.must_stay_silent, fact
    assert all(other.why for other in REVIEWS[name].others)


@pytest.mark.parametrize("name", REVIEWS)
def test_every_code_is_a_rule_or_of_a_group_not_reviewed_yet(name: str) -> None:
    review = REVIEWS[name]
    existing = {rule.code for rule in all_rules()}
    codes = {code for anomaly in review.anomalies for code in anomaly.rules} | {p.code for p in patterns(review)}
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", code) and code[:3] in GROUPS for code in codes)
    assert {code for code in codes if review.is_reviewed(code)} <= existing


@pytest.mark.parametrize("name", REVIEWS)
def test_every_anomaly_that_rules_cover_is_found(name: str) -> None:
    missing = compare(REVIEWS[name], "docx").missing
    assert [(anomaly.number, list(map(str, gone))) for anomaly, gone in missing if anomaly.judgement == "machine"] == []


@pytest.mark.parametrize("name, channel", FILES)
def test_nothing_right_is_reported(name: str, channel: str) -> None:
    found = compare(REVIEWS[name], channel).contradictions
    assert [(fact.fact, finding.code, finding.message.zh) for fact, finding in found] == []


@pytest.mark.parametrize("name, channel", FILES)
def test_every_finding_has_been_judged(name: str, channel: str) -> None:
    unseen = compare(REVIEWS[name], channel).unseen
    assert [(finding.code, finding.form, finding.subject, finding.message.zh) for finding in unseen] == []


def test_few_findings_are_wrong() -> None:
    comparisons = [compare(review, "docx") for review in REVIEWS.values()]
    wrong = sum(comparison.verdicts["wrong"] for comparison in comparisons)
    assert 100 * wrong <= WRONG_TARGET * sum(len(comparison.findings) for comparison in comparisons)


@pytest.mark.parametrize("name, channel", FILES)
def test_every_judged_finding_is_still_made(name: str, channel: str) -> None:
    assert [str(other.pattern) for other in compare(REVIEWS[name], channel).gone] == []


def test_what_only_flat_text_shows_is_not_expected_of_other_files() -> None:
    review = REVIEWS["yuanshi-2022"]
    seen = {channel: {a.number for a in compare(review, channel).visible} for channel in channels_of(review)}
    assert seen["txt"] - seen["docx"] == {34}
    assert seen["docx"] == seen["pdf"] == seen["html"]


def test_what_is_missing_contradicted_or_not_judged_is_told() -> None:
    review = REVIEWS["beita-2023"]
    never, made = Pattern("IND-03", 1, "落实指令"), Pattern("IND-02", 1, "落实指令")
    first, *rest = review.anomalies
    fact = replace(review.true_negatives[0], must_stay_silent=(made,))
    changed = replace(
        review, anomalies=(replace(first, findings=(never,)), *rest), true_negatives=(fact,), others=review.others[1:]
    )
    comparison = compare(changed, "docx")
    assert comparison.missing == ((changed.anomalies[0], (never,)),)
    assert [(fact.fact, finding.code) for fact, finding in comparison.contradictions] == [(fact.fact, "IND-02")]
    assert {finding.code for finding in comparison.unseen} == {first.findings[0].code, review.others[0].pattern.code}


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("judgement =", "judgment =", "judgement"),
        ('judgement = "machine"', 'judgement = "robot"', "robot"),
        ("form = 1", "page = 1", "page"),
        ('verdict = "right"', 'verdict = "fine"', "fine"),
        ('only_in = ["txt"]', 'only_in = ["paper"]', "paper"),
    ],
)
def test_a_mistyped_list_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "beita-2023.toml"
    path.write_text((LISTS / path.name).read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=rf"beita-2023\.toml.*{message}"):
        read_review(path)
