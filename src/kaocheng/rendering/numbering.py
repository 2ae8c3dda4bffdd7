"""The numbers of headings: 一、 （一） 1. （1）.

Written out as text, not left to the list numbering of a word processor: the three formats then show the same, and a
number survives being copied into another document. Source: GB/T 9704-2012, 7.3.3 (see `style`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaocheng.composition import Block, Heading

_DIGITS = "零一二三四五六七八九"


def number_headings(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Each block with the number it begins with: "" for whatever is no heading, and for the title.

    A heading starts the count of the levels below it anew.
    """
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading) or block.level < 1:
            yield block, ""
            continue
        level = min(block.level, len(counts))
        counts[level - 1] += 1
        counts[level:] = [0] * (len(counts) - level)
        yield block, heading_number(level, counts[level - 1])


def heading_number(level: int, count: int) -> str:
    """The number of the `count`th heading of a level from 1 to 4.

    >>> [heading_number(level, 12) for level in (1, 2, 3, 4)]
    ['十二、', '（十二）', '12.', '（12）']
    """
    match level:
        case 1:
            return f"{chinese_number(count)}、"
        case 2:
            return f"（{chinese_number(count)}）"
        case 3:
            return f"{count}."
    return f"（{count}）"


def chinese_number(count: int) -> str:
    """A count in Chinese characters, from 1 to 99; above that in Arabic digits, as no report goes there.

    >>> [chinese_number(count) for count in (1, 10, 11, 20, 35)]
    ['一', '十', '十一', '二十', '三十五']
    """
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")
