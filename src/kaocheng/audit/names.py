"""Personal names in Chinese text. A name is known by its surname and by where it ends, never by a list of persons.

Placeholders of anonymised samples (某甲, 某某乙) count as names. Names that the writer has masked already (张某, 李**)
do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kaocheng.audit.vocabulary import word_list

HAN = "\u4e00-\u9fff"
_ONE_HAN = re.compile(rf"[{HAN}]")
_PLACEHOLDER = re.compile("某{1,3}[甲乙丙丁戊己庚辛壬癸](?![方级类型])")
_FOREIGN = re.compile(rf"[{HAN}]{{2,8}}(?:[·•・][{HAN}]{{1,8}}){{1,3}}(?![{HAN}])")
_SPACED = re.compile(rf"(?<![{HAN}])[{HAN}][ \u3000]{{1,4}}[{HAN}](?![{HAN}])")
_LOOSE = re.compile(rf"[{HAN}]{{2,3}}(?![{HAN}])")
_SEPARATOR = re.compile(r"[\s、,，;；/和及与]*")
_REMARK = re.compile(r"[ \u3000]*\([^()]{0,24}\)")
_BLANKS = re.compile(r"[ \u3000]*")
_MASKED = re.compile(r"[某×*＊xX〇○]")
_TITLE = (
    "主任|局长|书记|部长|处长|科长|股长|所长|站长|院长|校长|县长|区长|市长|镇长|乡长|队长|馆长|会计|经理|组长|科员"
    "|工程师|会计师|经济师|农艺师|统计师|审计师|讲师|教授|研究员"
)
_UP_TO_TITLE = re.compile(rf"[{HAN}]{{0,14}}?(?:{_TITLE})[ \u3000]?")
_APPOINTED = re.compile(rf"(?=(?:同志)?(?:担任|兼任|[任为][{HAN}]{{0,8}}(?:组长|负责人|联系人)))")  # may overlap
_APPOINTER = re.compile(rf"(?:{_TITLE}|由)$")
_MOST = 60


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_list(name).words)


@cache
def _behind_a_name() -> tuple[str, ...]:
    """What may follow a name without a blank: a post, or that somebody was appointed."""
    return ("任", "担任", "兼任", *word_list("posts").words)


def _end_of_name(text: str, start: int) -> int | None:
    """Where the name that begins at a place ends, or None where none begins: surname, one or two characters, an end."""
    for pattern in (_PLACEHOLDER, _FOREIGN):
        if found := pattern.match(text, start):
            return found.end()
    if text[start : start + 2] in _words("compound_surnames"):
        given = start + 2
    elif text[start : start + 1] in _words("surnames"):
        given = start + 1
    else:
        return None
    if text.startswith(word_list("posts").words, given):
        return None
    for end in (given + 1, given + 2):
        if end > len(text) or not _ONE_HAN.match(text, end - 1):
            break
        if not _ONE_HAN.match(text, end) or text.startswith(_behind_a_name(), end):
            return end
    spaced = _SPACED.match(text, start)
    return spaced.end() if spaced else None


@lru_cache(maxsize=4096)
def is_name(text: str, strict: bool = True) -> bool:
    """Whether a few characters are the name of a person.

    `strict`: they must begin with a known surname and not with an everyday word; otherwise two or three Chinese
    characters will do that are no word, post or organisation. That is right only directly behind a label.

    >>> is_name("某某甲"), is_name("财务股"), is_name("成员"), is_name("张某")
    (True, False, False, False)
    """
    closed = "".join(text.split())
    if _PLACEHOLDER.fullmatch(closed):
        return True
    if _MASKED.search(closed) or closed in _words("not_names") or closed in _words("public_figures"):
        return False
    if _FOREIGN.fullmatch(closed):
        return True
    if closed.endswith(word_list("organisation_endings").words) or closed.startswith(word_list("posts").words):
        return False
    if strict:
        return bool(closed) and _end_of_name(text, 0) == len(text) and closed[:2] not in _words("not_names")
    return _LOOSE.fullmatch(closed) is not None


def leading_names(text: str, start: int = 0, loose: bool = False) -> Iterator[tuple[int, int]]:
    """Spans of the names that stand one after another from `start`, until something else comes.

    Remarks in brackets and posts before or after a name are passed over: "主任张三（兼）、李四 科长" has two.
    """
    position = start
    for _ in range(_MOST):
        begin = _skip(_SEPARATOR, text, position)
        span = _name_at(text, begin) or _name_behind_title(text, begin) or (_token_at(text, begin) if loose else None)
        if span is None:
            return
        yield span
        position = _skip_post(text, _skip(_REMARK, text, span[1]))


def _name_at(text: str, start: int) -> tuple[int, int] | None:
    end = _end_of_name(text, start)
    return (start, end) if end is not None and is_name(text[start:end]) else None


def _name_behind_title(text: str, start: int) -> tuple[int, int] | None:
    """The name behind a unit and a title that stand before it: 财务科科长张三."""
    title = _UP_TO_TITLE.match(text, start)
    return None if title is None else _name_at(text, title.end())


def _token_at(text: str, start: int) -> tuple[int, int] | None:
    token = _LOOSE.match(text, start)
    return token.span() if token is not None and is_name(token.group(), strict=False) else None


def names_among(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a list line that are names: "某某甲  区委网信办主任" has one."""
    for token in re.finditer(r"[^\s、,，;；/:：()]+", text):
        if is_name(token.group()):
            yield token.span()
    yield from (match.span() for match in _SPACED.finditer(text) if is_name(match.group()))


def names_appointed(text: str) -> Iterator[tuple[int, int]]:
    """Names that a sentence gives a part to (由局长张三任组长) or calls 同志, persons of public life left out."""
    if "任" in text or "组长" in text or "负责人" in text:
        for match in _APPOINTED.finditer(text):
            spans = _names_ending_at(text, match.start())
            yield from (s for s in spans if _APPOINTER.search(text, max(0, s[0] - 3), s[0]))
    position = text.find("同志")
    while position >= 0:
        if not text.startswith("同志们", position):
            yield from list(_names_ending_at(text, position))[:1]
        position = text.find("同志", position + 2)


def _names_ending_at(text: str, end: int) -> Iterator[tuple[int, int]]:
    """What could be a name before a place, the longest first."""
    for length in (4, 3, 2):
        if end >= length and is_name(text[end - length : end]):
            yield end - length, end


def name_before(text: str, end: int) -> tuple[int, int] | None:
    """The name that stands directly before a place, as before a telephone number; None where something else does."""
    offset = max(0, end - 14)
    match = re.search(rf"(?<![{HAN}])[{HAN}·]{{2,12}}$", text[offset:end].rstrip(" \u3000:(,，"))
    if match is None or not is_name(match.group()):
        return None
    return offset + match.start(), offset + match.end()


def mask_name(text: str) -> str:
    """The name with all but its first character hidden.

    >>> mask_name("某某甲")
    '某**'
    """
    closed = "".join(text.split())
    return closed[:1] + "*" * (len(closed) - 1)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _skip_post(text: str, position: int) -> int:
    """Past a post behind a name, where nothing else follows it."""
    begin = _skip(_BLANKS, text, position)
    for post in word_list("posts").words:
        if text.startswith(post, begin) and not _ONE_HAN.match(text, begin + len(post)):
            return begin + len(post)
    return position
