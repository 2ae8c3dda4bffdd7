"""Lines from fragments, and paragraphs from lines.

Blanks are decided from geometry: Chinese needs none between characters, Latin words do. A paragraph goes on in the next
line when its own line was full; it ends where the next word would still have fitted, at an indent, at a wider gap, or
before a numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kaocheng.readers.pdf.characters import Fragment, PageText, is_wide

# Gaps that are blanks, as parts of the height of the line: next to Chinese characters and between Latin ones. Many
# programs set a quarter em between Chinese and Latin without a blank; where they do not, a small gap is a blank.
_WIDE_BLANK = 0.6
_NARROW_BLANK = 0.15
_TIGHT = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
_INDENT = 1.2  # em
NUMBERING = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、．章节条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳]"
    r"|附(?:件|表|录)?\s*[\d一二三四五六七八九十]*(?:[-－—.]\d+)?\s*[:：]?\s*$)"
)
_CLOSED = frozenset("。；：！？.;:!?…”")
_NO_LINE_START = frozenset("，。、；：！？）》】”’…%,.;:!?)]}％")


@dataclass(slots=True)
class Line:
    """One line of text. `em`: width of its widest character, in points; 0 where it has no Chinese character."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    page: int
    em: float = 0.0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def mixed_blank(pages: Iterable[PageText]) -> float:
    """The gap between Chinese and Latin from which on it is a blank, judged by all text of the document."""
    tight = loose = 0
    for page in pages:
        tight += len(_TIGHT.findall(page.text))
        for before, after in pairwise(page.fragments):
            gap = after.left - before.right
            height = before.bottom - before.top
            if 0 < gap < 0.5 * height and before.top < (after.top + after.bottom) / 2 < before.bottom:
                loose += is_wide(before.text[-1]) != is_wide(after.text[0])
    return _NARROW_BLANK if 10 * tight >= loose else _WIDE_BLANK


def gather_lines(fragments: Iterable[Fragment], page: int, mixed: float) -> list[Line]:
    """Fragments as lines, from top to bottom, each from left to right. `mixed`: see `mixed_blank`."""
    ordered = sorted(fragments, key=lambda fragment: fragment.top + fragment.bottom)
    lines: list[Line] = []
    group: list[Fragment] = []
    low = high = 0.0
    for fragment in ordered:
        middle = (fragment.top + fragment.bottom) / 2
        if group and (low < middle < high or fragment.top < (low + high) / 2 < fragment.bottom):
            group.append(fragment)
            if fragment.bottom - fragment.top > high - low:
                low, high = fragment.top, fragment.bottom
            continue
        if group:
            lines.append(_line(group, page, mixed))
        group, low, high = [fragment], fragment.top, fragment.bottom
    if group:
        lines.append(_line(group, page, mixed))
    return lines


def cell_text(fragments: list[Fragment], mixed: float) -> str:
    """The text of a cell, its lines separated by line breaks."""
    if len(fragments) == 1:
        return fragments[0].text
    return "\n".join(line.text for line in gather_lines(fragments, 0, mixed))


def _line(group: list[Fragment], page: int, mixed: float) -> Line:
    if len(group) > 1:
        group.sort()
    first = group[0]
    left, top, right, bottom, text = first[:5]
    for fragment in group[1:]:
        gap = fragment.left - right
        wide = is_wide(text[-1]) + is_wide(fragment.text[0])
        if gap > (_NARROW_BLANK, mixed, _WIDE_BLANK)[wide] * (bottom - top):
            text += " "
        text += fragment.text
        top, right, bottom = min(top, fragment.top), max(right, fragment.right), max(bottom, fragment.bottom)
    em = max(fragment.em for fragment in group)
    if em == 0.0 and any(map(is_wide, text)):
        em = bottom - top
    return Line(text, left, top, right, bottom, page, em)


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of the body begin and end."""

    left: float
    right: float


def find_margins(lines: Sequence[Line], width: float) -> Margins:
    """The margins of pages of one width (points), from their body lines. Too few lines: both margins are the same."""
    # Punctuation may hang beyond the right margin.
    rights = sorted((line.em if line.text[-1] in _NO_LINE_START else 0.0) - line.right for line in lines)
    lefts = sorted(line.left for line in lines)
    left, right = _shared(lefts), _shared(rights)
    if left is None:
        left = lefts[0]
    return Margins(left, max(-rights[0], width - left) if right is None else -right)


def _shared(positions: list[float]) -> float | None:
    """The outermost position that at least three lines share."""
    for index in range(len(positions) - 2):
        if positions[index + 2] - positions[index] < 6.0:
            return positions[index]
    return None


def usual_pitch(lines: Sequence[Line]) -> float:
    """The usual distance of the middles of two lines that follow each other on a page; 0 where there are none."""
    steps = [
        after.middle - before.middle
        for before, after in pairwise(lines)
        if before.page == after.page and 0 < after.middle - before.middle < 4 * (after.bottom - after.top)
    ]
    return median(steps) if steps else 0.0


def begins_paragraph(before: Line, line: Line, margins: Margins, pitch: float) -> bool:
    """Whether `line` begins a new paragraph after `before`, the line above it (or the last one of the page before)."""
    em = line.em or before.em or line.bottom - line.top
    if before.em and line.em and not 0.87 < before.em / line.em < 1.15:
        return True
    step = line.middle - before.middle if before.page == line.page else 0.0
    if step > 2.6 * max(em, line.bottom - line.top) or (pitch and step > 1.4 * pitch + 1):
        return True
    room = margins.right - before.right
    if room > _first_word_width(line, em) + 0.6 * em:
        return True
    if line.left - margins.left > _INDENT * em:
        return not (_is_centred(before, margins, em) and _is_centred(line, margins, em))
    return bool(NUMBERING.match(line.text)) and before.text[-1] in _CLOSED


def _is_centred(line: Line, margins: Margins, em: float) -> bool:
    """Whether a line stands in the middle, as a title does: at the left further in than an indent, or full."""
    left, right = line.left - margins.left, margins.right - line.right
    return abs(left - right) < 1.5 * em and (left > 3 * em or left < em)


def _first_word_width(line: Line, em: float) -> float:
    """The width of what could not have stood in the line above without the rest: a character, or a Latin word."""
    width = 0.0
    text = line.text
    for index, char in enumerate(text):
        if index and (char == " " or (is_wide(char) and char not in _NO_LINE_START)):
            break
        if index and is_wide(text[index - 1]) and char not in _NO_LINE_START:
            break
        width += em if is_wide(char) else 0.55 * em
    return width


def join_text(before: str, after: str) -> str:
    """The text of a wrapped paragraph goes on: a blank only between Latin words."""
    if before[-1].isascii() and after[0].isascii() and (before[-1].isalpha() and after[0].isalpha()):
        return f"{before} {after}"
    return before + after
