"""A chart as plain figures. The picture and the table beneath it are made of the same points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kaocheng_web.interface.words import LazyText

Kind = Literal["count", "percent", "amount"]


@dataclass(frozen=True, slots=True)
class Point:
    """A figure and the list it counts. `value`: None where nothing can be said; `link`: "" where there is no list."""

    value: int | Decimal | None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """`tone`: colour by meaning, of TONES in dashboards.js. `points`: one for each category. `kind`: how they are
    written."""

    name: str
    tone: str
    points: Sequence[Point]
    kind: Kind = "count"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the values, as the time that has elapsed."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """`heading`: of the categories in the table. `further`: columns of the table that are not drawn. `lying`: bars from
    left to right, for long names. `unit`: of counts."""

    id: str
    title: str
    heading: str
    categories: Sequence[str]
    series: Sequence[Series]
    lying: bool = False
    stacked: bool = False
    unit: str = ""
    further: Sequence[Series] = ()
    mark: Mark | None = None

    @property
    def is_empty(self) -> bool:
        return not any(point.value for series in self.series for point in series.points)

    @property
    def columns(self) -> list[Series]:
        """Of the table."""
        return [*self.series, *self.further]

    @property
    def rows(self) -> list[tuple[str, list[tuple[Point, Kind]]]]:
        """Of the table: a category, its point in each column and how that is written."""
        columns = self.columns
        return [(name, [(one.points[row], one.kind) for one in columns]) for row, name in enumerate(self.categories)]

    @property
    def data_id(self) -> str:
        """Of the element that holds `data`."""
        return f"{self.id}-data"

    @property
    def height(self) -> str:
        """Class of the height: lying bars need room for each."""
        if not self.lying:
            return "medium"
        rows = len(self.categories) * (1 if self.stacked else len(self.series))
        return next((name for most, name in ((5, "small"), (10, "medium"), (18, "tall")) if rows <= most), "taller")

    @property
    def data(self) -> dict[str, Any]:
        """For the script that draws it."""
        return {
            "categories": list(self.categories),
            "lying": self.lying,
            "stacked": self.stacked,
            "percent": any(series.kind == "percent" for series in self.series),
            "unit": self.unit,
            "mark": None if self.mark is None else {"name": self.mark.name, "value": float(self.mark.value)},
            "series": [
                {
                    "name": series.name,
                    "tone": series.tone,
                    "points": [
                        {"value": None if point.value is None else float(point.value), "link": point.link}
                        for point in series.points
                    ],
                }
                for series in self.series
            ],
        }


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the top of the page. `whole`: what it is a part of. `tone`: "urgent" asks for attention."""

    label: LazyText
    point: Point
    whole: int | None = None
    kind: Kind = "count"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`done` of `whole`; `left`: the rest, with the list of it. `late`: the rest should not be there any more. `level`:
    0 to 5, for the shade; "" where whole is 0."""

    done: Point
    left: Point
    whole: int
    late: bool = False

    @property
    def level(self) -> str:
        if not self.whole:
            return ""
        return str(min(5, int(5 * Decimal(int(self.done.value or 0)) / self.whole)))


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    projects: Point
    cells: Sequence[HeatCell]
