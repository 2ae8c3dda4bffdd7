"""A computed figure in the style of the printed one that it replaces: decimals, signs, thousands marks, unit suffix.

The wrong figure itself is a poor witness of how many decimals are usual ("100%" says nothing), so the figures of the
same column are asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from kaocheng.audit.grades import class_of_grade
from kaocheng.model.reading import decimals_of
from kaocheng.scoring.figures import format_number, round_half_up

_NUMBER = re.compile(r"[-+]?\d[\d,，]*(?:[.．]\d+)?")
_FINE = 2  # decimals of percentages and scores unless something else is printed
_GRADES_IN_FULL = {"优": "优秀", "良": "良好"}
_GRADE_TAIL = re.compile(r"(?:等级|级|档)$")


def with_figure(printed: str, figure: str) -> str | None:
    """The printed text with another number in place of its only one; None where it holds none or several.

    >>> with_figure("95.00 分", "93.20"), with_figure("共3项、5条", "4")
    ('93.20 分', None)
    """
    found = list(_NUMBER.finditer(printed))
    if len(found) != 1:
        return None
    (match,) = found
    return printed[: match.start()] + figure + printed[match.end() :]


def like_points(value: Decimal, printed: str, peers: Iterable[str] = (), decimals: int = _FINE) -> str | None:
    """A score in the style of a printed one.

    >>> like_points(Decimal("5.780"), "10分"), like_points(Decimal(9), "9.50", ["10.00", "8.00"])
    ('5.78分', '9.00')
    """
    return with_figure(printed, _figure(value, printed, tuple(peers), decimals))


def like_amount(value: Decimal, printed: str, peers: Iterable[str] = ()) -> str | None:
    """An amount in the unit that is printed, exact.

    >>> like_amount(Decimal("1250.5"), "1,200.00")
    '1,250.50'
    """
    own = max(0, -int(value.normalize().as_tuple().exponent))
    figure = _figure(value, printed, tuple(peers), own)
    if any("," in text for text in (printed, *peers)):
        whole, point, rest = figure.partition(".")
        figure = f"{int(whole):,}{point}{rest}"
    return with_figure(printed, figure)


def like_rate(rate: Decimal, printed: str, value: Decimal, peers: Iterable[str] = ()) -> str | None:
    """A rate in the style of a printed one: with a percent sign, as a bare percentage, or as a fraction.

    `value`: how the printed one was read, a fraction. A whole 100 % is printed as such wherever others do not print
    its zeros.

    >>> like_rate(Decimal("0.57898"), "57.89%", Decimal("0.5789")), like_rate(Decimal("0.5"), "0.4", Decimal("0.4"))
    ('57.90%', '0.5')
    """
    peers = tuple(peers)
    if "‰" in printed:
        return with_figure(printed, _figure(rate * 1000, printed, peers, decimals_of(printed)))
    match = _NUMBER.search(printed)
    number = Decimal(match.group().replace(",", "").replace("，", "").replace("．", ".")) if match else value
    if "%" not in printed and "％" not in printed and number == value:
        if any(_bare_percentage(peer) for peer in peers):
            return None  # 1 among 95 and 98: one percent or the whole?
        return with_figure(printed, _figure(rate, printed, peers, max(decimals_of(printed), _FINE + 2)))
    percent = rate * 100
    places = max((decimals_of(text) for text in (printed, *peers)), default=0)
    if not places and number in (0, 100):
        places = _FINE  # 100% is printed so in every style
    zeros = any(_ends_in_zero(text) for text in (printed, *peers))
    plain = any(0 < decimals_of(text) < places for text in (printed, *peers))
    figure = format(round_half_up(percent, places), "f")
    if (percent == percent.to_integral_value() or plain) and not zeros:
        figure = format_number(round_half_up(percent, places))
    return with_figure(printed, figure)


def like_grade(label: str, printed: str) -> str:
    """A grade in the style of a printed one.

    >>> like_grade("良", "优秀"), like_grade("良", "优等级")
    ('良好', '良等级')
    """
    core = _GRADE_TAIL.sub("", printed)
    tail = printed[len(core) :]
    if len(core) == 2 and class_of_grade(label) is not None:
        label = _GRADES_IN_FULL.get(label, label)
    return label if label.endswith(tail) else label + tail


def _figure(value: Decimal, printed: str, peers: tuple[str, ...], decimals: int) -> str:
    """Trailing zeros where the column prints them, else none."""
    texts = (printed, *peers)
    padded = max((decimals_of(text) for text in texts if _ends_in_zero(text)), default=0)
    figure = format_number(round_half_up(value, max(decimals, decimals_of(printed))))
    return format(round_half_up(value, max(padded, decimals_of(figure))), "f")


def _ends_in_zero(text: str) -> bool:
    match = _NUMBER.search(text)
    return match is not None and decimals_of(text) > 0 and match.group().endswith("0")


def _bare_percentage(text: str) -> bool:
    match = _NUMBER.fullmatch(text.strip())
    return match is not None and abs(Decimal(match.group().replace(",", "").replace("．", "."))) > Decimal("1.5")
