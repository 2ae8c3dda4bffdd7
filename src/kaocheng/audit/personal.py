"""Personal information in a document: what must not stand in a copy that is published.

Telephone numbers, identity numbers, bank accounts, home addresses and the names beside 填报人, 联系人, 组长 and in
lists of a working group; over paragraphs, table cells, headers and footers, hidden ones too. Each finding carries its
exact characters, so that a writer can blank them out. Pure; nothing is judged here and nothing is changed.

A number counts by its own structure (mobile, identity number, bank card) or by the label before it (landline,
account), and never behind a word that makes it a code: meters, contracts, projects, amounts.

Source: 个人信息保护法 (2021), arts. 4, 6; what counts is a proposal of the handbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from kaocheng.audit import identifiers, names
from kaocheng.audit.once import once
from kaocheng.audit.vocabulary import WordList, word_list
from kaocheng.documents import Cell, Document, Paragraph, Table
from kaocheng.model import Report
from kaocheng.provenance import Location


class PersonalKind(StrEnum):
    MOBILE = "mobile"  # 手机号码
    LANDLINE = "landline"  # 固定电话
    IDENTITY = "identity"  # 身份证号码
    ACCOUNT = "account"  # 银行账号
    ADDRESS = "address"  # 个人住址
    NAME = "name"  # 姓名


class PersonalMatch(NamedTuple):
    """One piece of personal information in a text. `text` is exactly `source[start:end]`.

    `masked`: fit to be repeated in a message. `label`: the word that gave it away, "" where its structure did.
    """

    kind: PersonalKind
    text: str
    start: int
    end: int
    masked: str
    label: str


@dataclass(frozen=True, slots=True)
class PersonalItem:
    """One piece of personal information in a document.

    `start`, `end`: characters of the paragraph or cell at `where` (`end` is behind the last one). `hidden`: the place
    is not shown to a reader. `where` is `NOWHERE` for headers and footers of formats that give them no place.
    """

    kind: PersonalKind
    text: str
    where: Location
    masked: str
    label: str
    start: int
    end: int
    hidden: bool = False


# Same length as before, so that places in the text stay what they are.
_HALF = str.maketrans(
    {0xFF10 + n: str(n) for n in range(10)}
    | {"：": ":", "（": "(", "）": ")", "－": "-", "—": "-", "–": "-", "―": "-", "‑": "-", "＋": "+", "Ｘ": "X"}
    | {"\u00a0": " ", "\u2002": " ", "\u2003": " "}
)
_MAY_NUMBER = re.compile(r"\d{3}[ \-)\n]{0,4}\d{2}[ \-\n]?\d{2}")
_BROKEN = re.compile(r"(\d+)\n(\d+)")
_BROKEN_LENGTHS = (11, 18)
_CLAUSE = re.compile(r"[，,。；;、！？\n]")
_NUMBERS_BEHIND = re.compile(r"(?:[+(]*\d[\d\- ()]{5,}(?:转\d+)?[\s、,，/;；或和及]*)+$")
_NAME_BEHIND = re.compile(rf"[{names.HAN}·]{{2,8}}[ \u3000]*$")
_FILLING = " \u3000\t\n:(是为/＿_"
_REMARK_BEHIND = re.compile(r"\([^()]{0,12}\)[ \u3000]*:?[ \u3000]*$")
_LABEL_CUE = re.compile(
    r"[人员导长家名字表报计纳部记理]\s{0,3}(?:\([^()]{0,12}\))?(?P<colon>\s{0,3}[:;]|[ \u3000\t\n]{1,8})"
)
_LONGEST_LABEL = 20
_NAME_REACH = 240
_LONGEST_LIST_LINE = 60
_LIST_HEADING = re.compile(
    r"(?:工作组|评价组|评审组|专家组|领导小组|工作小组|自评小组|评价小组|评价人员|组成人员|参评人员|评审专家|评价专家).{0,12}(?:名单|签字|签名|组成|成员)"
)
_NEXT_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|第[一二三四五六七八九十]+|附[件表录]?\s*\d|\d{4}\s*年)"
)
_AREA = re.compile(r"\(?0\d{2,3}[)-]")  # 0000-0000000 is a landline, 00000000000 a mobile number
_CODE_REACH = 14
_WEB = re.compile(r"(?:https?:|www\.|\.(?:cn|com|net|org)/)\S*$|[A-Za-z0-9][-_]$")  # in a link, or the tail of a code
_PLACE = re.compile(r"[省市县区镇乡村路街巷号室栋幢组里弄院楼]")
_DWELLING = re.compile(
    r"[\u4e00-\u9fff0-9]{2,30}?(?:\d+(?:号楼|号院|栋|幢|座|号)[\u4e00-\u9fff\d-]{0,6}?\d+单元[\d-]{1,6}(?:室|户|号)?"
    r"|村[\u4e00-\u9fff]{0,4}(?:\d+|[一二三四五六七八九十]+)(?:组|社|队)\d+号)"
)
_ADDRESS_VALUE = re.compile(r"[^\s，,。；;:()“”\"']{5,50}")


def find_personal(document: Document) -> tuple[PersonalItem, ...]:
    """Everything personal in a document, in reading order, headers and footers last.

    Labels are looked for in the same text, in the cell to the left, in the head of the column, and in the paragraph
    before; names also under a heading that announces the members of a group.
    """
    found = list(_in_blocks(document))
    for paragraph in (*document.headers, *document.footers):
        found += _items(paragraph.text, "", paragraph.where, paragraph.hidden)
    return tuple(found)


_found_in = once(find_personal)


def personal_of(report: Report, *kinds: PersonalKind) -> tuple[PersonalItem, ...]:
    """The personal information of these kinds in a report; none where it was typed in. Searched once per document."""
    if report.document is None:
        return ()
    return tuple(item for item in _found_in(report.document) if item.kind in kinds)


def by_number(items: Iterable[PersonalItem]) -> tuple[tuple[PersonalItem, ...], ...]:
    """The items of one and the same number together, in order of first appearance."""
    groups: dict[str, list[PersonalItem]] = {}
    for item in items:
        groups.setdefault(identifiers.digits_of(item.text.translate(_HALF)), []).append(item)
    return tuple(tuple(group) for group in groups.values())


def find_in_text(text: str, label: str = "") -> tuple[PersonalMatch, ...]:
    """Everything personal in one text, in order and without overlaps.

    `label`: the words outside the text that say what it holds: the head of its column, the cell to its left.

    >>> [(m.kind.value, m.masked) for m in find_in_text("填报人：某某甲  联系电话：00000000000")]
    [('name', '某**'), ('mobile', '000****0000')]
    >>> find_in_text("合同编号：00000000000")
    ()
    """
    return _find(text, label)


@lru_cache(maxsize=8192)
def _find(text: str, label: str) -> tuple[PersonalMatch, ...]:
    half = text.translate(_HALF)
    kinds = label_kinds(label) if label else frozenset()
    found: list[PersonalMatch] = []
    if _MAY_NUMBER.search(half):
        found += _numbers(text, half, kinds, label)
    found += _addresses(text, half, kinds, label, found)
    found += _names(text, half, kinds, label, found)
    return tuple(sorted(found, key=lambda match: match.start))


# Labels


@lru_cache(maxsize=4096)
def label_kinds(text: str) -> frozenset[str]:
    """What a label announces: of "person", "phone", "public", "identity", "account", "address", "code".

    Empty for anything that is no label.

    >>> sorted(label_kinds("联系人及电话："))
    ['person', 'phone']
    >>> label_kinds("填报单位：")
    frozenset()
    """
    closed = "".join(text.translate(_HALF).split()).rstrip(":")
    if not closed or len(closed) > _LONGEST_LABEL:
        return frozenset()
    bare = re.sub(r"\([^()]*\)$", "", closed)
    parts = [part for part in re.split(r"及其|[及和与或、,，/]", bare) if part]
    found = {kind for kind in (_kind_at_end(part) for part in (*parts, bare)) if kind}
    if "public" in found:
        found.discard("phone")
    return frozenset(found)


def _kind_at_end(text: str) -> str:
    """The kind of label that a text ends in, "" if in none."""
    for kind, words, exceptions in _label_words():
        if text.endswith(words) and not text.endswith(exceptions):
            return kind
    return ""


@cache
def _label_words() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Kinds with their words; the first that fits counts."""
    lists: tuple[tuple[str, WordList], ...] = (
        ("public", word_list("public_lines")),
        ("identity", word_list("identity_labels")),
        ("account", word_list("account_labels")),
        ("address", word_list("address_labels")),
        ("phone", word_list("phone_labels")),
        ("code", word_list("code_labels")),
        ("person", word_list("person_labels")),
    )
    return tuple((kind, words.words, words.exceptions) for kind, words in lists)


# Numbers


def _numbers(text: str, half: str, kinds: frozenset[str], label: str) -> Iterator[PersonalMatch]:
    joined, places = _without_breaks(half)
    taken: list[tuple[int, int]] = []
    for pattern, judge in (
        (identifiers.IDENTITY_18, _judge_identity),
        (identifiers.LONG_NUMBER, _judge_labelled),
        (identifiers.BANK_CARD, _judge_card),
        (identifiers.IDENTITY_15, _judge_old_identity),
        (identifiers.MOBILE, _judge_mobile),
        (identifiers.LANDLINE, _judge_landline),
    ):
        for match in pattern.finditer(joined):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken) or _is_quantity(joined, end):
                continue
            context, word = _context(joined, start, kinds, label)
            kind = judge(match.group(), context)
            if kind is None:
                continue
            taken.append((start, end))
            first, last = places[start], places[end - 1] + 1
            yield PersonalMatch(kind, text[first:last], first, last, identifiers.mask_number(match.group()), word)


def _judge_identity(number: str, context: str) -> PersonalKind | None:
    if context == "identity" or (context != "code" and identifiers.is_identity_number(number)):
        return PersonalKind.IDENTITY
    return None


def _judge_labelled(number: str, context: str) -> PersonalKind | None:
    """A number whose label says what it is, whatever its digits; zeros stand for the digits of an anonymised copy."""
    digits = identifiers.digits_of(number)
    if context == "identity" and len(digits) in (15, 18):
        return PersonalKind.IDENTITY
    if context == "account" and len(digits) >= 10:
        return PersonalKind.ACCOUNT
    if context == "phone" and len(digits) == 11 and not _AREA.match(number) and digits[0] in "01":
        return PersonalKind.MOBILE if digits[0] == "1" or set(digits) == {"0"} else None
    return None


def _judge_card(number: str, context: str) -> PersonalKind | None:
    return PersonalKind.ACCOUNT if context != "code" and identifiers.passes_luhn(number) else None


def _judge_old_identity(number: str, context: str) -> PersonalKind | None:
    if context in ("code", "account") or not identifiers.is_identity_number(number):
        return None
    return PersonalKind.IDENTITY


def _judge_mobile(number: str, context: str) -> PersonalKind | None:
    return None if context in ("code", "account", "identity") else PersonalKind.MOBILE


def _judge_landline(number: str, context: str) -> PersonalKind | None:
    if context == "phone":
        return PersonalKind.LANDLINE
    if context in ("named", "person") and identifiers.SWITCHED_LANDLINE.match(number):
        return PersonalKind.LANDLINE
    return None


def _is_quantity(text: str, end: int) -> bool:
    """The number is followed by a unit: an amount or a count."""
    return text[end : end + 8].lstrip(" \u3000").startswith(word_list("counted_units").words)


def _context(text: str, start: int, kinds: frozenset[str], label: str) -> tuple[str, str]:
    """What stands before a number: a kind of label or "named" (a name and nothing else); and the label itself."""
    before = text[max(0, start - 48) : start]
    if _WEB.search(before):
        return "code", ""
    stripped = _NUMBERS_BEHIND.sub("", before).rstrip(_FILLING)
    for words in (stripped, _REMARK_BEHIND.sub("", _NUMBERS_BEHIND.sub("", before)).rstrip(_FILLING)):
        kind, word = _label_behind(words)
        if kind:
            return kind, word
    named = _NAME_BEHIND.search(stripped)
    if named is not None and names.is_name(named.group().strip(), strict=False):
        kind, word = _label_behind(stripped[: named.start()].rstrip(_FILLING))
        if kind == "phone":
            return kind, word
    if word_list("code_labels").find(_CLAUSE.split(stripped)[-1][-_CODE_REACH:]):
        return "code", ""
    for kind in ("identity", "account", "phone", "public", "code", "address"):
        if kind in kinds:
            return kind, label
    return ("named" if named is not None and names.is_name(named.group().strip()) else ""), ""


def _label_behind(text: str) -> tuple[str, str]:
    """The label that a text ends in, as (kind, word)."""
    tail = "".join(text[-_LONGEST_LABEL:].split())
    if not tail or tail[-1].isdigit():
        return "", ""
    for part in re.split(r"[及和与、/]", tail)[-1:]:
        kind = _kind_at_end(part)
        if kind and kind != "person":
            words = next(words for name, words, _ in _label_words() if name == kind)
            return kind, max((word for word in words if part.endswith(word)), key=len)
    return "", ""


def _without_breaks(text: str) -> tuple[str, range | list[int]]:
    """The text with numbers put together that a narrow cell breaks over two lines, and where each character stood."""
    cuts = [
        match.end(1)
        for match in _BROKEN.finditer(text)
        if len(match[1]) + len(match[2]) in _BROKEN_LENGTHS and len(match[1]) not in (7, 8, 11)
    ]
    cuts += [
        match.end(1)
        for match in _BROKEN.finditer(text)
        if len(match[1]) in (7, 8) and len(match[1]) + len(match[2]) == 11 and re.match("1[3-9]", match[1])
    ]
    if not cuts:
        return text, range(len(text))
    places = [place for place in range(len(text)) if place not in cuts]
    return "".join(text[place] for place in places), places


# Addresses


def _addresses(
    text: str, half: str, kinds: frozenset[str], label: str, found: list[PersonalMatch]
) -> Iterator[PersonalMatch]:
    spans: list[tuple[int, int, str]] = []
    if "址" in half or "居住地" in half or "户籍" in half:
        for match in re.finditer("|".join(word_list("address_labels").words), half):
            value = _ADDRESS_VALUE.match(half, _past_filling(half, match.end()))
            if value is not None and value.start() > match.end() and _PLACE.search(value.group()):
                spans.append((*value.span(), match.group()))
    if "address" in kinds and not spans:
        value = _ADDRESS_VALUE.match(half, _past_filling(half, 0))
        if value is not None and _PLACE.search(value.group()):
            spans.append((*value.span(), label))
    if "单元" in half or "号" in half:
        for match in _DWELLING.finditer(half):
            if not any(match.start() < end and start < match.end() for start, end, _ in spans):
                spans.append((*match.span(), ""))
    for start, end, word in spans:
        if not any(start < other.end and other.start < end for other in found):
            part = text[start:end]
            yield PersonalMatch(PersonalKind.ADDRESS, part, start, end, part[: min(6, len(part) // 2)] + "****", word)


def _past_filling(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \u3000\t\n:":
        position += 1
    return position


# Names


def _names(
    text: str, half: str, kinds: frozenset[str], label: str, found: list[PersonalMatch]
) -> Iterator[PersonalMatch]:
    spans: dict[tuple[int, int], str] = {}
    for start, end, word in _named(half, kinds, label, found):
        if not any(start < stop and begin < end for begin, stop in spans):
            spans[start, end] = word
    for (start, end), word in spans.items():
        part = text[start:end]
        yield PersonalMatch(PersonalKind.NAME, part, start, end, names.mask_name(part), word)


def _named(half: str, kinds: frozenset[str], label: str, found: list[PersonalMatch]) -> Iterator[tuple[int, int, str]]:
    for cue in _LABEL_CUE.finditer(half):
        word = _person_label(half[max(0, cue.start() - 6) : cue.start() + 1])
        if word:
            colon = cue["colon"].strip() != ""
            if not colon and word not in word_list("adjoining_labels").words:
                continue
            for start, end in names.leading_names(half[: cue.end() + _NAME_REACH], cue.end(), loose=colon):
                yield start, end, word
    for word in word_list("adjoining_labels").words:
        position = half.find(word)
        while position >= 0:
            after = position + len(word)
            yield from ((s, e, word) for s, e in names.leading_names(half[: after + 8], after) if s == after)
            position = half.find(word, after)
    if "person" in kinds:
        yield from ((start, end, label) for start, end in names.leading_names(half, 0))
    elif label == _LISTED:
        yield from ((start, end, label) for start, end in names.names_among(half))
    yield from ((start, end, "") for start, end in names.names_appointed(half))
    for number in found:
        if number.kind in (PersonalKind.MOBILE, PersonalKind.LANDLINE, PersonalKind.IDENTITY):
            span = names.name_before(half, number.start)
            if span is not None:
                yield *span, number.label


def _person_label(tail: str) -> str:
    """The label of a person that a few characters end in."""
    closed = "".join(tail.split())
    words = word_list("person_labels")
    if not closed.endswith(words.words) or closed.endswith(words.exceptions):
        return ""
    return max((word for word in words.words if closed.endswith(word)), key=len)


# Documents

_LISTED = "人员名单"


def _in_blocks(document: Document) -> Iterator[PersonalItem]:
    label, listing = "", False
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _in_table(block)
            label, listing = "", False
            continue
        half = block.text.translate(_HALF)
        if listing and (_NEXT_HEADING.match(half) or len(half) > _LONGEST_LIST_LINE):
            listing = False
        yield from _in_paragraph(block, label, listing)
        label = _trailing_label(half)
        if len(half) <= _LONGEST_LIST_LINE and _LIST_HEADING.search(half) and not half.endswith("。"):
            listing = True


def _in_paragraph(paragraph: Paragraph, label: str, listing: bool) -> Iterator[PersonalItem]:
    text = paragraph.text
    if listing and (not label or "person" in label_kinds(label)):
        label = _LISTED
    yield from _items(text, label, paragraph.where, paragraph.hidden)


def _trailing_label(half: str) -> str:
    """The label that a paragraph is, or ends with before a colon: what it announces stands in the next paragraph."""
    last = half.rstrip().split("\n")[-1]
    if len(last) > _LONGEST_LABEL:
        last = re.split(r"\s{2,}|[。；;]", last)[-1]
        if not last.endswith(":"):
            return ""
    return last.rstrip(": ") if label_kinds(last) else ""


def _in_table(table: Table) -> Iterator[PersonalItem]:
    heads: dict[int, str] = {}
    left, left_end = "", (-1, -1)
    for cell in table.cells:
        text = cell.text
        here = (cell.row, cell.column)
        if text:
            beside = left if left_end == here else ""
            label = beside or heads.get(cell.column, "")
            items = tuple(_items(text, label, table.where(cell), cell.hidden))
            yield from items
            kinds = label_kinds(text) if len(text) <= _LONGEST_LABEL + 4 else frozenset()
            if kinds:
                heads[cell.column] = left = _closed(text)
            else:
                if label and not beside and not items and not _continues_codes(label, text):
                    heads.pop(cell.column, None)
                left = beside if items else ""  # 成员 | 某甲 | 某乙: one label for a row of names
            left_end = (cell.row, cell.column + cell.column_span)
        elif left_end == here:
            left_end = (cell.row, cell.column + cell.column_span)
        yield from _nested(cell)


def _continues_codes(label: str, text: str) -> bool:
    """A column of codes goes on as long as its cells have figures: nothing is found in it, as it should be."""
    return "code" in label_kinds(label) and any(ch.isdigit() for ch in text)


def _nested(cell: Cell) -> Iterator[PersonalItem]:
    for table in cell.tables:
        yield from _in_table(table)


def _closed(text: str) -> str:
    return "".join(text.translate(_HALF).split()).rstrip(":")


def _items(text: str, label: str, where: Location, hidden: bool) -> Iterator[PersonalItem]:
    for match in _find(text, label):
        yield PersonalItem(match.kind, match.text, where, match.masked, match.label, match.start, match.end, hidden)
