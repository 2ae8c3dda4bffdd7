"""Words and signs that say how a number bounds the result: ≥, 不低于, 95%以上, and what a sign column may print."""

from __future__ import annotations

import re
from functools import lru_cache

from kaocheng.values.spelling import spell
from kaocheng.values.value import Comparator

_MAY = r"(?:得|能|应|可|宜|许|会)?"
_SIGN_WORDS: tuple[tuple[Comparator, str], ...] = (
    (Comparator.GE, r">=|≥=?|≧|⩾|≮|=>|﹥="),
    (Comparator.LE, r"<=|≤=?|≦|⩽|≯|=<|﹤="),
    (Comparator.GT, r">|﹥|〉"),
    (Comparator.LT, r"<|﹤|〈"),
    (Comparator.EQ, r"=|═|﹦|≡|≈"),
)
_WORDS: tuple[tuple[Comparator, str], ...] = (
    (Comparator.GE, rf"[不未]{_MAY}(?:低|少|小|下|短|差|亚|弱)于|不{_MAY}低"),
    (Comparator.LE, rf"[不未]{_MAY}(?:高|多|大|长|晚|迟)于|[不未]{_MAY}(?:超过|超出|超|突破|超支|逾)"),
    (Comparator.GE, r"(?:大|高|多|优|长)于(?:或|或者|/|及|和)?等于|超过(?:或|或者)等于"),
    (Comparator.GE, r"(?:达到|等于)(?:或|或者|及)(?:超过|高于|大于)"),
    (Comparator.LE, r"(?:小|低|少|短)于(?:或|或者|/|及|和)?等于"),
    (Comparator.GE, r"至少|最少|最低|起码"),
    (Comparator.LE, r"至多|最多|最高|最长|最大|上限"),
    (Comparator.GT, r"大于|高于|多于|长于|优于|超过|超出"),
    (Comparator.LT, r"小于|低于|少于|短于"),
    (Comparator.EQ, r"等于"),
    (Comparator.LE, r"控制(?:在|到|为)"),
)
SIGN = "|".join(pattern for _, pattern in _SIGN_WORDS)
_TABLE = [*_SIGN_WORDS, *_WORDS]
PREFIX = re.compile("|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(_TABLE)))
_INCLUDED = r"(?:\(?(?:含|包含|包括)(?:本数|本级|\d[\d.]*%?)?\)?)?"
SUFFIX = re.compile(
    rf"(?:整|余|多)?{_INCLUDED}(?:及其?|或|和|或者)?\(?(?P<up>以上|之上|往上)\)?"
    rf"|{_INCLUDED}(?:及其?|或|和|或者)?(?:的?范围)?\(?(?P<down>以下|以内|之内|之下|以里|范围内|内(?![容部控外涝河])|封顶)\)?"
    r"|(?P<plus>\+)(?=$|[,;。)])"
)
_COLUMN_WORDS = {"正向": Comparator.GE, "反向": Comparator.LE, "逆向": Comparator.LE, "负向": Comparator.LE}


def comparator_before(clause: str, *, weak: bool = True) -> Comparator | None:
    """The last comparator in the words before a number; `weak` allows 控制在, which a suffix outranks."""
    found = None
    for match in PREFIX.finditer(clause):
        if weak or not match.group().startswith("控制"):
            found = match
    return None if found is None else _TABLE[int((found.lastgroup or "c0")[1:])][0]


def comparator_after(rest: str) -> tuple[Comparator, int] | None:
    """以上, 以内 … right behind a number and its unit, and the length of that; 95%以上 is ge."""
    match = SUFFIX.match(rest)
    if match is None:
        return None
    return (Comparator.LE if match["down"] else Comparator.GE), match.end()


@lru_cache(maxsize=256)
def parse_direction(cell: str | None) -> Comparator | None:
    """What a sign column says: ≥, 大于等于, 正向. None for 定性, 定量, a blank and anything unknown.

    >>> parse_direction("大于等于"), parse_direction("定性")
    (<Comparator.GE: 'ge'>, None)
    """
    if not cell or len(cell) > 40:
        return None
    plain = spell(cell).plain.replace(" ", "")
    if match := PREFIX.search(plain):
        return _TABLE[int((match.lastgroup or "c0")[1:])][0]
    if found := SUFFIX.search(plain):
        return Comparator.LE if found["down"] else Comparator.GE
    return next((comparator for word, comparator in _COLUMN_WORDS.items() if word in plain), None)
