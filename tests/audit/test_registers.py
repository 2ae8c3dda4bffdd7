"""The registers of regulations, misprints and trades: complete, and read with care."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from kaocheng.audit.misprints import misprints
from kaocheng.audit.regulations import citations, regulations
from kaocheng.audit.sectors import is_general, sectors, sectors_of

FOLDER = files("kaocheng.audit") / "registers"


def test_every_regulation_has_date_successor_source_and_status() -> None:
    titles = [entry.title for entry in regulations()]
    assert len(titles) == len(set(titles))
    for entry in regulations():
        assert entry.successor
        assert entry.successor_number
        assert entry.source
        assert entry.status
        assert entry.numbers or not entry.by_number_only, entry.title
        assert "待核" in entry.source or entry.status == "verified", entry.title


@pytest.mark.parametrize(
    "sentence, titles",
    [
        ("按《行政单位会计制度》执行", ["行政单位会计制度"]),
        ("按《中华人民共和国合同法》执行", ["中华人民共和国合同法"]),
        ("按《政府购买服务管理办法(暂行)》执行", ["政府购买服务管理办法（暂行）"]),
        ("按财政部[财综[2014]96号]执行", ["政府购买服务管理办法（暂行）"]),
        ("按《政府购买服务管理办法》执行", []),
        ("按《事业单位财务规则》执行", []),
        ("原《行政单位会计制度》同时废止", []),
        ("按《青山县行政单位会计制度实施细则》执行", []),
    ],
)
def test_citations(sentence: str, titles: list[str]) -> None:
    assert [citation.regulation.title for citation in citations(sentence)] == titles


def test_no_misprint_is_listed_twice_and_none_hides_another() -> None:
    words = [entry["wrong"] for entry in tomllib.loads((FOLDER / "misprints.toml").read_text("utf-8"))["misprint"]]
    assert len(words) == len(set(words))
    for word in words:
        assert not any(word in other for other in words if other != word), word


@pytest.mark.parametrize(
    "right", ["喜闻乐见", "健全制度", "截流工程", "目的的确达到", "不了了之", "签定了日期", "新建全自动车间", "R and D"]
)
def test_right_words_stay(right: str) -> None:
    assert list(misprints(right)) == []


def test_no_phrase_belongs_to_two_trades() -> None:
    phrases = [phrase for sector in sectors() for phrase in sector.phrases]
    assert len(phrases) == len(set(phrases))
    assert all(len(phrase) >= 2 for phrase in phrases)


def test_the_trade_of_a_unit() -> None:
    assert [sector.name.zh for sector in sectors_of("青山县委网信办")] == ["网信"]
    assert sectors_of("青山县综合服务所") == ()
    assert is_general("河口镇人民政府")
    assert not is_general("青山县图书馆")
