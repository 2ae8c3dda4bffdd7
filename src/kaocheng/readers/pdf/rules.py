"""The ruled lines of a page, whatever draws them: strokes, thin filled rectangles, frames, dashes, form objects."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from kaocheng.readers.pdf.characters import Frame

MAX_THICKNESS = 4.0  # points; thicker boxes are areas, not lines
MAX_RULES = 20_000  # of one page; a form has about fifty, a map in a report tens of thousands
_MAX_OBJECTS = 400_000
_MAX_FORM_DEPTH = 8

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
# Places for pdfium to write to, made once: pdfium is called by one thread at a time.
_MODE = (ctypes.c_int(), ctypes.c_int())
_BOUNDS = (ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float())
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A straight line: at `at` on its own axis, from `start` to `end` along it (upright coordinates)."""

    at: float
    start: float
    end: float


class Drawing(NamedTuple):
    """`horizontal`: `at` is y. `vertical`: `at` is x. `picture_share`: part of the page its largest picture covers.

    `cut`: the page draws more lines than any table has; they were not all read.
    """

    horizontal: list[Rule]
    vertical: list[Rule]
    picture_share: float
    cut: bool


def read_drawing(page: Any, frame: Frame) -> Drawing:
    """The rules and pictures of a page (a handle of pdfium)."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    pictures = 0.0
    cut = False
    for kind, found in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, top, right, bottom = frame.box(*found)
            width = min(right, frame.width) - max(left, 0.0)
            height = min(bottom, frame.height) - max(top, 0.0)
            pictures = max(pictures, max(0.0, width) * max(0.0, height))
            continue
        left, top, right, bottom = frame.box(*found)
        width, height = right - left, bottom - top
        # A dot belongs to a dotted line of either direction; whether it does is found out when lines are merged.
        if height <= MAX_THICKNESS and (width > height or width <= MAX_THICKNESS):
            horizontal.append(Rule((top + bottom) / 2, left, right))
        if width <= MAX_THICKNESS and (height > width or height <= MAX_THICKNESS):
            vertical.append(Rule((left + right) / 2, top, bottom))
        if len(horizontal) + len(vertical) > MAX_RULES:
            cut = True
            break
    area = frame.width * frame.height
    return Drawing(horizontal, vertical, pictures / area if area else 0.0, cut)


def _objects(page: Any) -> Iterator[tuple[int, Box]]:
    """Thin boxes and pictures in pdf space."""
    get_object, get_type = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    text = pdfium.FPDF_PAGEOBJ_TEXT
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = get_object(page, index)
        kind = get_type(item)
        if kind != text:
            yield from _object(item, kind, _IDENTITY, 0)


def _object(item: Any, kind: int, matrix: Matrix, depth: int) -> Iterator[tuple[int, Box]]:
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        for box in _path(item, matrix):
            yield kind, box
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        yield kind, _transformed(_bounds(item), matrix)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
        inner = _multiplied(_matrix(item), matrix)
        for index in range(min(pdfium.FPDFFormObj_CountObjects(item), _MAX_OBJECTS)):
            part = pdfium.FPDFFormObj_GetObject(item, index)
            yield from _object(part, pdfium.FPDFPageObj_GetType(part), inner, depth + 1)


def _path(item: Any, matrix: Matrix) -> Iterator[Box]:
    fill, stroke = _MODE
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    is_stroked = bool(stroke.value)
    left, bottom, right, top = box = _transformed(_bounds(item), matrix)
    if right - left <= MAX_THICKNESS or top - bottom <= MAX_THICKNESS:
        yield box
        return
    if not is_stroked:
        # One path may hold many thin rectangles; a single fat one is a background.
        for points in _subpaths(item, matrix):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = min(xs), min(ys), max(xs), max(ys)
            if box[2] - box[0] <= MAX_THICKNESS or box[3] - box[1] <= MAX_THICKNESS:
                yield box
        return
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(item, width)
    if width.value * max(abs(part) for part in matrix[:4]) > MAX_THICKNESS:
        return
    for points in _subpaths(item, matrix):
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(x0 - x1) < 1.0 or abs(y0 - y1) < 1.0:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _subpaths(item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; the last equals the first where the part is closed. Curves end a part."""
    a, b, c, d, e, f = _multiplied(_matrix(item), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(item), MAX_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = [point]
            continue
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _bounds(item: Any) -> Box:
    left, bottom, right, top = _BOUNDS
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, bottom.value, right.value, top.value


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _multiplied(first: Matrix, then: Matrix) -> Matrix:
    if then is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _transformed(box: Box, matrix: Matrix) -> Box:
    if matrix is _IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
