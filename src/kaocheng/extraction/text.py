"""Lines and sentences of running text."""

from __future__ import annotations

import re

_ITEM = re.compile(
    r"\s*(?:\d{1,2}\s*[.、．）)](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳●•■◆])"
)


def has_item_number(line: str) -> bool:
    """Whether a line begins an item of a list ("1.", "（二）", "三、")."""
    return _ITEM.match(line) is not None


def unwrap(text: str) -> str:
    """Join lines that only the width of the column broke; an item number begins a line of its own."""
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        if has_item_number(line):
            joined += "\n" + line
        elif joined[-1:].isascii() and joined[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha():
            joined += " " + line
        else:
            joined += line
    return joined
