"""What a simple worksheet formula gives: sums, quotients and rounding of cells on the same sheet.

Enough to know whether the stored result of a formula is stale. Everything else is `Unsettled`, never guessed.
Source: ECMA-376 Part 1, 18.17 (formulas).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from kaocheng.readers.places import cell_reference

Place = tuple[int, int]  # row and column from 1
Area = tuple[int, int, int, int]  # top, left, bottom, right
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})", re.I)
_TOKEN = re.compile(
    r"\s*(?:(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)(?![\w(!.])|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<mark>[-+*/(),%]))\s*",
    re.I,
)
_ANY_AREA = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\s'!(),:+\-*/=<>&^]+)!)?"
    r"(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)(?![\w(])",
    re.I,
)
_TEXT = re.compile(r'"[^"]*"')
_DEEPEST = 20
_LARGEST = 10_000  # cells of one range


class Unsettled(Exception):
    """The formula says more than is understood here."""


Getter = Callable[[Place], Decimal | None]


def areas_of(formula: str) -> Iterator[tuple[str | None, Area]]:
    """Every range that a formula names, with the sheet if it names one."""
    for match in _ANY_AREA.finditer(_TEXT.sub("", formula)):
        sheet = match["sheet"]
        if sheet is not None:
            sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        yield sheet, area_of(match["area"])


def area_of(reference: str) -> Area:
    first, _, last = reference.partition(":")
    (row, column), (end_row, end_column) = _place(first), _place(last or first)
    return min(row, end_row), min(column, end_column), max(row, end_row), max(column, end_column)


def shifted(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads some rows and columns further on; `$` holds a coordinate.

    >>> shifted("SUM(A1:A3)/$B$1", 2, 1)
    'SUM(B3:B5)/$B$1'
    """

    def move(match: re.Match[str]) -> str:
        row, column = _place(match.group())
        row, column = row if match[3] else row + rows, column if match[1] else column + columns
        letters = cell_reference(1, column)[:-1]
        return f"{match[1]}{letters}{match[3]}{row}"

    return re.sub(rf"(?<![\w!]){_REFERENCE.pattern}(?![\w(])", move, formula, flags=re.I)


def evaluate(formula: str, value: Getter) -> Decimal:
    """The result. `value`: the number of a cell, None for a blank or a text. Raises Unsettled.

    >>> evaluate("ROUND(SUM(A1:A3)/2,1)", {(1, 1): Decimal(3), (2, 1): Decimal("2.1")}.get)
    Decimal('2.6')
    """
    reader = _Reader(list(_tokens(formula)), value)
    try:
        result = reader.sum()
    except (InvalidOperation, ZeroDivisionError, IndexError) as error:
        raise Unsettled from error
    if reader.tokens:
        raise Unsettled
    return result


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    place = 0
    formula = formula.removeprefix("=")
    while place < len(formula):
        match = _TOKEN.match(formula, place)
        if match is None or match.lastgroup is None:
            raise Unsettled
        yield match.lastgroup, match[match.lastgroup]
        place = match.end()


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[tuple[str, str]], value: Getter) -> None:
        self.tokens, self.value, self.depth = tokens, value, 0

    def _at(self, *marks: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "mark" and self.tokens[0][1] in marks

    def _take(self, mark: str) -> None:
        if not self._at(mark):
            raise Unsettled
        self.tokens.pop(0)

    def sum(self) -> Decimal:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unsettled
        total = self._product()
        while self._at("+", "-"):
            sign = self.tokens.pop(0)[1]
            term = self._product()
            total = total + term if sign == "+" else total - term
        self.depth -= 1
        return total

    def _product(self) -> Decimal:
        result = self._factor()
        while self._at("*", "/"):
            sign = self.tokens.pop(0)[1]
            factor = self._factor()
            result = result * factor if sign == "*" else result / factor
        return result

    def _factor(self) -> Decimal:
        if self._at("-"):
            self.tokens.pop(0)
            return -self._factor()
        if self._at("("):
            self.tokens.pop(0)
            result = self.sum()
            self._take(")")
        else:
            kind, text = self.tokens.pop(0)
            if kind == "number":
                result = Decimal(text)
            elif kind == "area" and ":" not in text:
                result = self.value(_place(text)) or Decimal(0)
            elif kind == "name":
                result = self._call(text.upper())
            else:
                raise Unsettled
        while self._at("%"):
            self.tokens.pop(0)
            result /= 100
        return result

    def _call(self, name: str) -> Decimal:
        self._take("(")
        arguments = [self._argument()]
        while self._at(","):
            self.tokens.pop(0)
            arguments.append(self._argument())
        self._take(")")
        numbers = [number for argument in arguments for number in argument]
        if name == "SUM":
            return sum(numbers, Decimal(0))
        if name == "ROUND" and len(arguments) == len(numbers) == 2 and abs(numbers[1]) <= 10:
            return numbers[0].quantize(Decimal(1).scaleb(-int(numbers[1])), ROUND_HALF_UP)
        if name in ("MIN", "MAX") and numbers:
            return min(numbers) if name == "MIN" else max(numbers)
        raise Unsettled

    def _argument(self) -> list[Decimal]:
        """The numbers of a range, or the one of an expression."""
        if self.tokens and self.tokens[0][0] == "area" and ":" in self.tokens[0][1]:
            top, left, bottom, right = area_of(self.tokens.pop(0)[1])
            if (bottom - top + 1) * (right - left + 1) > _LARGEST:
                raise Unsettled
            cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            return [number for cell in cells if (number := self.value(cell)) is not None]
        return [self.sum()]


def _place(reference: str) -> Place:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unsettled
    column = 0
    for letter in match[2].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[4]), column
