"""Stretches of text that belong together, over the markup that cuts them up, so that they can be searched and changed.

A unit is a paragraph, a table cell with its paragraphs, a string of a workbook, a paragraph of a drawing. Word cuts a
name into runs as it likes; a unit knows for each character which node it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kaocheng.publication.container import Element, local

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_P, _TC, _TEXTS = W + "p", W + "tc", (W + "t", _MATH_TEXT)
_MARKS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "br": "\n", W + "noBreakHyphen": "-"}
# Attributes a person can have written into.
_WORDED = frozenset(
    ("descr", "title", "alt", "tooltip", "display", "prompt", "promptTitle", "error", "errorTitle", "name", "comment",
     "description", "displayText", "string", "instr", "location", "text")
)  # fmt: skip
_WORDED_VALUES = frozenset(
    (W + "alias", W + "tag", W + "listEntry", W + "bookmarkStart", W + "default", W + "statusText")
)
_VALUE = W + "val"
_NO_TEXT = frozenset((_P, W + "pPr", W + "rPr", W + "instrText"))


class _Piece(NamedTuple):
    node: Element | None  # None: a mark, or the gap between two paragraphs
    text: str


class Unit:
    """`text` as read. `cut` takes spans out of it."""

    __slots__ = ("_pieces", "text")

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self.text = "".join(piece.text for piece in pieces)

    def cut(self, spans: Iterable[tuple[int, int, str]]) -> None:
        """Replace spans (start, end, words); marks inside a span stay. Spans do not overlap. The unit is used up."""
        for start, end, words in sorted(spans, reverse=True):
            position = 0
            pieces: list[_Piece] = []
            for node, text in self._pieces:
                first, last = max(start - position, 0), min(end - position, len(text))
                position += len(text)
                if node is not None and first < last:
                    text = text[:first] + words + text[last:]
                    words = ""
                    node.text = text
                pieces.append(_Piece(node, text))
            # Offsets before `start` are still right, and nothing behind it is needed any more.
            self._pieces = pieces


def units(root: Element) -> Iterator[Unit]:
    """All units of a part, in document order. Text under no unit is one by itself."""
    for element in root.iter():
        tag = element.tag
        if tag == _TC:
            pieces: list[_Piece] = []
            for paragraph in element.iterchildren(_P):
                pieces += [_Piece(None, "\n")] * bool(pieces) + _paragraph(paragraph)
            yield Unit(pieces)
        elif tag == _P:
            if element.getparent() is None or element.getparent().tag != _TC:
                yield Unit(_paragraph(element))
        elif tag == A + "p":
            yield Unit([_Piece(text, text.text or "") for text in element.iter(A + "t")])
        elif tag in (X + "si", X + "is", X + "text"):
            yield Unit([_Piece(text, text.text or "") for text in _strings(element)])
        elif element.text and not _inside_unit(element):
            yield Unit([_Piece(element, element.text)])


def _inside_unit(element: Element) -> bool:
    if element.tag in _TEXTS or element.tag == A + "t":
        return any(True for _ in element.iterancestors(_P, A + "p"))
    return element.tag == X + "t" and any(
        local(up) != "rPh" for up in element.iterancestors(X + "si", X + "is", X + "text")
    )


def _paragraph(paragraph: Element) -> list[_Piece]:
    found: list[_Piece] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag in _TEXTS:
            found.append(_Piece(element, element.text or ""))
        elif element.tag in _MARKS:
            found.append(_Piece(None, _MARKS[element.tag]))
        elif element.tag not in _NO_TEXT:  # a text box has paragraphs of its own
            stack += reversed(list(element))
    return found


def _strings(item: Element) -> Iterator[Element]:
    for child in item:
        if child.tag == X + "t":
            yield child
        elif child.tag == X + "r":
            yield from child.iterchildren(X + "t")


def worded_attributes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Attributes with words of a person: names of pictures, descriptions, hints. (element, attribute, value)"""
    for element in root.iter():
        for key, value in element.attrib.items():
            if value and (key.rsplit("}", 1)[-1] in _WORDED or (key == _VALUE and element.tag in _WORDED_VALUES)):
                yield element, key, value


def change_attributes(root: Element, change: Callable[[str], str]) -> int:
    """Rewrite the attributes that hold words. Returns how many changed."""
    changed = 0
    for element, key, value in list(worded_attributes(root)):
        new = change(value)
        if new != value:
            element.set(key, new)
            changed += 1
    return changed
