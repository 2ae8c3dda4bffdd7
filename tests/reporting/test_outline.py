from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.errors import UsageError
from kaocheng.reporting import choose_outline, load_outline, outlines
from kaocheng.reporting.outline import DATA
from kaocheng.schemes.regions import COUNTRY

GOOD = """id = "own"
title = { zh = "本局提纲", en = "our outline" }
region = "000000"
kinds = ["project"]
document = "{unit}{year}自评报告"
status = "unverified"
source = "本局"
[[section]]
heading = "资金"
content = ["funds", { gap = "请填写" }, { text = "{year}" }]
"""


def test_files_are_named_after_their_outline() -> None:
    assert [outline.id for outline in outlines()] == sorted(file.stem for file in DATA.glob("*.toml"))


def test_there_is_a_general_outline_for_each_kind() -> None:
    general = [kind for outline in outlines() if outline.region == COUNTRY for kind in outline.kinds]
    assert sorted(general) == ["department", "project"]


@pytest.mark.parametrize(
    "kind, region, expected",
    [
        ("department", "130132", "cn-hebei-shijiazhuang"),
        ("project", "130871", "cn-hebei-chengde"),
        ("project", "130132", "cn-project"),
        ("project", "430511", "cn-hunan"),
        ("department", "500120", "cn-chongqing-dept"),
        ("department", None, "cn-department"),
    ],
)
def test_choice_by_region_and_kind(kind: str, region: str | None, expected: str) -> None:
    assert choose_outline(kind, region).id == expected  # type: ignore[arg-type]


def test_override_by_id_and_by_file(tmp_path: Path) -> None:
    assert choose_outline("department", "130132", "cn-hunan").id == "cn-hunan"
    own = tmp_path / "own.toml"
    own.write_text(GOOD, "utf-8")
    assert choose_outline("project", None, str(own)).document == "{unit}{year}自评报告"


@pytest.mark.parametrize(
    "old, new, named",
    [
        ('"funds"', '"money"', "section[0].content[0]"),
        ("{ gap =", "{ gab =", "section[0].content[1]"),
        ('"{year}" }', '"{name}" }', "section[0].content[2]"),
        ('region = "000000"', 'region = "13"', "region"),
        ('kinds = ["project"]', 'kinds = ["unit"]', "kinds"),
        ('status = "unverified"', 'status = "sure"', "status"),
        ('source = "本局"', "", "source"),
        ('heading = "资金"', 'heading = "资金"\nlevel = 7', "section[0].level"),
        ('heading = "资金"', 'heading = "资金"\ncolour = 1', "section[0].colour"),
        ("[[section]]", "[[section", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in GOOD
    own = tmp_path / "own.toml"
    own.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(UsageError) as caught:
        load_outline(own)
    assert "own.toml" in caught.value.message.zh
    assert named in caught.value.message.zh


def test_unknown_id() -> None:
    with pytest.raises(UsageError, match="nowhere"):
        choose_outline("project", None, "nowhere")
