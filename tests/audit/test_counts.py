"""Counts in a sentence and the wholes they divide."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.audit.counts import counts, divisions


@pytest.mark.parametrize(
    "text, least, most",
    [
        ("252条", "252", "252"),
        ("4万余条", "40000", "50000"),
        ("120余家", "120", "130"),
        ("4.2万条", "41500", "42500"),
        ("约100人", "90", "110"),
    ],
)
def test_what_the_wording_allows(text: str, least: str, most: str) -> None:
    (count,) = counts(text)
    assert (count.least, count.most) == (Decimal(least), Decimal(most))
    assert count.approximate is (least != most)


def test_numbers_of_documents_and_models_are_no_counts() -> None:
    assert counts("渝财绩〔2022〕1号，IPv6改造，第3次会议") == ()


def test_a_whole_and_its_parts() -> None:
    (division,) = divisions("监测到信息66280条，其中正面53427条，负面12853条，设立任务206项。")
    assert (division.whole.text, division.total, division.agrees) == ("66280条", Decimal(66280), True)


@pytest.mark.parametrize(
    "sentence",
    ["专报14期、快报203期、月报9期。", "关注1.8万人，其中抖音1.1万人，微博0.2万人。", "会议3次，其中线上1次。"],
)
def test_what_is_no_division(sentence: str) -> None:
    assert not list(divisions(sentence))


def test_rounded_words_may_agree() -> None:
    (division,) = divisions("举报4万余条，其中甲类1950条，乙类3.8万条，丙类243条。")
    assert division.agrees
