"""Forms whose words stand in lines: cells separated by single blanks, empty cells gone, perhaps all rows in one line.

Such lines look like paragraphs. A line that holds the header of an indicator table gives a form away; the lines around
it that belong to the form become a table, everything else stays as it is. Where nothing at all separates the cells, the
labels themselves and the signs and numbers cut the text; what is read so is marked as uncertain.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaocheng.documents import Block, Paragraph
from kaocheng.extraction.alignment import is_level1, is_level2
from kaocheng.extraction.blocks import LEVELS, is_total, speaks_of_funding
from kaocheng.extraction.labels import field_of, fields_of, is_exact, labels_of
from kaocheng.extraction.lines import is_note, is_title, is_year_or_unit
from kaocheng.extraction.rows import is_number
from kaocheng.extraction.sequence import LINES, LONE, WORDS, Gap, Piece, has_number
from kaocheng.extraction.stream import RestoredTable, mend, restore
from kaocheng.language import Text

_FEWEST_LABELS = 4
_ABOVE = 60  # lines: how far above the indicators a form may begin
_GAP = 6  # lines of prose between two labels of a form
_PROSE = 60  # characters
_HEADING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[、.．](?!\d)|附件|注[：:\d]|备注[：:]|说明[：:]"
)
_NO_SEPARATOR = Text(
    "文本没有分隔，行列由标签和数字推定", "the text has no separators; cells were cut at labels and numbers"
)
_NUMBER = re.compile(
    r"[≥≤≧≦＝=<>＜＞⩾⩽]*\s*\d[\d,，]*(?:\.\d+)?(?:%|％|‰|分(?!钟)|万元|亿元|元|个|人|次|件|份|项|天|年|月|厘米|米|公里|"
    r"平方米|户|场|台|套|吨|名|辆|处|篇|期|起)*"
)
_LEVEL = re.compile(
    r"(?:产出|效益|满意度|成本|投入|过程|效果)指标(?:[（(][\d\-—~]+分?[)）]分?)?|"
    r"(?:数量|质量|时效|(?:经济|社会|生态(?:环境)?|环境)?成本|(?:经济|社会|生态|环境)效益|可持续(?:发展|性)?影响|"
    r"(?:社会公众或)?(?:服务|受益)?对象满意度)指标"
)
_TOTAL = re.compile(r"(?:总分|合计|总得分|总计)(?=\d)")
_CLOSING = re.compile(r"注[：:\d]|评价结论|存在(?:的)?问题|改进措施|项目负责人|填报人|填表人")
_PROJECT = re.compile(r"(?:项目(?:支出)?|专项(?:资金)?|政策)名称")
_ABOVE_PROJECT = re.compile(
    r"(?:[年月日])?([^。；;，,：:\d]{2,40}表)\s*([（(]\s*(?:19|20)\d\d\s*年\s*度?\s*[)）])?[^表]{0,30}$"
)
_FUNDING_ROW = re.compile(
    r"(?:年度|财政)*资金总额|总额|(?:其中[：:])?(?:\d[.、])?(?:本年|当年|本级)?(?:一般公共预算|财政|中央|[省市县区]级)"
    r"(?:拨款|补助|财政资金|资金)|上年结转(?:资金)?|其他资金|其它资金|单位资金|自有资金|财政专户管理资金|"
    r"(?:其中[：:])?中央、省、市补助"
)
_FUNDING_BLOCK = re.compile(r"(?:项目资金|资金情况|预算执行情况|资金来源)(?:[（(][^（）()]{1,6}[)）])*")
_LABEL_LENGTH = 4  # shorter labels are words of running text as well
# Text in which nothing separates the cells: on one line each, or all in one.
LETTERS = replace(
    WORDS,
    row={Gap.LINE: 0.0, Gap.BLANK: 0.3, Gap.CELL: 0.0, Gap.NONE: 0.4},
    cell={Gap.LINE: 0.5, Gap.BLANK: 0.0, Gap.CELL: 0.0, Gap.NONE: 0.0},
    join={Gap.LINE: 0.5, Gap.BLANK: 0.6, Gap.NONE: 0.3},
    longest=7,
    glued=True,
)
LINES_OF_LETTERS = replace(
    LETTERS, row={**LETTERS.row, Gap.NONE: 3.0, Gap.BLANK: 3.0}, cell={**LETTERS.cell, Gap.LINE: 1.5}
)


def with_restored_forms(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks in order; lines that are the rows of a form are replaced by one table."""
    i, number = 0, 0
    while i < len(blocks):
        block = blocks[i]
        if not isinstance(block, Paragraph):
            number = block.number
            yield block
            i += 1
            continue
        end = i
        while end < len(blocks) and isinstance(blocks[end], Paragraph):
            end += 1
        lines = [line for line in blocks[i:end] if isinstance(line, Paragraph)]
        if any(map(_may_be_header, lines)):
            yield from _restored(lines, number)
        elif any(map(_is_level_header, lines)):
            yield from _restored_cells(lines, number)
        else:
            yield from lines
        i = end


def _may_be_header(line: Paragraph) -> bool:
    return "指标" in line.text and _header_kind(line.text) is not None


@functools.lru_cache(maxsize=256)
def _header_kind(text: str) -> str | None:
    """Whether a line holds the header of an indicator table: "words", "letters" (without separators) or None."""
    best = run = 0
    measured = False
    for word in text.split():
        fields = fields_of(word, "indicator")
        run = run + 1 if fields else 0
        measured = (measured and run > 1) or bool({"target", "weight", "score"} & set(fields))
        if run >= _FEWEST_LABELS and measured and run > best:
            best = run
    if best or (run >= 2 and run == len(text.split()) and measured and any(map(_names_indicator, text.split()))):
        return "words"
    if text.count("指标") < 3:
        return None
    match = _glued_header().search("".join(text.split()))
    return "letters" if match is not None else None


def _names_indicator(word: str) -> bool:
    return field_of(word, "indicator") in ("level2", "level3")


@functools.cache
def _glued_header() -> re.Pattern[str]:
    """Level headers and at least one measured column, one right behind the other."""
    others = "|".join(re.escape(label) for label in labels_of("indicator") if len(label) > 1)
    bracket = r"(?:[（(][^（）()]{1,10}[)）])?"
    return re.compile(rf"(?:一级指标{bracket})?二级指标{bracket}(?:(?:{others}){bracket}){{2,12}}")


def _restored(lines: list[Paragraph], number: int) -> Iterator[Block]:
    done = 0
    headers = [k for k, line in enumerate(lines) if _may_be_header(line)]
    for place, header in enumerate(headers):
        if header < done:
            continue
        start = _start(lines, header, done)
        following = headers[place + 1] if place + 1 < len(headers) else len(lines)
        limit = _start(lines, following, header + 1) if following < len(lines) else len(lines)
        end = _end(lines, header, limit)
        yield from lines[done:start]
        yield _table(lines[start:end], number)
        done = end
    yield from lines[done:]


def _table(lines: Sequence[Paragraph], number: int) -> RestoredTable:
    glued = any(_header_kind(line.text) == "letters" for line in lines)
    single = len(lines) == 1 or max(len(line.text) for line in lines) > 400
    if glued:
        return restore(list(_letters(lines)), LETTERS if single else LINES_OF_LETTERS, number, _NO_SEPARATOR)
    pieces = [piece for line in lines for piece in _words(line)]
    return restore(mend(pieces), WORDS if single else LINES, number)


def _start(lines: Sequence[Paragraph], header: int, first: int) -> int:
    """Where the form begins whose indicators are headed by a line: at its project name, or else near by."""
    if header >= len(lines):
        return header
    for k in range(header, max(first, header - _ABOVE) - 1, -1):
        if _begins_form(lines[k].text):
            return k
        if k < header and (is_title(lines[k].text) or is_year_or_unit(lines[k].text)):
            break
    return _near_start(lines, header, first)


def _near_start(lines: Sequence[Paragraph], header: int, first: int) -> int:
    """The highest line above that begins with a label of a form, with a few lines of goals between them at most."""
    start = k = header
    while k > first and start - k < _GAP:
        k -= 1
        text = lines[k].text
        if is_title(text) or is_year_or_unit(text) or is_note(text):
            break
        if _begins_with_label(text):
            start = k
    return start


@functools.lru_cache(maxsize=1024)
def _begins_with_label(text: str) -> bool:
    word = text.split(maxsplit=1)[0]
    label = re.split(r"[：:]", word, maxsplit=1)[0]
    return (is_exact(label) and len(label) > 2) or (speaks_of_funding(word) and any(map(is_number, text.split())))


@functools.lru_cache(maxsize=1024)
def _begins_form(text: str) -> bool:
    words = text.split(maxsplit=1)
    return bool(words) and (
        field_of(words[0], "head") == "project_name"
        or any(words[0].startswith(label) for label in ("项目名称", "项目支出名称", "专项资金名称"))
    )


def _end(lines: Sequence[Paragraph], header: int, limit: int) -> int:
    """After the last line of the form: its total and what is labelled below it, or the line before the prose."""
    k = header + 1
    while k < limit:
        text = lines[k].text
        words = text.split()
        if is_total(words[0]) or (len(words[0]) <= 10 and is_total(re.sub(r"[\d.]+$", "", words[0]))):
            k += 1
            while k < limit and (
                (name := field_of(lines[k].text.split()[0], "head")) is not None and name != "project_name"
            ):
                k += 1
            return k
        level = is_level1(words[0]) or is_level2(words[0])
        if is_title(text) or is_year_or_unit(text) or (not level and (_HEADING.match(text) or _is_prose(text))):
            return k
        k += 1
    return limit


def _is_prose(text: str) -> bool:
    return len(text) > _PROSE and "。" in text and text.rstrip()[-1:] in "。；：" and len(text.split()) <= 3


def _words(line: Paragraph) -> Iterator[Piece]:
    gap = Gap.LINE
    for word in line.text.split():
        yield Piece(word, gap, line.where)
        gap = Gap.BLANK


def _letters(lines: Sequence[Paragraph]) -> Iterator[Piece]:
    """The pieces of text without separators: what is labelled above the indicators, their header, rows and total."""
    text = "\n".join(line.text for line in lines)
    header = _glued_header().search(text)
    if header is None:
        return
    names = list(_PROJECT.finditer(text, 0, header.start()))
    begin = names[-1].start() if names else header.start()
    body = header.end()
    while match := _label("indicator").match(text, body):
        body = match.end()
    total = _TOTAL.search(text, body)
    closing = _CLOSING.search(text, total.end() if total else body)
    end = closing.start() if closing else len(text)
    cutter = _Cutter(text, lines)
    above = _ABOVE_PROJECT.search(text[:begin])
    if above is not None:
        yield from cutter.cut(above.start(1), above.end(1))
        if above.group(2):
            yield from cutter.cut(above.start(2), above.end(2))
    yield from _labelled(cutter, begin, header.start())
    yield from _run(cutter, header.start(), body, "indicator")
    yield from _rows(cutter, body, end)


class _Cutter:
    """Pieces of a text by position, each with what stands before it and the line it comes from."""

    def __init__(self, text: str, lines: Sequence[Paragraph]) -> None:
        self.text = text
        self.places = [(offset, line.where) for offset, line in zip(_offsets(lines), lines, strict=True)]

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        raw = self.text[start:end]
        stripped = " ".join(raw.split())
        if not stripped:
            return
        first = start + len(raw) - len(raw.lstrip())
        before = self.text[:first].rstrip(" \u3000")
        gap = Gap.LINE if not before or before[-1] == "\n" else Gap.BLANK if len(before) < first else Gap.NONE
        where = next(where for offset, where in reversed(self.places) if offset <= first)
        yield Piece(stripped, gap, where)


def _offsets(lines: Sequence[Paragraph]) -> Iterator[int]:
    offset = 0
    for line in lines:
        yield offset
        offset += len(line.text) + 1


def _labelled(cutter: _Cutter, start: int, end: int) -> Iterator[Piece]:
    """Head, funding and goals: labels and what stands between them."""
    text, i, plain = cutter.text, start, start
    money = False
    while i < end:
        stop = _labels_at(text, i, end)
        if stop is None:
            match = _NUMBER.match(text, i, end) if money else None
            if match is not None:
                yield from cutter.cut(plain, i)
                yield from cutter.cut(i, match.end())
            i = match.end() if match is not None else i + 1
            plain = i if match is not None else plain
            continue
        yield from cutter.cut(plain, i)
        section, ends = stop
        for last in ends:
            yield from cutter.cut(i, last)
            i = last
        money = section == "funding"
        plain = i
    yield from cutter.cut(plain, end)


def _labels_at(text: str, i: int, limit: int) -> tuple[str, list[int]] | None:
    """Section and ends of the labels that begin at a place: one of the head, a row of funding, or several in a row."""
    for section in ("funding", "objective"):
        ends: list[int] = []
        while match := _label(section).match(text, ends[-1] if ends else i, limit):
            ends.append(match.end())
        if len(ends) > 1:
            return section, ends
    row = _FUNDING_ROW.match(text, i, limit) or _FUNDING_BLOCK.match(text, i, limit)
    if row is not None:
        return "funding", [row.end()]
    for section in ("head", "objective_label"):
        label = _label(section).match(text, i, limit)
        if label is not None and len(label.group().strip("：: ")) >= _LABEL_LENGTH:
            return section, [label.end()]
    return None


def _run(cutter: _Cutter, start: int, end: int, section: str) -> Iterator[Piece]:
    i = start
    while i < end:
        match = _label(section).match(cutter.text, i)
        stop = match.end() if match else i + 1
        yield from cutter.cut(i, stop)
        i = stop


def _rows(cutter: _Cutter, start: int, end: int) -> Iterator[Piece]:
    """The rows below the header, cut at levels, signs, numbers and the total."""
    text, i, plain = cutter.text, start, start
    while i < end:
        match = _LEVEL.match(text, i) or _TOTAL.match(text, i)
        if match is None and has_number(text[i]):
            match = _NUMBER.match(text, i, end)
        if match is None:
            if text[i] == "\n":
                yield from cutter.cut(plain, i)
                plain = i
            i += 1
            continue
        yield from cutter.cut(plain, i)
        yield from cutter.cut(i, match.end())
        i = plain = max(match.end(), i + 1)
    yield from cutter.cut(plain, end)


@functools.cache
def _label(section: str) -> re.Pattern[str]:
    """Any label of a section, the longest first, blanks allowed inside, a unit or formula in brackets behind."""
    alternatives = "|".join(r"\s?".join(map(re.escape, label)) for label in labels_of(section) if len(label) > 1)
    return re.compile(rf"\s?(?:{alternatives})\s?(?:[（(][^（）()\d]{{1,8}}[)）]|[（(]\d{{1,3}}分[)）])?[：:]?")


# ── a cell on each line ───────────────────────────────────────────────────────────────────────────────────────────


def _is_level_header(line: Paragraph) -> bool:
    return len(line.text) <= 12 and field_of(line.text, "indicator") in LEVELS and "指标" in line.text


def _restored_cells(lines: list[Paragraph], number: int) -> Iterator[Block]:
    """Lines that hold one cell each: from the project's name above an indicator header to the form's end."""
    done = 0
    for k, line in enumerate(lines):
        if k < done or not _is_level_header(line) or not _is_header_below(lines, k):
            continue
        start = _start(lines, k, done)
        following = next(
            (n for n in range(k + 2, len(lines)) if _is_level_header(lines[n]) and _begins_below(lines, n)), len(lines)
        )
        end = _end_of_cells(lines, k, _start(lines, following, k + 1) if following < len(lines) else len(lines))
        pieces = [Piece(cell.text, Gap.CELL, cell.where) for cell in lines[start:end]]
        yield from lines[done:start]
        yield restore(mend(pieces), LONE, number)
        done = end
    yield from lines[done:]


def _is_header_below(lines: list[Paragraph], k: int) -> bool:
    """Whether an indicator header begins at a line, one label per line."""
    pieces = mend([Piece(line.text, Gap.CELL, line.where) for line in lines[k : k + 24]])
    labels = list(itertools.takewhile(lambda piece: fields_of(piece.text, "indicator"), pieces))
    named = {name for piece in labels for name in fields_of(piece.text, "indicator")[:1]}
    return len(labels) >= 3 and bool(named & set(LEVELS)) and bool(named & {"target", "actual", "weight"})


def _begins_below(lines: list[Paragraph], n: int) -> bool:
    return field_of(lines[n].text, "indicator") == "level1" and _is_header_below(lines, n)


def _end_of_cells(lines: list[Paragraph], header: int, limit: int) -> int:
    for k in range(header + 1, limit):
        text = lines[k].text
        if is_title(text) or is_note(text) or _is_prose(text):
            return k
    return limit
