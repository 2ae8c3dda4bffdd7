from __future__ import annotations

import copy
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

from kaocheng.composition import Gap, Heading, Signature
from kaocheng.reporting import assess, choose_outline, compose_report
from tests.situation import build, change

BASE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "base.toml").read_text("utf-8"))


def composed(texts: dict[str, Any], outline: str = "cn-project"):  # type: ignore[no-untyped-def]
    assessment = assess(build(texts).report)
    return compose_report(assessment, choose_outline(assessment.report.kind, None, outline))


def two_projects() -> dict[str, Any]:
    texts = copy.deepcopy(BASE)
    texts["forms"] = [texts.pop("form"), copy.deepcopy(BASE["form"])]
    texts["forms"][1]["project_name"] = "读者活动经费"
    return texts


def headings(composition: Any) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in composition.blocks if isinstance(block, Heading)]


def test_title_signature_and_annex() -> None:
    composition = composed(BASE)
    assert composition.title == "青山县图书馆2022年度项目支出绩效自评报告"
    assert headings(composition)[0] == (0, composition.title)
    signature = next(block for block in composition.blocks if isinstance(block, Signature))
    assert isinstance(signature.date, Gap), "a date is never invented"
    assert [grid.template != "" for grid in composition.grids if grid.title] == [True]


def test_nobody_is_named_where_the_form_names_nobody() -> None:
    texts = change(BASE, drop=["report.budget_unit", "implementing_unit", "competent_department"])
    signature = next(block for block in composed(texts).blocks if isinstance(block, Signature))
    assert isinstance(signature.unit, Gap)


def test_a_single_project_gets_no_heading_of_its_own() -> None:
    found = [text for _, text in headings(composed(BASE))]
    assert "图书购置经费" not in found
    assert "与上年度比较" not in found, "a heading without content is left out"
    assert "项目汇总" not in found


def test_several_projects_get_one_subsection_each_and_a_table() -> None:
    composition = composed(two_projects())
    found = headings(composition)
    assert found.count((3, "图书购置经费")) == found.count((3, "读者活动经费")) > 1
    summary = next(grid for grid in composition.grids if grid.name == "项目自评情况")
    assert [[cell.text for cell in row][1] for row in summary.rows()][1:] == ["图书购置经费", "读者活动经费"]
    assert len([grid for grid in composition.grids if grid.title]) == 2


def test_headings_never_stand_empty() -> None:
    for texts in (BASE, two_projects(), {"report": {"kind": "project"}}):
        blocks = composed(texts).blocks
        for first, second in pairwise(blocks):
            if isinstance(first, Heading) and first.level:
                assert not isinstance(second, Signature)
                assert not isinstance(second, Heading) or second.level > first.level


def test_a_department_with_one_form_says_things_once() -> None:
    texts = change(BASE, set={"report.kind": "department"})
    composition = composed(texts, "cn-hebei-shijiazhuang")
    text = "".join(
        piece.text for block in composition.blocks for piece in getattr(block, "pieces", ()) if hasattr(piece, "text")
    )
    assert text.count("自评总分为100分") == 1
    assert text.count("全年执行数50万元") == 1


def test_same_report_same_composition() -> None:
    assert composed(two_projects()) == composed(two_projects())
