"""The characters of a page, gathered into fragments: runs of neighbouring characters on one line.

Everything after this module works in upright coordinates: points (1/72 inch) from the upper left corner of the page as
a person holds it, x to the right, y downwards, whichever way the page was turned for printing.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

# A gap below half the height of the characters is typesetting (a quarter em between Chinese and Latin), not a blank.
_GAP = 0.5
_NOT_GENERATED = 0.01  # width in points; blanks that pdfium invents have none
_HYPHEN_MARKS = {"\x02": "-", "\ufffe": "-"}  # pdfium's marks for a hyphen at the line end
_BLANKS = frozenset(" \t\r\n\x0b\x0c\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff")
_UNMAPPED = frozenset("\x00\ufffd\uffff")
_WIDE_FROM = "\u2e80"  # from the CJK radicals on, characters are a full em wide


class Fragment(NamedTuple):
    """Characters `start` to `end` of the page, without blanks at both ends, and the box around them.

    `em`: width of a Chinese character in it, 0 where none stands at its ends.
    """

    left: float
    top: float
    right: float
    bottom: float
    text: str
    start: int
    end: int
    em: float


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is turned (`turn`: quarter turns clockwise) and where its upper left corner then lies."""

    turn: int
    x: float
    y: float
    width: float
    height: float

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of pdf space (y upwards) as left, top, right, bottom in upright coordinates."""
        if self.turn == 1:
            left, bottom, right, top = bottom, -right, top, -left
        elif self.turn == 2:
            left, bottom, right, top = -right, -top, -left, -bottom
        elif self.turn == 3:
            left, bottom, right, top = -top, left, -bottom, right
        return left - self.x, self.y - top, right - self.x, self.y - bottom


@dataclass(frozen=True, slots=True)
class PageText:
    """`fragments`: in the order of the file. `middles`: middle of each character on the x axis, for splitting.

    `unmapped`: characters whose font does not say what they mean.
    """

    frame: Frame
    text: str
    fragments: list[Fragment]
    lefts: Sequence[float]
    rights: Sequence[float]
    unmapped: int

    def split(self, fragment: Fragment, key: Callable[[float], int]) -> list[tuple[int, Fragment]]:
        """Cut a fragment where `key` (of the middle of a character on the x axis) changes its value."""
        pieces: list[tuple[int, Fragment]] = []
        shift = self.frame.x
        start, end = fragment.start, fragment.end
        keys = [key((self.lefts[i] + self.rights[i]) / 2 - shift) for i in range(start, end)]
        first = 0
        for i in range(1, len(keys) + 1):
            if i < len(keys) and keys[i] == keys[first]:
                continue
            text = fragment.text[first:i]
            if text.strip():
                piece = Fragment(
                    self.lefts[start + first] - shift,
                    fragment.top,
                    self.rights[start + i - 1] - shift,
                    fragment.bottom,
                    text,
                    start + first,
                    start + i,
                    fragment.em,
                )
                pieces.append((keys[first], piece))
            first = i
        return pieces


def is_wide(char: str) -> bool:
    """Whether a character is set a full em wide: Chinese characters and their punctuation."""
    return char >= _WIDE_FROM


def read_characters(page: Any, text_page: Any, count: int) -> PageText:
    """The `count` characters of a page (handles of pdfium)."""
    bounds = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, bounds):
        bounds.right, bounds.top = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    text = _text(text_page, count)
    boxes = (pdfium.FS_RECTF * count)()
    get_box = pdfium.FPDFText_GetLooseCharBox
    for index in range(count):
        get_box(text_page, index, boxes[index])
    numbers: list[float] = memoryview(boxes).cast("B").cast("f").tolist() if count else []  # type: ignore[assignment]
    lefts, tops, rights, bottoms = numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4]
    turn = _turn(text_page, text)
    if turn == 1:
        lefts, bottoms, rights, tops = bottoms, [-x for x in rights], tops, [-x for x in lefts]
    elif turn == 2:
        lefts, bottoms, rights, tops = (
            [-x for x in rights],
            [-y for y in tops],
            [-x for x in lefts],
            [-y for y in bottoms],
        )
    elif turn == 3:
        lefts, bottoms, rights, tops = [-y for y in tops], lefts, [-y for y in bottoms], rights
    frame = _frame(turn, bounds)
    fragments = _fragments(text, lefts, tops, rights, bottoms, frame)
    unmapped = sum(map(text.count, _UNMAPPED))
    # As arrays: they are kept until the whole document is read.
    return PageText(frame, text, fragments, array("f", lefts), array("f", rights), unmapped)


def _frame(turn: int, bounds: Any) -> Frame:
    width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
    if turn == 1:
        return Frame(1, bounds.bottom, -bounds.left, height, width)
    if turn == 2:
        return Frame(2, -bounds.right, -bounds.bottom, width, height)
    if turn == 3:
        return Frame(3, -bounds.top, bounds.right, height, width)
    return Frame(0, bounds.left, bounds.top, width, height)


def _text(text_page: Any, count: int) -> str:
    """One character for each index of pdfium."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(memoryview(buffer).cast("B"))[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) != count:  # characters outside the basic plane, or some that pdfium leaves out of its text
        codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
        text = "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    for mark, char in _HYPHEN_MARKS.items():
        if mark in text:
            text = text.replace(mark, char)
    return text


def _turn(text_page: Any, text: str) -> int:
    """Quarter turns clockwise after which most of the text stands upright. Ten characters tell."""
    if not text:
        return 0
    votes: Counter[int] = Counter()
    for index in range(0, len(text), max(1, len(text) // 10)):
        if text[index] in _BLANKS:
            continue
        angle = pdfium.FPDFText_GetCharAngle(text_page, index)  # clockwise, in radians
        votes[-round(angle / (math.pi / 2)) % 4] += 1
    return votes.most_common(1)[0][0] if votes else 0


def _fragments(
    text: str, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float], frame: Frame
) -> list[Fragment]:
    fragments: list[Fragment] = []
    x, y = frame.x, frame.y
    start = -1
    end = low = high = gap = 0.0

    def close(stop: int) -> None:
        last = stop - 1
        while text[last] in _BLANKS:
            last -= 1
        stop = last + 1
        em = 0.0
        if text[start] >= _WIDE_FROM:
            em = rights[start] - lefts[start]
        if text[last] >= _WIDE_FROM:
            em = max(em, rights[last] - lefts[last])
        fragments.append(
            Fragment(
                lefts[start] - x,
                y - max(tops[start:stop]),
                rights[last] - x,
                y - min(bottoms[start:stop]),
                text[start:stop],
                start,
                stop,
                em,
            )
        )

    blanks = _BLANKS
    for index, (char, left, right, bottom, top) in enumerate(zip(text, lefts, rights, bottoms, tops, strict=True)):
        if char in blanks:
            if start >= 0 and right - left < _NOT_GENERATED:
                close(index)
                start = -1
            if start < 0:
                continue
        if start >= 0 and low < (bottom + top) / 2 < high and -gap < left - end < gap:
            end = right
            continue
        if start >= 0:
            close(index)
            start = -1
            if char in blanks:
                continue
        start, end, low, high = index, right, bottom, top
        gap = _GAP * (top - bottom)
    if start >= 0:
        close(len(text))
    return fragments
