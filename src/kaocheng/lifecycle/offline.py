"""A form that was filled in elsewhere, cell by cell beside the one on file.

A file knows nothing of the rows on file: its rows are matched by what they are called, never by their number alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kaocheng.language import Text
from kaocheng.lifecycle.similarity import likeness
from kaocheng.model import Form, Indicator
from kaocheng.model.cells import form_from_cells
from kaocheng.model.entry import AMOUNT_FIELDS
from kaocheng.provenance import Printed, Unreadable, known
from kaocheng.templates import printed_at
from kaocheng.values.units import MONEY_FACTORS

Cells = Mapping[str, str]
Standing = Literal["same", "new", "different", "closed", "no_place"]
_LIKE = 0.5  # names of two indicators of one category that are taken for the same one, to be looked at


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the file. `source`: its path there; `field`: the path on file, None where that form has no such row.

    `now`: what stands on file; `read`: what would be taken, in the amount unit on file (`converted` where that is not
    what is printed). `standing`: "new" where the cell on file is empty; "closed" where it differs and is not for the
    person to type; "no_place" where the form on file has no such cell.
    """

    source: str
    field: str | None
    now: str
    read: str
    standing: Standing
    converted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can be taken over."""
        return self.standing in ("new", "different")


@dataclass(frozen=True, slots=True)
class Match:
    """`fields`: path in the file → path on file, None where that form has no such row. `loose`: paths in the file of
    rows that no row on file has the name of, and that were matched with one of a like name in their category."""

    fields: Mapping[str, str | None]
    loose: frozenset[str]


def match(read: Cells, ours: Cells, *, fixed_rows: bool) -> Match:
    """Which cell on file each cell of the file is for.

    Funding rows by their label, objectives in order, indicators by category and name. `fixed_rows`: the indicators on
    file are approved; else rows of the file that are not there yet come after those that are.
    """
    theirs, mine = form_from_cells(read, keep_empty=True), form_from_cells(ours, keep_empty=True)
    indicators, loose = _indicator_rows(theirs, mine, fixed_rows=fixed_rows)
    labels = {_plain(row.label.text): index for index, row in reversed(list(enumerate(mine.funding)))}
    after = len(mine.funding)
    funding: dict[int, int | None] = {}
    for index, row in enumerate(theirs.funding):
        place = labels.get(_plain(row.label.text))
        if place is None and index == 0 and mine.funding and not row.label.text:
            place = 0
        if place is None:
            place, after = after, after + 1
        funding[index] = place
    goals = {index: index for index in range(len(theirs.objectives))}
    rows: dict[str, Mapping[int, int | None]] = {"funding": funding, "objectives": goals, "indicators": indicators}
    fields: dict[str, str | None] = {}
    for path in read:
        block, bracket, rest = path.partition("[")
        if not bracket:
            fields[path] = path
            continue
        number, _, name = rest.partition("].")
        place = rows[block].get(int(number))
        fields[path] = None if place is None else f"{block}[{place}].{name}"
    marked = {path for path in read for row in loose if path.startswith(f"indicators[{row}].")}
    return Match(fields, frozenset(marked))


def compare(
    read: Cells, ours: Cells, matched: Match, *, places: Collection[str], typable: Collection[str]
) -> list[Entry]:
    """Every filled cell of the file beside the one on file. `places`: fields the form on file has; `typable`: those of
    them that the person may write."""
    theirs, mine = form_from_cells(read, keep_empty=True), form_from_cells(ours, keep_empty=True)
    factor = _factor(read.get("amount_unit", ""), ours.get("amount_unit", ""))
    found = []
    for path, text in read.items():
        if not text.strip():
            continue
        field = matched.fields[path]
        printed, converted = _at(theirs, path), None
        if factor is not None:
            converted = _convert(path, printed, factor)
            if path == "amount_unit":
                continue  # the amounts are converted instead
        wanted = text.strip() if converted is None else converted
        now = "" if field is None else ours.get(field, "").strip()
        if field is None and path.startswith("indicators") and not _is_row(theirs, path):
            continue  # the category of a row that was left empty
        if not now and printed is not None and printed.value is None:
            continue  # a dash where nothing stands on file either
        standing: Standing
        if field is not None and now and _same(wanted, now, None if converted else printed, _at(mine, field)):
            standing = "same"
        elif field is None or field not in places:
            standing = "no_place"
        elif field not in typable:
            standing = "closed"
        else:
            standing = "different" if now else "new"
        found.append(Entry(path, field, now, wanted, standing, converted is not None))
    return found


def _indicator_rows(theirs: Form, mine: Form, *, fixed_rows: bool) -> tuple[dict[int, int | None], frozenset[int]]:
    """Row of the file → row on file, and the rows matched by category alone."""
    left = {index: row for index, row in enumerate(mine.indicators) if _name(row)}
    free = [index for index, row in enumerate(mine.indicators) if index not in left]
    wanting = {index: row for index, row in enumerate(theirs.indicators) if _name(row)}
    found: dict[int, int | None] = {}

    def pair(agree: Callable[[Indicator, Indicator], bool]) -> frozenset[int]:
        paired = set()
        for index, row in list(wanting.items()):
            same = next((number for number, other in left.items() if agree(row, other)), None)
            if same is not None:
                found[index] = same
                del left[same], wanting[index]
                paired.add(index)
        return frozenset(paired)

    pair(lambda row, other: _key(row) == _key(other) and _text(row.target) == _text(other.target))
    pair(lambda row, other: _key(row) == _key(other))
    pair(lambda row, other: _name(row) == _name(other))
    loose = pair(lambda row, other: _category(row) == _category(other) and likeness(_name(row), _name(other)) >= _LIKE)
    after = len(mine.indicators)
    for index in wanting:
        if fixed_rows:
            found[index] = None
        elif free:
            found[index] = free.pop(0)
        else:
            found[index], after = after, after + 1
    return found, loose


def _is_row(form: Form, path: str) -> bool:
    return bool(_name(form.indicators[int(path[len("indicators[") :].partition("]")[0])]))


def _name(row: Indicator) -> str:
    return "".join((known(row.level3) or "").split())


def _category(row: Indicator) -> str:
    return "".join((known(row.level2) or "").split())


def _key(row: Indicator) -> tuple[str, str]:
    return _category(row), _name(row)


def _text(printed: Printed[Any] | None) -> str:
    return "" if printed is None else _plain(printed.text)


def _at(form: Form, path: str) -> Printed[Any] | None:
    try:
        return printed_at(form, path)
    except KeyError:
        return None


def _same(left: str, right: str, read: Printed[Any] | None, ours: Printed[Any] | None) -> bool:
    """As text without blanks, or by what both mean: "10 分" is 10.00."""
    if _plain(left) == _plain(right):
        return True
    values = [known(printed) for printed in (read, ours)]
    if all(isinstance(value, Decimal) for value in values):
        return values[0] == values[1]
    return (
        not any(isinstance(value, (str, Decimal)) for value in values) and None not in values and values[0] == values[1]
    )


def _factor(unit: str, ours: str) -> Decimal | None:
    """What amounts of the file are multiplied by; None where both count in the same unit, or one is not known."""
    unit, ours = unit.strip(), ours.strip()
    if unit == ours or unit not in MONEY_FACTORS or ours not in MONEY_FACTORS:
        return None
    return MONEY_FACTORS[unit] / MONEY_FACTORS[ours]


def _convert(path: str, printed: Printed[Any] | None, factor: Decimal) -> str | None:
    value = known(printed)
    if not path.startswith("funding") or path.rpartition(".")[2] not in AMOUNT_FIELDS or not isinstance(value, Decimal):
        return None
    amount = (value * factor).normalize()
    exponent = amount.as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{amount:.{places}f}"


def _plain(text: str) -> str:
    return "".join(text.split()).replace("：", ":").removeprefix("其中:").rstrip(":")


def uncertain(form: Form, paths: Iterable[str]) -> dict[str, Text]:
    """Path → why it could not be read with certainty: its row has lost cells, or its text resists."""
    found: dict[str, Text] = {}
    for path in paths:
        block, bracket, rest = path.partition("[")
        if bracket and block == "indicators":
            why = form.indicators[int(rest.partition("]")[0])].uncertain
            if why is not None:
                found[path] = why
                continue
        printed = _at(form, path)
        if printed is not None and isinstance(printed.value, Unreadable):
            found[path] = printed.value.reason
    return found
