"""Running rules: a faulty rule, selection, fingerprints."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule, run_rules, select_rules
from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score
from tests.situation import build, change

CLEAN = tomllib.loads((Path(__file__).parent / "clean" / "project.toml").read_text("utf-8"))
WORDS = Text("甲", "a")


@form_rule("XXX-01", severity=Severity.INFO, title=WORDS, message=WORDS, advice=WORDS, source="test")
def always_fails(subject: FormSubject) -> Iterator[Finding | Skip]:
    yield Finding(subject.form.indicators[0].target, "first", "1")  # type: ignore[arg-type]
    raise ZeroDivisionError("nothing to divide by")


def audit(texts: dict[str, object], *codes: str) -> list[tuple[str, str]]:
    report = build(texts).report
    scheme = load_scheme("cn-mof-2020")
    sheets = tuple(score(form, scheme, report) for form in report.forms)
    result = run_rules(report, sheets, scheme, None, select_rules(codes))
    return [(f.code, f.fingerprint) for f in result.findings]


def test_a_faulty_rule_is_undecided_and_hides_nothing() -> None:
    report = build(CLEAN).report
    scheme = load_scheme("cn-mof-2020")
    sheets = tuple(score(form, scheme, report) for form in report.forms)
    result = run_rules(report, sheets, scheme, None, (always_fails,))
    assert [f.code for f in result.findings] == ["XXX-01"]
    assert [s.code for s in result.skips] == ["XXX-01"]
    assert "ZeroDivisionError" in result.skips[0].reason.en


def test_selection_by_code_and_prefix() -> None:
    assert {r.code[:3] for r in select_rules(["ARI"])} == {"ARI"}
    assert "ARI-01" not in {r.code for r in select_rules(["ARI"], ["ARI-01"])}
    with pytest.raises(UsageError):
        select_rules(["ARY"])


def test_fingerprints_do_not_depend_on_position() -> None:
    wrong = {"funding[0].execution_rate": "100%"}
    alone = audit(change(CLEAN, set=wrong), "ARI-01")
    moved = audit(change(CLEAN, set={**wrong, "title": "另一个标题"}, drop=["indicators[9]"]), "ARI-01")
    assert alone == moved
    assert len(alone) == 1


def test_row_order_does_not_change_the_findings() -> None:
    texts = change(CLEAN, set={"indicators[0].target": "≥8000", "indicators[3].score": "9"})
    turned = change(texts)
    turned["form"]["indicators"].reverse()  # type: ignore[index]
    assert sorted(audit(texts)) == sorted(audit(turned))
