"""Cases as data: a change to a sound form, and what the piece then writes. Gaps stand in 【】."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kaocheng.composition import Block, Gap, Grid, Paragraph
from kaocheng.reporting import Outcome, assess
from kaocheng.reporting.content import PIECES
from kaocheng.reporting.content.problems import problems_of
from tests.situation import build, change

HERE = Path(__file__).parent
BASE: dict[str, Any] = tomllib.loads((HERE / "base.toml").read_text("utf-8"))
CASES = [
    pytest.param(data["piece"], case, id=f"{data['piece']}: {case['name']}")
    for file in sorted((HERE / "cases").glob("*.toml"))
    for data in [tomllib.loads(file.read_text("utf-8"))]
    for case in data["case"]
]


def words_of(block: Block) -> str:
    assert isinstance(block, Paragraph)
    return "".join(f"【{piece.prompt}】" if isinstance(piece, Gap) else piece.text for piece in block.pieces)


@pytest.mark.parametrize("piece, case", CASES)
def test_piece(piece: str, case: dict[str, Any]) -> None:
    report = build(change(BASE, set=case.get("set"), drop=case.get("drop"))).report
    earlier = build(change(BASE, set=case["last_year"])).report if "last_year" in case else None
    assessment = assess(report, earlier=earlier)
    blocks = list(PIECES[piece](assessment, assessment.projects[0]))
    assert [words_of(block) for block in blocks if not isinstance(block, Grid)] == case["text"]


def test_eighty_indicators_keep_the_sentences_short() -> None:
    row = {
        "level1": "产出指标",
        "level2": "数量指标",
        "target": "≥10次",
        "actual": "8次",
        "weight": "1",
        "score": "0.8",
    }
    texts = change(BASE)
    texts["form"]["indicators"] = [{**row, "level3": f"第{number}类活动次数"} for number in range(80)]
    assessment = assess(build(texts).report)
    blocks = list(PIECES["missed"](assessment, assessment.projects[0]))
    sentences, tables = [b for b in blocks if not isinstance(b, Grid)], [b for b in blocks if isinstance(b, Grid)]
    assert len(sentences) == 6, "five in words, one that points to the table"
    assert words_of(sentences[-1]).startswith("其余未达到指标值的指标见下表。")
    assert [table.row_count for table in tables] == [76]
    assert all(not table.holes() for table in tables)


def test_the_heaviest_miss_comes_first() -> None:
    texts = change(BASE, set={"indicators[1].actual": "90%", "indicators[0].actual": "10册"})
    assessment = assess(build(texts).report)
    blocks = list(PIECES["missed"](assessment, assessment.projects[0]))
    assert words_of(blocks[0]).startswith("“购置图书册数”")


def test_scores_table_adds_up_by_category() -> None:
    assessment = assess(build(BASE).report)
    grid = next(b for b in PIECES["scores-table"](assessment, assessment.projects[0]) if isinstance(b, Grid))
    rows = [[cell.text for cell in row] for row in grid.rows()]
    assert rows[1:] == [
        ["预算执行率", "1", "10", "10", "100%", "10"],
        ["产出指标", "2", "70", "70", "100%", "70"],
        ["满意度指标", "1", "20", "20", "100%", "20"],
        ["合计", "4", "100", "100", "100%", "100"],
    ]


def test_a_row_without_points_is_judged_all_the_same() -> None:
    texts = change(BASE, set={"indicators[0].weight": "0", "indicators[0].score": "0", "indicators[0].actual": "10册"})
    assert assess(build(texts).report).projects[0].results[0].outcome is Outcome.MISSED


def test_problems_leave_out_what_other_sections_say() -> None:
    texts = change(BASE, set={"funding[0].executed_amount": "0"})
    assessment = assess(build(texts).report)
    assert any(finding.code == "ARI-01" for finding in assessment.findings)
    text = "".join(
        words_of(block)
        for block in PIECES["problems"](assessment, assessment.projects[0])
        if not isinstance(block, Grid)
    )
    assert "执行率印为" not in text
    assert "执行得分" in text or "得分印为10" in text


def test_a_problem_of_many_rows_is_one_sentence_and_one_table_row() -> None:
    bare = (("≥5000", "5000"), ("≥98", "99"), ("≥90", "93"))
    rows = {f"indicators[{number}].target": target for number, (target, _) in enumerate(bare)}
    rows |= {f"indicators[{number}].actual": actual for number, (_, actual) in enumerate(bare)}
    assessment = assess(build(change(BASE, set=rows)).report)
    unit_missing = next(p for p in problems_of(assessment, assessment.projects[0]) if p.count == 3)
    assert unit_missing.sentence == ("指标值缺少计量单位，共3处，涉及“购置图书册数”、“图书验收合格率”和“读者满意度”。")
    assert unit_missing.text == "共3处，涉及“购置图书册数”、“图书验收合格率”和“读者满意度”。"
