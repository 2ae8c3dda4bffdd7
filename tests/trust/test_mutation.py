"""The proof itself is sound: clean reports are clean, faults are faults, and the same seed gives the same mutants."""

from __future__ import annotations

import copy
import random

import pytest
from trust.auditing import audit_docx, audit_texts
from trust.clean import LAYOUTS, clean_report, clean_reports
from trust.faults import GROUPS, Fault, registered
from trust.mutants import by_model, judge, make_mutants
from trust.mutation import differences

from trust import mutation

REPORTS = list(clean_reports(11, 2))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_clean_report_gives_no_finding_typed_in_or_by_docx(layout: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    report = clean_report(layout, 11, 5)
    assert [(f.code, f.message.zh) for f in audit_texts(report.texts).findings] == []
    read_back = audit_docx(report.texts, tmp_path / "clean.docx")
    assert [(f.code, f.message.zh) for f in read_back.findings] == []
    assert read_back.report is not None
    assert len(read_back.report.forms) == len(report.texts["forms"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_seed_gives_the_same_report(layout: str) -> None:
    assert clean_report(layout, 4, 1) == clean_report(layout, 4, 1)
    assert clean_report(layout, 4, 1).texts != clean_report(layout, 5, 1).texts


def test_there_are_thirty_kinds_of_faults_and_every_group_has_some() -> None:
    faults = registered().values()
    assert len(faults) >= 30
    assert {fault.group for fault in faults} == set(GROUPS)


@pytest.mark.parametrize("fault", registered().values(), ids=lambda fault: fault.name)
def test_a_fault_befalls_some_report_and_leaves_the_clean_one_alone(fault: Fault) -> None:
    before = copy.deepcopy([report.texts for report in REPORTS])
    mutants = list(make_mutants([fault], REPORTS, 2, 1))
    assert mutants
    assert all(mutant.texts != mutant.report.texts for mutant in mutants)
    assert before == [report.texts for report in REPORTS]


def test_the_same_seed_gives_the_same_mutants() -> None:
    faults = random.Random(1).sample(list(registered().values()), 8)
    one, other = (list(make_mutants(faults, REPORTS, 30, 6)) for _ in range(2))
    assert one == other


def test_a_fault_of_no_consequence_counts_as_undetected() -> None:
    def nothing_wrong(texts, chance) -> bool:  # type: ignore[no-untyped-def]
        texts["report"]["text"].insert(5, "报告印发各股室。")
        return True

    harmless = Fault("harmless", "text", frozenset({"ARI-01"}), nothing_wrong)
    verdicts = list(judge(make_mutants([harmless], REPORTS[:3], 3, 1), by_model))
    assert [(verdict.expected, verdict.noticed) for verdict in verdicts] == [(False, False)] * 3


def test_the_command_says_whether_the_targets_are_met(capsys: pytest.CaptureFixture[str]) -> None:
    status = mutation.main(["--kind", "rate-mistyped", "--kind", "row-repeated", "--count", "8", "--verbose"])
    printed = capsys.readouterr().out
    assert status == 0
    assert "rate-mistyped" in printed
    assert "overall" in printed
    with pytest.raises(SystemExit, match="no such kind: typo"):
        mutation.main(["--kind", "typo"])


def test_differences_name_the_changed_cell() -> None:
    before = {"forms": [{"total_score": "98", "rows": [1, 2]}]}
    after = {"forms": [{"total_score": "97", "rows": [1, 2, 3]}]}
    assert list(differences(before, after)) == [("forms[0].total_score", "98", "97"), ("forms[0].rows", None, 3)]
