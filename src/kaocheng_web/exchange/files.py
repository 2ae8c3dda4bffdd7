"""Tables in and out as xlsx, csv or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args

from kaocheng.language import Text
from kaocheng.lifecycle.bulk import Line, read_json, read_tables
from kaocheng.readers import Limits
from kaocheng_web.interface.sheets import Sheet, is_text, rows_of_text, tables_of, text_of, write
from kaocheng_web.projects.models import PROJECT_KINDS

Format = Literal["xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
LARGEST = 10 * 1024 * 1024
_LIMITS = Limits(max_file_bytes=LARGEST, max_rows=50_000, max_seconds=30)


def read_file(name: str, data: bytes) -> tuple[Format, list[Line]]:
    """The rows of a file. Raises UsageError for what cannot be read."""
    kinds = {code: Text(str.__str__(words), words.english) for code, words in PROJECT_KINDS.items()}
    if not is_text(data):
        return "xlsx", read_tables(tables_of(name, data, _LIMITS), kinds)
    text = text_of(data)
    if text.lstrip()[:1] in ("{", "["):
        return "json", read_json(text, kinds)
    return "csv", read_tables([rows_of_text(text)], kinds)


class Table:
    """A table to be written. `columns`: (key in JSON, heading, width); `rows`: values in that order, read once."""

    def __init__(
        self, id: str, title: str, columns: Sequence[tuple[str, str, int]], rows: Iterable[Sequence[Any]]
    ) -> None:
        self.id, self.title, self.columns, self.rows = id, title, tuple(columns), rows

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.title, [(heading, width) for _, heading, width in self.columns], self.rows)


def write_file(format: Format, tables: Sequence[Table]) -> Iterator[bytes]:
    """The pieces of a file, as they come. A csv file holds the first table only."""
    return map(str.encode, _as_json(tables)) if format == "json" else write(format, [table.sheet for table in tables])


def _as_json(tables: Sequence[Table]) -> Iterator[str]:
    """{"projects": [{…}, …], …}, one row on a line."""
    yield "{"
    for place, table in enumerate(tables):
        yield f'{", " if place else ""}"{table.id}": ['
        for number, row in enumerate(table.rows):
            values: Mapping[str, Any] = {
                key: f"{value:f}" if isinstance(value, Decimal) else value
                for (key, _, _), value in zip(table.columns, row, strict=True)
                if value is not None and value != ""
            }
            yield f"{',' if number else ''}\n{json.dumps(values, ensure_ascii=False)}"
        yield "\n]"
    yield "}\n"
