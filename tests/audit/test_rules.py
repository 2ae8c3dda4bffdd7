"""Every rule against its cases, and every rule is complete."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kaocheng.audit import Rule, all_rules, run_rules
from kaocheng.audit.run import AuditResult
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score, score_department
from tests.situation import Situation, build, change

HERE = Path(__file__).parent
HEADINGS = ("## 检查内容", "## 为什么", "## 依据", "## 举例", "## 不报的情形", "## In English")
CLEAN = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((HERE / "clean").glob("*.toml"))}


def cases() -> list[Any]:
    found = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append(pytest.param(path.stem.upper(), case, id=f"{path.stem}: {case['name']}"))
    return found


def audit(situation: Situation, rules: list[Rule], scheme_id: str) -> AuditResult:
    scheme = load_scheme(scheme_id)
    sheets = tuple(score(form, scheme, situation.report) for form in situation.report.forms)
    department = score_department(situation.report, sheets, scheme)
    return run_rules(situation.report, sheets, scheme, department, rules)


@pytest.mark.parametrize("code, case", cases())
def test_case(code: str, case: dict[str, Any]) -> None:
    texts = change(CLEAN[case.get("base", "project")], set=case.get("set"), drop=case.get("drop"))
    situation = build(texts)
    rules = [rule for rule in all_rules() if rule.code == code]
    assert rules, f"no rule {code}"
    result = audit(situation, rules, case.get("scheme", "cn-mof-2020"))
    found = [{"at": situation.path_of(f.where), "found": f.found, "expected": f.expected.zh} for f in result.findings]
    wanted = case.get("findings", [])
    assert [f["at"] for f in found] == [w["at"] for w in wanted], found
    for have, want in zip(result.findings, wanted, strict=True):
        for key in want.keys() - {"at"}:
            value = getattr(have, key)
            assert getattr(value, "zh", value) == want[key], have
    skipped = [situation.path_of(s.where) if s.where else None for s in result.skips]
    if "skips" in case:
        assert skipped == [s.get("at") for s in case["skips"]], result.skips
    elif not case.get("may_skip"):
        assert not result.skips, result.skips


@pytest.mark.parametrize("name", CLEAN)
def test_clean_report_gives_no_finding(name: str) -> None:
    result = audit(build(CLEAN[name]), list(all_rules()), "cn-mof-2020")
    assert [(f.code, f.message.zh) for f in result.findings] == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_rule_is_complete(rule: Rule) -> None:
    stem = rule.module.rsplit(".", 1)[1]
    assert stem == f"{rule.code.lower().replace('-', '_')}_{rule.name.replace('-', '_')}"
    assert re.fullmatch(r"[A-Z]{3}-\d\d", rule.code)
    lines = rule.documentation.splitlines()
    assert lines[0].rstrip("。") == rule.title.zh
    assert [line for line in lines if line.startswith("## ")] == list(HEADINGS)
    assert all((rule.source, rule.title.en, rule.message.en, rule.advice.zh, rule.advice.en))
    path = HERE / "cases" / f"{rule.code.lower()}.toml"
    found = tomllib.loads(path.read_text("utf-8"))["case"]
    assert any(case.get("findings") for case in found), "no case with a finding"
    assert any(not case.get("findings") and not case.get("skips") for case in found), "no near miss that stays silent"


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
