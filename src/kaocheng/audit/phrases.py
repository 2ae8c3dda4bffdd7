"""Comparing short Chinese texts without a dictionary: pairs of characters, common parts, the items of a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kaocheng.audit.vocabulary import word_list

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_ITEM_END = re.compile(
    r"[。；;\n]+|(?<![\d.])(?=\d{1,2}[.、．](?!\d))|(?=[（(][一二三四五六七八九十\d]{1,2}[)）])|(?=[①-⑩])"
)
_ITEM_NUMBER = re.compile(
    r"^\s*(?:\d{1,2}[.、．]?|[（(][一二三四五六七八九十\d]{1,2}[)）]|[①-⑩]|[一二三四五六七八九十]+[、是])\s*(?!\d)"
)
_MARKUP = re.compile(r"</?\w+[^<>]{0,80}>")


@lru_cache(maxsize=4096)
def content_pairs(text: str) -> frozenset[str]:
    """Neighbouring pairs of Chinese characters that carry content: generic words are taken out first.

    >>> sorted(content_pairs("开展理论学习"))
    ['学习', '理论', '论学']
    """
    runs = _HAN_RUN.findall(_without_generic("".join(text.split())))
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def content_words(text: str) -> tuple[str, ...]:
    """What is left of a text when generic words are taken out.

    >>> content_words("电子政务建设及管理专项")
    ('电子政务',)
    """
    return tuple(_HAN_RUN.findall(_without_generic("".join(text.split()))))


@lru_cache(maxsize=4096)
def _without_generic(text: str) -> str:
    generic = word_list("generic_words")
    for word in dict.fromkeys(generic.find_all(text)):
        text = text.replace(word, " ")
    return text


@lru_cache(maxsize=1024)
def goal_items(text: str) -> tuple[str, ...]:
    """The items of a goal: its numbered points, else its sentences. Numbers and markup are dropped.

    >>> goal_items("1.开展检查2次。2.举办培训1次")
    ('开展检查2次', '举办培训1次')
    """
    parts = (_ITEM_NUMBER.sub("", part.strip()) for part in _ITEM_END.split(_MARKUP.sub("\n", text)))
    return tuple(part.strip(" \u3000，,、") for part in parts if len(part.strip()) >= 4)


def similarity(left: str, right: str) -> float:
    """Dice coefficient of the character pairs: 0 (nothing in common) to 1 (same pairs)."""
    one, two = _pairs(left), _pairs(right)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def longest_common(left: str, right: str) -> str:
    """The longest run of characters that both texts contain.

    >>> longest_common("信息化项目初审", "信息化项目建设")
    '信息化项目'
    """
    best = ""
    for start in range(len(left)):
        end = start + len(best) + 1
        while end <= len(left) and left[start:end] in right:
            best, end = left[start:end], end + 1
    return best


def clauses(text: str) -> Iterator[str]:
    """The parts of a sentence between commas and stops."""
    for item in goal_items(text):
        for clause in re.split(r"[，,、：:]", item):
            if clause.strip():
                yield clause.strip()
