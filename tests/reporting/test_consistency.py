"""The report that was written is read and audited again: its text must agree with its own tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from accuracy.facts import samples
from accuracy.render_forms import render as render_sample

from kaocheng.pipeline import CheckResult, check_file
from kaocheng.rendering import render
from kaocheng.reporting import assess, choose_outline, compose_report, load_report

SEEDS = sorted((Path(__file__).resolve().parents[2] / "samples" / "seeds" / "docx").glob("*.docx"))
SAMPLES = [sample for sample in samples() if "_" in sample.name and not sample.name.startswith("synonyms")]

# What a draft with open gaps must be asked for, and the words of the gap that asks for it.
ASKED = {
    "PRO-01": "报告日期",
    "PRO-07": "报告日期",  # a unit counts as signed where a date stands under it
    "PRO-12": "批准文件",
    "OVR-06": "等级标准",
    "SCO-16": "结余资金的处理意见",
}


def rewritten(source: Path, target: Path) -> tuple[CheckResult, CheckResult, str]:
    """The check of a source, of the report written from it, and the prompts of its gaps."""
    report = load_report(source)
    composition = compose_report(assess(report), choose_outline(report.kind, report.region_code))
    target.write_bytes(render(composition, "docx"))
    return check_file(source), check_file(target), " ".join(gap.prompt for gap in composition.gaps)


def assert_consistent(source: Path, target: Path) -> None:
    before, after, prompts = rewritten(source, target)
    assert after.error is None
    assert before.report is not None
    assert after.report is not None
    assert len(after.report.forms) == len(before.report.forms)
    known = Counter(finding.code for finding in before.findings)
    for finding in after.findings:
        excess = Counter(f.code for f in after.findings)[finding.code] - known[finding.code]
        if excess > 0:
            assert finding.code in ASKED, finding.message.zh
            assert ASKED[finding.code] in prompts, finding.message.zh


@pytest.mark.parametrize("source", SEEDS, ids=lambda path: path.stem)
def test_seed(source: Path, tmp_path: Path) -> None:
    assert_consistent(source, tmp_path / "report.docx")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_published_form(sample, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert_consistent(render_sample(sample, "docx", tmp_path), tmp_path / "report.docx")
