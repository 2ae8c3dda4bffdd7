"""Spreadsheet numbers as their cells show them: 0.9 under "0%" is 90%.

A number is formatted the way a Chinese Excel does it: sections for positive, negative, zero and text, conditions,
placeholders, thousands, percentages, powers, fractions, dates of both date systems, Chinese date words. What depends on
the width of a column or a window is left out: fill characters, padding, "####".
Source of the rules: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

# Formats that files name by number only, as a Chinese Excel shows them.
BUILTIN: Mapping[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-";@',
    42: '"¥"#,##0;"¥"-#,##0;"¥""-";@',
    43: '#,##0.00;-#,##0.00;"-"??;@',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥""-"??;@',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_MAX_PLACES = 30  # Excel's own limit of decimals
_MAX_SERIAL = 2_958_466  # the day after 9999-12-31
_MAX_CODE = 255
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LONG_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_CHINESE_DAYS = "一二三四五六日"

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _.                                      # as wide as a character
    | \*.                                     # filled with a character
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<half>AM/PM|A/P|上午/下午)
    | (?P<power>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|aaaa?)
    | (?P<plain>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-.*)?")

Formatter = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: literal, digit, point, comma, percent, power, slash, text, general, date, half or elapsed."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)


@lru_cache(maxsize=4096)
def format_number(number: str | float, code: str, dates_from_1904: bool = False) -> str:
    """A number as shown under a format code. `number`: a float, or its digits in the file.

    What is no number comes back unchanged; a code that makes no sense counts as General.

    >>> format_number(0.9, "0%"), format_number("29.990000000000002", "General"), format_number(1234.5, "#,##0.00")
    ('90%', '29.99', '1,234.50')
    >>> format_number(44896, 'yyyy"年"m"月"')
    '2022年12月'
    """
    try:
        # Fifteen digits are what a cell holds; the rest is noise of binary fractions.
        value = Decimal(format(float(number), ".15g"))
    except (ValueError, OverflowError):
        return str(number)
    if not value.is_finite():
        return str(number)
    if code in ("General", "") or len(code) > _MAX_CODE:
        return _general(value)
    try:
        return _format(value, _sections(code), dates_from_1904).strip()
    except (ValueError, InvalidOperation, OverflowError, ZeroDivisionError):
        return _general(value)


@lru_cache(maxsize=1024)
def format_text(text: str, code: str) -> str:
    """A text as shown under a format code: its fourth section or a sole "@" may add words."""
    if "@" not in code or code == "@" or len(code) > _MAX_CODE:
        return text
    section = _sections(code)[-1]
    if not section.has("text"):
        return text
    return "".join(text if token.kind == "text" else token.value for token in section.tokens)


@lru_cache(maxsize=512)
def is_date_format(code: str) -> bool:
    """Whether numbers under this code are dates or times."""
    return len(code) <= _MAX_CODE and _sections(code)[0].has("date", "half", "elapsed")


# --- reading a code ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        word = match.group()
        if kind == "plain" and word == ";":
            sections.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind in ("quoted", "escaped"):
            tokens.append(_Token("literal", match.group(kind)))
        elif kind == "bracket":
            inside = match.group(kind)
            if found := _CONDITION.fullmatch(inside):
                condition = (found[1], Decimal(found[2]))
            elif _ELAPSED.fullmatch(inside):
                tokens.append(_Token("elapsed", inside.lower()))
            elif found := _CURRENCY.fullmatch(inside):
                tokens.append(_Token("literal", found[1]))
        elif kind == "date":
            tokens.append(_Token("date", word.lower()))
        elif kind in ("general", "half", "power"):
            tokens.append(_Token(kind, word))
        elif kind == "plain":
            tokens.append(_Token(_PLAIN.get(word, "literal"), word))
    sections.append(_Section(tuple(tokens), condition))
    return tuple(sections)


_PLAIN = {
    "0": "digit",
    "#": "digit",
    "?": "digit",
    ".": "point",
    ",": "comma",
    "%": "percent",
    "/": "slash",
    "@": "text",
}


def _format(value: Decimal, sections: tuple[_Section, ...], dates_from_1904: bool) -> str:
    section, signed = _chosen(value, sections)
    if section is None:
        return _general(value)
    if not section.tokens:
        return ""  # ";;;" hides the number
    if section.has("text"):
        return "".join(_general(value) if token.kind == "text" else token.value for token in section.tokens)
    if section.has("general"):
        shown = _general(value if signed else abs(value))
        return "".join(shown if token.kind == "general" else token.value for token in section.tokens)
    if section.has("date", "half", "elapsed"):
        return _date(value, section.tokens, dates_from_1904)
    sign = "-" if signed and value < 0 else ""
    body = _number(abs(value), section)
    # A number rounded to nothing has lost its sign.
    return body if sign and not any("1" <= char <= "9" for char in body) else sign + body


def _chosen(value: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section | None, bool]:
    """The section for a value, and whether a minus sign has to be added to it."""
    numeric = [section for section in sections if not section.has("text")] if len(sections) > 1 else list(sections)
    numeric = numeric[:3] or [sections[0]]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(value, *section.condition):
                return section, True
        return None, True
    if len(numeric) == 1:
        return numeric[0], True
    if value < 0:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _holds(value: Decimal, comparison: str, bound: Decimal) -> bool:
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[comparison]


# --- numbers ----------------------------------------------------------------------------------------------------------


def _general(value: Decimal) -> str:
    """As many digits as fit into eleven characters; beyond that a power of ten."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= Decimal(10) ** 11:
        return _power(value, 5)
    whole = len(str(int(size)))
    rounded = value.quantize(Decimal(1).scaleb(-max(0, 10 - whole)), ROUND_HALF_UP)
    if size < Decimal("0.0001") and rounded != value:
        return _power(value, 5)
    return _plain_digits(rounded)


def _plain_digits(value: Decimal) -> str:
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _power(value: Decimal, places: int) -> str:
    mantissa, exponent = f"{value:.{places}E}".split("E")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


def _number(value: Decimal, section: _Section) -> str:
    tokens = section.tokens
    if section.has("slash") and any(token.kind == "digit" for token in tokens):
        return _fraction(value, tokens)
    digits = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    if not digits:  # words only
        return "".join(token.value for token in tokens if token.kind in ("literal", "percent", "slash"))
    for token in tokens:
        if token.kind == "percent":
            value *= 100
    power = next((index for index, token in enumerate(tokens) if token.kind == "power"), None)
    if power is not None:
        return _scientific(value, tokens, power)
    return _fixed(value, tokens)


def _fixed(value: Decimal, tokens: tuple[_Token, ...]) -> str:
    """Placeholders filled with digits; literals between them stay in place."""
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    last = max(index for index, token in enumerate(tokens) if token.kind == "digit")
    scale, grouped = 0, False
    for index, token in enumerate(tokens):
        if token.kind != "comma":
            continue
        following = next((other for other in tokens[index + 1 :] if other.kind != "comma"), None)
        if index > last or (following is not None and following.kind == "point"):
            scale += 1
        else:
            grouped = True
    value = value.scaleb(-3 * scale)
    after = [token.value for token in tokens[point:] if token.kind == "digit"][:_MAX_PLACES]
    rounded = value.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, decimals = format(rounded, "f").partition(".")
    before = _whole_part(whole.lstrip("0"), tokens[:point], grouped)
    return before + _decimal_part(decimals, tokens[point:])


def _whole_part(digits: str, tokens: tuple[_Token, ...], grouped: bool) -> str:
    slots = sum(token.kind == "digit" for token in tokens)
    if not slots:
        literals = "".join(token.value for token in tokens if token.kind not in ("digit", "comma"))
        return literals + digits
    shown: list[str] = []  # from right to left
    used = 0

    def put(digit: str) -> None:
        nonlocal used
        if grouped and used and used % 3 == 0 and digit != " ":
            shown.append(",")
        shown.append(digit)
        used += 1

    left = list(digits)
    for token in reversed(tokens):
        if token.kind == "digit":
            slots -= 1
            if left:
                put(left.pop())
            elif token.value != "#":
                put("0" if token.value == "0" else " ")
            if not slots:
                while left:
                    put(left.pop())
        elif token.kind != "comma":
            shown.append(token.value[::-1])
    return "".join(shown)[::-1]


def _decimal_part(decimals: str, tokens: tuple[_Token, ...]) -> str:
    significant = len(decimals.rstrip("0"))
    shown: list[str] = []
    position = 0
    for token in tokens:
        if token.kind == "digit":
            digit = decimals[position : position + 1]
            if position < significant or token.value == "0":
                shown.append(digit)
            elif token.value == "?":
                shown.append(" ")
            position += 1
        elif token.kind != "comma":
            shown.append(token.value)
    return "".join(shown)


def _scientific(value: Decimal, tokens: tuple[_Token, ...], power: int) -> str:
    mantissa_tokens = tokens[:power]
    point = next((i for i, token in enumerate(mantissa_tokens) if token.kind == "point"), power)
    slots = max(1, sum(token.kind == "digit" for token in mantissa_tokens[:point]))
    places = sum(token.kind == "digit" for token in mantissa_tokens[point:])
    exponent = value.adjusted() if value else 0
    exponent -= exponent % slots if slots > 1 else 0
    mantissa = value.scaleb(-exponent).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if mantissa >= Decimal(10) ** slots:
        exponent += slots
        mantissa = mantissa.scaleb(-slots).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    width = 0
    tail: list[str] = []
    for token in tokens[power + 1 :]:
        if token.kind == "digit":
            width += 1
        else:
            tail.append(token.value)
    sign = "-" if exponent < 0 else "+" if tokens[power].value.endswith("+") else ""
    return _fixed(mantissa, mantissa_tokens) + f"E{sign}{str(abs(exponent)).zfill(width)}" + "".join(tail)


def _fraction(value: Decimal, tokens: tuple[_Token, ...]) -> str:
    slash = next(index for index, token in enumerate(tokens) if token.kind == "slash")
    denominator = ""
    end = slash + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].value.isdigit()):
        denominator += tokens[end].value
        end += 1
    start = slash
    while start > 0 and tokens[start - 1].kind == "digit":
        start -= 1
    has_whole = any(token.kind == "digit" for token in tokens[:start])
    whole = int(value) if has_whole else 0
    rest = Fraction(value) - whole
    if denominator.strip("0#?"):
        bottom = int(denominator)
        top = int((rest * bottom + Fraction(1, 2)) // 1)
    else:
        near = rest.limit_denominator(10 ** min(len(denominator), 6) - 1)
        top, bottom = near.numerator, near.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    words = "".join(token.value for token in tokens[:start] if token.kind == "literal" and token.value.strip())
    tail = "".join(token.value for token in tokens[end:] if token.kind == "literal")
    parts = [str(whole)] if has_whole and (whole or not top) else []
    if top or not has_whole:
        parts.append(f"{top}/{bottom}")
    return words + " ".join(parts) + tail


# --- dates ------------------------------------------------------------------------------------------------------------


def date_of(serial: float, dates_from_1904: bool = False) -> datetime:
    """The moment of a serial number, to the millisecond. Raises ValueError before year 1900 and after 9999.

    Day 60 of the 1900 system is a 29 February that never was; it gives the 28th.
    """
    if not 0 <= serial < _MAX_SERIAL:
        raise ValueError(serial)
    if dates_from_1904:
        start = datetime(1904, 1, 1)
    else:
        start = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
        if 60 <= serial < 61:
            serial -= 1
            start = datetime(1899, 12, 31)
    return start + timedelta(milliseconds=round(serial * 86_400_000))


def serial_of(moment: date | datetime) -> float:
    """The serial number of a date in the 1900 system."""
    start = datetime(1899, 12, 30)
    full = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    return (full - start) / timedelta(days=1)


def _date(value: Decimal, tokens: tuple[_Token, ...], dates_from_1904: bool) -> str:
    serial = float(value)
    places = _second_places(tokens)
    moment = date_of(serial, dates_from_1904)
    # Rounded to what is shown, so that 11:59:59.9999 is noon.
    step = timedelta(seconds=1) / 10**places
    moment = datetime.min + round((moment - datetime.min) / step) * step
    twelve = any(token.kind == "half" for token in tokens)
    elapsed = round(serial * 86_400)
    return "".join(_date_parts(moment, tokens, twelve, elapsed))


def _second_places(tokens: tuple[_Token, ...]) -> int:
    for index, token in enumerate(tokens):
        if token.kind == "point" and index and tokens[index - 1].value[:1] == "s":
            return min(3, sum(1 for _ in _digits_after(tokens, index)))
    return 0


def _digits_after(tokens: tuple[_Token, ...], index: int) -> Iterator[_Token]:
    for token in tokens[index + 1 :]:
        if token.kind != "digit":
            return
        yield token


def _date_parts(moment: datetime, tokens: tuple[_Token, ...], twelve: bool, elapsed: int) -> Iterator[str]:
    clock = [(index, token.value[0]) for index, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    in_seconds = False
    for index, token in enumerate(tokens):
        word = token.value
        if token.kind == "date":
            if word[0] == "m" and _is_minute(index, clock):
                yield str(moment.minute).zfill(len(word[:2]))
            else:
                yield _date_part(moment, word, twelve)
            in_seconds = word[0] == "s"
        elif token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[word[0]]
            yield str(elapsed // unit).zfill(len(word))
            in_seconds = word[0] == "s"
        elif token.kind == "half":
            yield _half(moment, word)
        elif token.kind == "digit":
            if in_seconds:
                yield str(moment.microsecond // 1000).zfill(3)[: _second_places(tokens)]
            in_seconds = False
        elif token.kind == "point" and in_seconds:
            yield "."
        else:
            yield word
            in_seconds = False


def _is_minute(index: int, clock: list[tuple[int, str]]) -> bool:
    """An m is a minute after hours and before seconds, a month elsewhere."""
    place = next(i for i, (position, _) in enumerate(clock) if position == index)
    before = clock[place - 1][1] if place else ""
    after = clock[place + 1][1] if place + 1 < len(clock) else ""
    return before == "h" or after == "s"


def _date_part(moment: datetime, word: str, twelve: bool) -> str:
    size = len(word)
    match word[0]:
        case "y":
            return str(moment.year) if size > 2 else f"{moment.year % 100:02d}"
        case "e":
            return str(moment.year)
        case "m":
            if size == 5:
                return _MONTHS[moment.month - 1][0]
            if size > 2:
                return (_MONTHS if size == 3 else _LONG_MONTHS)[moment.month - 1]
            return str(moment.month).zfill(size)
        case "d":
            if size > 2:
                return _DAYS[moment.weekday()][: 3 if size == 3 else None]
            return str(moment.day).zfill(size)
        case "a":
            return ("周" if size == 3 else "星期") + _CHINESE_DAYS[moment.weekday()]
        case "h":
            hour = (moment.hour - 1) % 12 + 1 if twelve else moment.hour
            return str(hour).zfill(min(size, 2))
        case _:
            return str(moment.second).zfill(min(size, 2))


def _half(moment: datetime, word: str) -> str:
    early, late = word.split("/")
    return early if moment.hour < 12 else late
