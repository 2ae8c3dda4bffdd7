from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.schemes import LintFinding, lint_scheme, scheme_ids

DATA = Path(__file__).parents[2] / "src/kaocheng/schemes/data"
MOF = (DATA / "cn-mof-2020.toml").read_text("utf-8")


def lint(tmp_path: Path, *change: str, name: str = "cn-mof-2020") -> list[LintFinding]:
    path = tmp_path / f"{name}.toml"
    assert not change or change[0] in MOF
    path.write_text(MOF.replace(*change) if change else MOF, "utf-8")
    return lint_scheme(path)


@pytest.mark.parametrize("scheme_id", scheme_ids())
def test_our_own_schemes_are_clean(scheme_id: str) -> None:
    assert lint_scheme(DATA / f"{scheme_id}.toml") == []


@pytest.mark.parametrize(
    "old, new, key, words",
    [
        ("output = 50", "output = 60", "level1_weights", "合计 110，应为 100"),
        ("low = 0.6, high = 0.8", "low = 0.6, high = 0.75", "qualitative", "0.75 与 0.8 之间不属于任何一档"),
        ("low = 0.6, high = 0.8", "low = 0.6, high = 0.85", "qualitative", "0.8 与 0.85 之间属于两档"),
        ("low = 0, high = 0.6", "low = 0.1, high = 0.6", "qualitative", "最低档应从 0 起"),
        ("minimum = 80", "minimum = 90", "grades", "90 分同属“优”与“良”"),
        ("minimum = 0 }", "minimum = 50 }", "grades", "低于 50 分的没有等级"),
        ("minimum = 90", "minimum = 105", "grades", "达不到"),
        ("rank = 4", "rank = 5", "grades", "rank 应从 1 起连续"),
        ("cap = { value = 1,", "cap = { value = 1.2,", "execution.cap", "得分会突破满分"),
        ("valid_from = 2020", "valid_from = 2020\nvalid_to = 2019", "valid_to", "永远不适用"),
        (
            "over_bands = { value = []",
            "over_bands = { value = [{ above = 1.3, deduct = 0.2 }, { above = 1.5, deduct = 0.1 }]",
            "quantitative.over_bands",
            "不比前一档多扣",
        ),
        (
            'status = "unverified", source = "考成：未见全国规定" }\ninside',
            'status = "verified", source = "考成：未见全国规定" }\ninside',
            "execution.reason_below",
            "不能标为 verified",
        ),
    ],
)
def test_a_mistake_is_found_at_its_line(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    findings = lint(tmp_path, old, new)
    found = [finding for finding in findings if words in finding.message.zh]
    assert len(found) == 1
    assert (found[0].severity, found[0].key) == ("error", key)
    assert found[0].line is not None


def test_all_structural_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    findings = lint(tmp_path, 'status = "verified"', 'status = "sure"')
    assert len(findings) > 5
    assert {finding.severity for finding in findings} == {"error"}


def test_a_file_named_otherwise_is_a_warning(tmp_path: Path) -> None:
    assert [(f.severity, f.key, f.line) for f in lint(tmp_path, name="other")] == [("warning", "id", 3)]


def test_what_nothing_cites_is_a_warning(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, "[taxonomy]\n", '[instruments.extra]\ntitle = "多余"\n\n[taxonomy]\n')
    assert (finding.severity, finding.key) == ("warning", "instruments.extra")


def test_no_toml_is_a_finding(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, "[taxonomy]", "[taxonomy")
    assert "TOML 写法有误" in finding.message.zh
