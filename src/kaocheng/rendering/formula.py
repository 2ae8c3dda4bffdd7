"""The formulas of a form: read, computed exactly, and written with the addresses of a worksheet.

The language is the part of the spreadsheet language that forms need: + - * / ( ), percent sign, comparison, texts in
quotes, fields in braces, and the functions of `FUNCTIONS`. Results are those of a spreadsheet, but exact: fractions
inside, so that ROUND sees a half where a binary number has lost it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

# What a cell holds: a number, a text, a truth value, or nothing.
Value = Decimal | str | bool | None
_Inner = Fraction | str | bool | None

_DIGITS = Context(prec=40)
_MAX_PLACES = 30
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<field>\{[^{}]+\})|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<name>[A-Za-z]+)|(?P<sign><=|>=|<>|[-+*/(),<>=%]))"
)
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_BINDING = {**dict.fromkeys(_COMPARISONS, 1), "+": 2, "-": 2, "*": 3, "/": 3}
_NEGATION, _ATOM = 4, 9


@dataclass(frozen=True, slots=True)
class Literal:
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its path; "indicators[*].score" stands for all rows."""

    path: str


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Node


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Literal | Field | Negation | Operation | Call


class _Error(Exception):
    """What a spreadsheet shows as #VALUE!, #DIV/0! or #REF!."""


# --- reading ----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=512)
def parse(expression: str) -> Node:
    """An expression as a tree. Raises ValueError, naming the place, for what is not of the language.

    >>> fields(parse("ROUND({a}/{b},2)"))
    ('a', 'b')
    """
    return _Parser(expression).whole()


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens: list[tuple[str, str, int]] = []
        position = 0
        end = len(expression.rstrip())
        while position < end:
            match = _TOKEN.match(expression, position)
            if match is None:
                raise self._wrong(position)
            kind = match.lastgroup or ""
            self._tokens.append((kind, match[kind], match.start(kind)))
            position = match.end()
        self._tokens.append(("end", "", end))
        self._next = 0

    def whole(self) -> Node:
        node = self._binary(1)
        if self._tokens[self._next][0] != "end":
            raise self._wrong(self._tokens[self._next][2])
        return node

    def _wrong(self, position: int) -> ValueError:
        return ValueError(f"cannot read the formula {self._expression!r} at character {position + 1}")

    def _take(self) -> tuple[str, str, int]:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _accept(self, sign: str) -> bool:
        kind, word, _ = self._tokens[self._next]
        if kind == "sign" and word == sign:
            self._next += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            raise self._wrong(self._tokens[self._next][2])

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while True:
            kind, sign, _ = self._tokens[self._next]
            binding = _BINDING.get(sign, 0) if kind == "sign" else 0
            if binding < least:
                return left
            self._next += 1
            left = Operation(sign, left, self._binary(binding + 1))

    def _unary(self) -> Node:
        if self._accept("-"):
            return Negation(self._unary())
        if self._accept("+"):
            return self._unary()
        node = self._atom()
        while self._accept("%"):
            node = Operation("/", node, Literal(Decimal(100)))
        return node

    def _atom(self) -> Node:
        kind, word, position = self._take()
        if kind == "number":
            return Literal(Decimal(word))
        if kind == "text":
            return Literal(word[1:-1].replace('""', '"'))
        if kind == "field":
            return Field(word[1:-1].strip())
        if kind == "sign" and word == "(":
            node = self._binary(1)
            self._expect(")")
            return node
        if kind != "name" or word.upper() not in FUNCTIONS:
            raise self._wrong(position)
        self._expect("(")
        arguments: list[Node] = []
        if not self._accept(")"):
            arguments.append(self._binary(1))
            while self._accept(","):
                arguments.append(self._binary(1))
            self._expect(")")
        fewest, most = FUNCTIONS[word.upper()]
        if not fewest <= len(arguments) <= most:
            raise self._wrong(position)
        return Call(word.upper(), tuple(arguments))


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Negation(operand):
            return (operand,)
        case Operation(_, left, right):
            return left, right
        case Call(_, arguments):
            return arguments
    return ()


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in _parts(node):
        yield from _walk(part)


def fields(node: Node) -> tuple[str, ...]:
    """The fields a formula refers to, each once, in order."""
    return tuple(dict.fromkeys(part.path for part in _walk(node) if isinstance(part, Field)))


@functools.lru_cache(maxsize=512)
def guarded(node: Node) -> Node:
    """The formula as it behaves in a form that is not filled in yet: empty rather than 0 or an error.

    A field that is multiplied or divided must be filled in; where there is none, at least one field. A formula that
    itself asks what is filled in (COUNT, ISNUMBER; IF, where nothing is multiplied) is only kept from showing errors.
    """
    parts = list(_walk(node))
    used = {part.function for part in parts if isinstance(part, Call)}
    factors = {
        factor.path
        for part in parts
        if isinstance(part, Operation) and part.sign in "*/"
        for factor in (part.left, part.right)
        if isinstance(factor, Field) and "[*]" not in factor.path
    }
    needed = tuple(Field(path) for path in fields(node) if path in factors or (not factors and "IF" not in used))
    guarded_node = node
    if needed and not used & {"COUNT", "ISNUMBER", "IFERROR"}:
        missing = Operation("<", Call("COUNT", needed), Literal(Decimal(len(factors) or 1)))
        guarded_node = Call("IF", (missing, Literal(""), node))
    return Call("IFERROR", (guarded_node, Literal("")))


# --- computing --------------------------------------------------------------------------------------------------------


def evaluate(node: Node, values: Callable[[str], Sequence[Value]]) -> Value:
    """The result, None where a spreadsheet would show an error.

    `values`: what the cells of a field hold: one value, or one for each row of "indicators[*].score". KeyError means
    that there is no such field, an error. A number comes with 40 digits where it does not end before.
    """
    try:
        result = _evaluate(node, values)
    except _Error:
        return None
    if result is None:
        return Decimal(0)  # a reference to an empty cell shows 0
    if isinstance(result, Fraction):
        return _DIGITS.divide(Decimal(result.numerator), Decimal(result.denominator))
    return result


_Lookup = Callable[[str], Sequence[Value]]


def _evaluate(node: Node, values: _Lookup) -> _Inner:
    match node:
        case Literal(value):
            return _inner(value)
        case Field():
            found = _cells(node, values)
            if len(found) != 1:
                raise _Error
            return found[0]
        case Negation(operand):
            return -_number(_evaluate(operand, values))
        case Operation(sign, left, right):
            return _operate(sign, _evaluate(left, values), _evaluate(right, values))
        case Call(function, arguments):
            return _FUNCTIONS[function][2](arguments, values)


def _inner(value: Value) -> _Inner:
    return Fraction(value) if isinstance(value, Decimal) else value


def _cells(node: Field, values: _Lookup) -> list[_Inner]:
    try:
        return [_inner(value) for value in values(node.path)]
    except KeyError:
        raise _Error from None


def _number(value: _Inner) -> Fraction:
    if value is None:
        return Fraction(0)
    if isinstance(value, str):
        raise _Error
    return Fraction(value)


def _operate(sign: str, left: _Inner, right: _Inner) -> _Inner:
    if sign in _COMPARISONS:
        return _compare(sign, left, right)
    first, second = _number(left), _number(right)
    match sign:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
    if not second:
        raise _Error
    return first / second


def _compare(sign: str, left: _Inner, right: _Inner) -> bool:
    """Numbers before texts before truth values; an empty cell is the zero of the other's kind."""
    first, second = _rank(left, right), _rank(right, left)
    match sign:
        case "=":
            return first == second
        case "<>":
            return first != second
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
    return first >= second


def _rank(value: _Inner, other: _Inner) -> tuple[int, Fraction, str]:
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else Fraction(0)
    if isinstance(value, str):
        return 1, Fraction(0), value.casefold()
    return (2, Fraction(value), "") if isinstance(value, bool) else (0, value, "")


def _truths(arguments: Sequence[Node], values: _Lookup) -> list[bool]:
    """Every argument is looked at: a spreadsheet shows the error of any of them."""
    return [bool(_number(_evaluate(argument, values))) for argument in arguments]


def _numbers(arguments: Sequence[Node], values: _Lookup) -> list[Fraction]:
    """What an aggregate counts: of cells the numbers only, of anything computed the value."""
    found: list[Fraction] = []
    for argument in arguments:
        if isinstance(argument, Field):
            found += [value for value in _cells(argument, values) if isinstance(value, Fraction)]
        else:
            found.append(_number(_evaluate(argument, values)))
    return found


def _round(arguments: Sequence[Node], values: _Lookup) -> Fraction:
    """Half away from zero, as spreadsheets round."""
    value, places = (_number(_evaluate(argument, values)) for argument in arguments)
    if abs(places) > _MAX_PLACES:
        raise _Error
    scale = Fraction(10) ** int(places)
    whole = (abs(value) * scale + Fraction(1, 2)) // 1 / scale
    return whole if value >= 0 else -whole


def _count(arguments: Sequence[Node], values: _Lookup) -> Fraction:
    count = 0
    for argument in arguments:
        if isinstance(argument, Field):
            count += sum(isinstance(value, Fraction) for value in _cells(argument, values))
        else:
            count += _is_number(argument, values)
    return Fraction(count)


def _is_number(argument: Node, values: _Lookup) -> bool:
    try:
        return isinstance(_evaluate(argument, values), Fraction)
    except _Error:
        return False


def _if(arguments: Sequence[Node], values: _Lookup) -> _Inner:
    condition, then, *otherwise = arguments
    if _number(_evaluate(condition, values)):
        return _evaluate(then, values)
    return _evaluate(otherwise[0], values) if otherwise else False


def _if_error(arguments: Sequence[Node], values: _Lookup) -> _Inner:
    try:
        return _evaluate(arguments[0], values)
    except _Error:
        return _evaluate(arguments[1], values)


_ANY = 255
# Name → fewest arguments, most arguments, what it does.
_FUNCTIONS: dict[str, tuple[int, int, Callable[[Sequence[Node], _Lookup], _Inner]]] = {
    "ROUND": (2, 2, _round),
    "SUM": (1, _ANY, lambda arguments, values: sum(_numbers(arguments, values), Fraction(0))),
    "MIN": (1, _ANY, lambda arguments, values: min(_numbers(arguments, values), default=Fraction(0))),
    "MAX": (1, _ANY, lambda arguments, values: max(_numbers(arguments, values), default=Fraction(0))),
    "ABS": (1, 1, lambda arguments, values: abs(_number(_evaluate(arguments[0], values)))),
    "COUNT": (1, _ANY, _count),
    "ISNUMBER": (1, 1, lambda arguments, values: _is_number(arguments[0], values)),
    "IF": (2, 3, _if),
    "IFERROR": (2, 2, _if_error),
    "AND": (1, _ANY, lambda arguments, values: all(_truths(arguments, values))),
    "OR": (1, _ANY, lambda arguments, values: any(_truths(arguments, values))),
    "NOT": (1, 1, lambda arguments, values: not _truths(arguments, values)[0]),
}
FUNCTIONS: dict[str, tuple[int, int]] = {name: entry[:2] for name, entry in _FUNCTIONS.items()}


# --- writing ----------------------------------------------------------------------------------------------------------


def write(node: Node, references: Callable[[str], str]) -> str:
    """The formula as a worksheet holds it, without the equals sign. `references`: addresses of a field.

    >>> write(parse("({a}+1)*{b}"), {"a": "C5", "b": "D5"}.__getitem__)
    '(C5+1)*D5'
    """
    return _write(node, references)[0]


def _write(node: Node, references: Callable[[str], str]) -> tuple[str, int]:
    """The text, and how firmly it holds together."""
    match node:
        case Literal(value):
            if isinstance(value, str):
                return '"' + value.replace('"', '""') + '"', _ATOM
            return format(value, "f"), _ATOM
        case Field(path):
            return references(path), _ATOM
        case Negation(operand):
            text, binding = _write(operand, references)
            return f"-{text}" if binding > _NEGATION else f"-({text})", _NEGATION
        case Operation(sign, left, right):
            own = _BINDING[sign]
            first, second = _write(left, references), _write(right, references)
            before = first[0] if first[1] >= own else f"({first[0]})"
            after = second[0] if second[1] > own else f"({second[0]})"
            return f"{before}{sign}{after}", own
        case Call(function, arguments):
            inside = ",".join(_write(argument, references)[0] for argument in arguments)
            return f"{function}({inside})", _ATOM
