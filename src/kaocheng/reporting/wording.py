"""Figures and lists as an official report words them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest

from kaocheng.composition import Gap, Paragraph, Run
from kaocheng.provenance import Printed
from kaocheng.scoring import Interval, NotComputable, Replayed, format_number, format_points, format_rate
from kaocheng.values.units import MONEY_FACTORS

LISTED = 5  # what a sentence or a list names one by one; the rest goes into a table

_END = "。；;，,、.：: "
_STOPS = re.compile(r"[。！？!?]$")
_CJK = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BLANKS = re.compile(rf"(?<=[{_CJK}≥≤×÷=])[ \t\u3000\u00a0]+|[ \t\u3000\u00a0]+(?=[{_CJK}≥≤×÷=])")
_MARKS = re.compile(r"</?[a-zA-Z]+[^<>]{0,40}>|\[bookmark:[^\]]{0,40}\]")


def amount(printed: Printed[Decimal], unit: str) -> str:
    """The printed figure with its unit; one that already has a unit keeps it. `unit` "" where the form states none."""
    text = "".join(printed.text.split())
    return text if any(text.endswith(name) for name in MONEY_FACTORS) else f"{text}{unit}"


def difference(first: Decimal, second: Decimal, unit: str) -> str:
    """The distance of two amounts, without a sign."""
    return f"{format_number(abs(first - second))}{unit}"


def rate(value: Decimal) -> str:
    """A fraction as a percentage of at most two decimals: "58%", "99.97%"."""
    text = format_rate(value).removesuffix("%")
    return f"{format_number(Decimal(text))}%"


def points(value: Decimal) -> str:
    """A score or a difference of percentages, at most two decimals."""
    return format_points(value)


def replayed(value: Replayed) -> str:
    """A recomputed score as words that fit behind 为; see `NotComputable` for its absence."""
    if isinstance(value, Interval):
        return f"{points(value.low)}至{points(value.high)}分"
    return "无法计算" if isinstance(value, NotComputable) else f"{points(value)}分"


def listed(names: Sequence[str], limit: int = LISTED, measure: str = "项") -> str:
    """ "甲、乙和丙"; of more than `limit` the first ones, "甲、乙等9项".

    >>> listed(["甲"]), listed(["甲", "乙", "丙"]), listed(["甲", "乙", "丙"], limit=2)
    ('甲', '甲、乙和丙', '甲、乙等3项')
    """
    if len(names) > limit:
        return f"{'、'.join(names[:limit])}等{len(names)}{measure}"
    return "和".join(part for part in ("、".join(names[:-1]), names[-1]) if part) if names else ""


def quoted(names: Iterable[str]) -> list[str]:
    return [f"“{name.replace('“', '‘').replace('”', '’')}”" for name in names]


def tight(text: str) -> str:
    """Without the blanks beside Chinese characters that machines and narrow columns put there.

    >>> tight("得分印为 10，应为 5.78")
    '得分印为10，应为5.78'
    """
    return _BLANKS.sub("", text)


def plain(text: str) -> str:
    """A cell of running text on one line, without its closing mark: its lines are joined as parts of a sentence."""
    lines = [tight(_MARKS.sub("", line)).strip(_END) for line in text.split("\n")]
    return joined([line for line in lines if line])


def joined(parts: Sequence[str]) -> str:
    """Lines of a cell behind each other; a line that a narrow column broke goes on without a mark."""
    text = ""
    for part in parts:
        starts = re.match(r"[（(]?[0-9一二三四五六七八九十]+[）)、.．]|目标|指标", part) is not None
        text = f"{text}；{part}" if text and starts else text + part
    return text


def sentence(text: str) -> str:
    """With one full stop at its end."""
    return text if _STOPS.search(text) else f"{text.rstrip(_END)}。"


def paragraph(*pieces: str | Gap | None) -> Paragraph:
    """Text and gaps behind each other; empty ones are left out. A gap that no mark follows is a sentence of its own."""
    shown = [piece for piece in pieces if piece]
    parts: list[Run | Gap] = []
    for piece, following in zip_longest(shown, shown[1:]):
        parts.append(Run(piece) if isinstance(piece, str) else piece)
        if isinstance(piece, Gap) and not (isinstance(following, str) and following.startswith(("。", "，"))):
            parts.append(Run("。"))
    return Paragraph(tuple(parts))


def ask(prompt: str) -> Paragraph:
    """A paragraph that a person has to write."""
    return paragraph(Gap(prompt))
