"""Comparing short texts."""

from __future__ import annotations

import pytest

from kaocheng.audit.phrases import clauses, content_pairs, goal_items, longest_common, similarity


@pytest.mark.parametrize(
    "text, items",
    [
        ("1.开展检查2次。2.举办培训1次", ("开展检查2次", "举办培训1次")),
        ("1. 出具规划1份。 2. 组织培训1次, 深入推进。", ("出具规划1份", "组织培训1次, 深入推进")),
        ("1 监测账号和 204 家重点网站。 2 收集舆情信息。", ("监测账号和 204 家重点网站", "收集舆情信息")),
        ("（一）购置图书；（二）上架图书", ("购置图书", "上架图书")),
        ("<p>1. 每月学习。</p> <p>2. 组织党建活动。</p>", ("每月学习", "组织党建活动")),
        ("合格率达到98.5%以上", ("合格率达到98.5%以上",)),
        ("", ()),
    ],
)
def test_goal_items(text: str, items: tuple[str, ...]) -> None:
    assert goal_items(text) == items


def test_clauses_split_at_commas() -> None:
    assert list(clauses("购置图书8000册，举办活动24场。")) == ["购置图书8000册", "举办活动24场"]


def test_generic_words_carry_no_content() -> None:
    assert content_pairs("组织开展项目建设工作") == frozenset()
    assert content_pairs("重大舆情监测") & content_pairs("网络舆情发现") == {"舆情"}


def test_longest_common_run() -> None:
    assert longest_common("信息化项目初审", "信息化项目建设") == "信息化项目"
    assert longest_common("图书", "演出") == ""


def test_similarity_is_between_nothing_and_everything() -> None:
    assert similarity("主链路带宽", "主链路带宽") == 1
    assert similarity("图书", "演出") == 0
    assert similarity("", "演出") == 0
