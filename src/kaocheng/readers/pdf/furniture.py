"""What is printed on every page and belongs to none: running headers and footers, page numbers.

Told from the body by position and repetition, never by meaning. The titles of forms that each fill a page repeat at the
top of the page too; they stand inside the type area and are not smaller than the body, headers are neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kaocheng.readers.pdf.lines import Line

_EDGE = 0.10  # of the page height: page numbers stand in this strip
_HEADER_EDGE = 0.085
_DASHES = r"[-—–－‐―─·•~_\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASHES}(?:\d{{1,4}}|[ivxlcIVXLC]{{1,6}}){_DASHES}"
    r"|第\s*[\d一二三四五六七八九十百]{1,4}\s*页(?:\s*[,，/]?\s*共\s*[\d一二三四五六七八九十百]{1,4}\s*页)?"
    rf"|{_DASHES}\d{{1,4}}\s*/\s*\d{{1,4}}{_DASHES}"
    r"|[Pp]age\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edges:
    """The outer lines of one page: of lines outside tables, those that stand above and below everything else.

    `above`: from the top down; `below`: from the bottom up.
    """

    height: float
    above: Sequence[Line]
    below: Sequence[Line]
    em: float  # usual size of the characters of the page


def find_furniture(pages: Sequence[Edges]) -> tuple[list[Line], list[Line]]:
    """Headers and footers in the order of the pages."""
    headers: list[Line] = []
    footers: list[Line] = []
    running = _running(pages)
    for page in pages:
        for line in page.above:
            if _is_page_number(line, line.middle / page.height) or id(line) in running:
                headers.append(line)
            else:
                break
        for line in page.below:
            if _is_page_number(line, 1 - line.middle / page.height) or id(line) in running:
                footers.append(line)
            else:
                break
    return headers, footers


def _is_page_number(line: Line, distance: float) -> bool:
    return distance < _EDGE and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _running(pages: Sequence[Edges]) -> set[int]:
    """Lines repeated at one height on three pages, in a row or every other, or on every page of a short document."""
    places: dict[tuple[bool, str, int], list[tuple[int, Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for is_header, lines in ((True, page.above), (False, page.below)):
            for line in lines[:3]:
                distance = line.middle if is_header else page.height - line.middle
                if distance > (_HEADER_EDGE if is_header else _EDGE) * page.height:
                    break
                if line.em and page.em and line.em > page.em * 1.02:
                    break
                text = line.text if is_header else _DIGITS.sub("#", line.text)
                places[is_header, text, round(distance / 4)].append((number, line))
    running: set[int] = set()
    for found in places.values():
        numbers = [number for number, _ in found]
        in_a_row = any(c - a in (2, 4) for a, c in zip(numbers, numbers[2:], strict=False))
        if in_a_row or (len(numbers) == len(pages) and len(pages) > 1):
            running.update(id(line) for _, line in found)
    return running
