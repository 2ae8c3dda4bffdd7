"""Word lists: every entry says where it comes from, and longer expressions win."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from kaocheng.audit.vocabulary import WordList, natures, word_list, word_list_names

RULES = Path(str(files("kaocheng.audit"))) / "rules"
DATA = sorted((Path(str(files("kaocheng.audit"))) / "data").glob("*.toml"))


def test_the_longer_of_word_and_exception_counts() -> None:
    rates = WordList("rates", ("率", "成功率"), ("功率", "效率"), "")
    assert rates.ends("覆盖率") == "率"
    assert rates.ends("电机功率") is None
    assert rates.ends("修复成功率") == "成功率"
    assert rates.find("提高效率") is None
    assert rates.find_all("提高效率和合格率") == ("率",)


def test_blanks_inside_a_cell_do_not_hide_a_word() -> None:
    assert word_list("satisfaction_words").find("社会群众满意 度") == "满意度"


def test_beginning_of_a_name() -> None:
    vague = word_list("vague_openings")
    assert vague.begins("保障工作正常开展") == "保障"
    assert vague.begins("保障性住房套数") is None
    assert vague.begins("工作保障") is None


def test_unknown_list_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        word_list("no such list")


def test_every_list_states_use_and_source_and_has_no_word_twice() -> None:
    for path in DATA:
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            assert entry["use"], name
            assert entry["source"], name
            listed = [*entry["words"], *entry.get("except", ())]
            assert len(listed) == len(set(listed)), name


def test_every_exception_holds_a_word_of_its_list() -> None:
    for name in word_list_names():
        words = word_list(name)
        idle = [e for e in words.exceptions if not any(word in e for word in words.words)]
        assert not idle, f"{name}: {idle} can never matter"


def test_every_list_is_used_and_every_used_list_exists() -> None:
    sources = [*RULES.glob("*.py"), *RULES.parent.glob("*.py")]
    used = {name for path in sources for name in re.findall(r'"([a-z_]+)"', path.read_text("utf-8"))}
    assert set(word_list_names()) <= used


def test_natures_name_units_that_do_not_fit() -> None:
    bandwidth = next(nature for nature in natures() if nature.names.find("主链路带宽"))
    assert "GB" in bandwidth.wrong
    assert "Mbps" in bandwidth.right
