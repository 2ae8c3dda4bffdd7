from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.errors import UsageError
from kaocheng.schemes import LintFinding, lint_scheme, scheme_ids

DATA = Path(__file__).parents[2] / "src/kaocheng/schemes/data"
MOF = (DATA / "cn-mof-2020.toml").read_text("utf-8").replace('id = "cn-mof-2020"', 'id = "own-2020"')
LOCAL = """\
id = "own-2024"
title = { zh = "自定", en = "own" }
region = "130000"
valid_from = 2024
kinds = ["project"]
extends = "cn-mof-2020"
inherited_status = "unverified"
"""


def lint(tmp_path: Path, *change: str, name: str = "own-2020") -> list[LintFinding]:
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
        ('region = "000000"', 'region = "139999"', "region", "行政区划代码表中没有 139999"),
        ('region = "000000"', 'region = "河北"', "region", "应为六位行政区划代码"),
        ("date = 2026-11-21", "date = 2206-11-21", "revision", "日期 2206-11-21 不合情理"),
        ("date = 2026-11-21", "date = 2026-11-21T08:00:00", "revision", "每条应有 date 与 note"),
        ("valid_from = 2020", 'valid_from = "2020"', "valid_from", "应为年度"),
        ("cap = { value = 1,", "cap = { value = 0,", "execution.cap", "永远不得分"),
        ("minimum = 80", "minimum = 95", "grades", "“良”的下限高于“优”"),
        ("[rounding]\n", "[rounding]\nhalf = 1\n", "rounding.half", "不认识的键"),
        ("valid_from = 2020\n", "valid_from = 2020\nvalidity = 1\n", "validity", "不认识的键"),
        ('cap = { value = 1, status = "verified", ', "cap = { value = 1, ", "execution.cap", "缺少 status"),
        ('status = "verified"\nsource = "等级；', 'status = "verified"\n# "等级；', "grades", "缺少 source"),
        (
            '[not_applicable]\nvalue = "rescale"\nstatus = "unverified"',
            '[not_applicable]\nvalue = "rescale"\nstatus = []',
            "not_applicable",
            "status 应为其一",
        ),
        ("minimum = 90 }", "minimum = 90, share = 1 }", "grades", "每个等级应有 label、rank、minimum"),
        (
            "over_bands = { value = []",
            "over_bands = { value = [{ above = 1.3, deduct = 0.1 }, { above = 1.3, deduct = 0.2 }]",
            "quantitative.over_bands",
            "above = 1.3 出现两次",
        ),
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


@pytest.mark.parametrize("old, new", [("[taxonomy]", "[taxonomy"), ("date = 2026-11-21", "date = 2026-02-30")])
def test_no_toml_is_a_finding_at_its_line(tmp_path: Path, old: str, new: str) -> None:
    (finding,) = lint(tmp_path, old, new)
    assert "TOML 写法有误" in finding.message.zh
    assert finding.line == MOF.replace(old, new).splitlines().index(new) + 1


def local(tmp_path: Path, text: str) -> list[LintFinding]:
    path = tmp_path / "own-2024.toml"
    path.write_text(text, "utf-8")
    return lint_scheme(path)


def test_a_local_scheme_that_only_extends_is_clean(tmp_path: Path) -> None:
    assert local(tmp_path, LOCAL) == []


@pytest.mark.parametrize(
    "parent, words", [("cn-anhui-2022", "自身也有 extends，只允许一层"), ("cn-nowhere", "方案中没有 cn-nowhere")]
)
def test_extends_is_one_level_deep_and_names_what_exists(tmp_path: Path, parent: str, words: str) -> None:
    (finding,) = local(tmp_path, LOCAL.replace("cn-mof-2020", parent))
    assert (finding.severity, finding.key, finding.line) == ("error", "extends", 6)
    assert words in finding.message.zh


def test_with_a_wrong_extends_the_rest_of_the_file_is_still_read(tmp_path: Path) -> None:
    text = LOCAL.replace("cn-mof-2020", "cn-nowhere").replace('"130000"', '"13"')
    assert {finding.key for finding in local(tmp_path, text)} == {"extends", "region"}


def test_an_id_of_the_library_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "cn-mof-2020.toml"
    path.write_text((DATA / "cn-mof-2020.toml").read_text("utf-8"), "utf-8")
    (finding,) = lint_scheme(path)
    assert (finding.severity, finding.key) == ("error", "id")
    assert "请另取一个 id" in finding.message.zh


def test_no_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        lint_scheme(tmp_path / "missing.toml")
