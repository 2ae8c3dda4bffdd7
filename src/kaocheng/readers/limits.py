"""How large and how deep a document may be.

Documents are hostile until parsed: a file of a few kilobytes can unpack to gigabytes or state a cell a million columns
wide. Every reader takes its bounds from one `Limits` and raises `LimitExceeded` before the memory is spent.
An operator overrides a bound by an environment variable named after the field, e.g. KAOCHENG_MAX_PAGES=800.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields

from kaocheng.errors import LimitExceeded, UsageError
from kaocheng.language import Text, same

_PREFIX = "KAOCHENG_"

_WORDS: dict[str, Text] = {
    "max_file_bytes": Text("文件大小", "file size"),
    "max_unpacked_bytes": Text("解压后总大小", "unpacked size"),
    "max_part_bytes": Text("单个部件解压后大小", "unpacked size of one part"),
    "max_ratio": Text("压缩比", "compression ratio"),
    "max_entries": Text("压缩包内文件数", "number of files in the package"),
    "max_elements": Text("标记数", "number of markup elements"),
    "max_depth": Text("嵌套层数", "nesting depth"),
    "max_pages": Text("页数", "number of pages"),
    "max_rows": Text("表格行数", "number of table rows"),
    "max_columns": Text("表格列数", "number of table columns"),
    "max_cells": Text("单元格数", "number of cells"),
    "max_text_chars": Text("文字总字数", "number of characters"),
    "max_seconds": Text("处理时间（秒）", "processing time in seconds"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; a value equal to its bound is still accepted.

    `max_file_bytes`: the file as it lies on the disk. `max_unpacked_bytes`: all members of a zip package together,
    `max_part_bytes`: one member that is read. `max_ratio`: unpacked ÷ packed size of one large member.
    `max_elements`: elements of one XML or HTML part. `max_depth`: nesting of XML and HTML elements.
    `max_rows`, `max_columns`: one table. `max_cells`: grid positions of all tables of a document together.
    `max_seconds`: seconds of wall clock, checked by the readers between paragraphs, rows or pages.

    Raises `UsageError` when a bound is not a number above zero.
    """

    max_file_bytes: int = 64 * 1024 * 1024
    max_unpacked_bytes: int = 256 * 1024 * 1024
    max_part_bytes: int = 32 * 1024 * 1024
    max_ratio: int = 200
    max_entries: int = 10_000
    max_elements: int = 1_000_000
    max_depth: int = 200
    max_pages: int = 500
    max_rows: int = 100_000
    max_columns: int = 1_024
    max_cells: int = 1_000_000
    max_text_chars: int = 10_000_000
    max_seconds: float = 60.0

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            kinds = (int, float) if item.name == "max_seconds" else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds) or not value > 0:
                message = Text(
                    "限值 {name} 应为大于零的数，实际为 {value!r}。",
                    "Limit {name} must be a number above zero, not {value!r}.",
                )
                raise UsageError(message.format(name=item.name, value=value))

    def check(self, name: str, found: float, place: Text | None = None) -> None:
        """Raise `LimitExceeded` when `found` is above the bound `name`.

        `place`: where it was found, as a phrase without full stop ("第3个表格", "table 3").
        """
        bound = getattr(self, name)
        if found <= bound:
            return
        message = Text(
            "{place}{what}为 {found}，超过上限 {bound}，为安全起见未读取。"
            "如确需读取，请拆分文件，或设置环境变量 {variable}。",
            "{place}{what} is {found}, above the limit of {bound}; the file was not read. "
            "Split the file, or set the environment variable {variable}.",
        )
        raise LimitExceeded(
            message.format(
                place=Text("", "") if place is None else Text(f"{place.zh}：", f"{place.en}: "),
                what=_WORDS[name],
                found=same(f"{round(found, 3):,}"),
                bound=same(f"{bound:,}"),
                variable=_PREFIX + name.upper(),
            )
        )

    def deadline(self) -> Deadline:
        """Start the clock of one reading."""
        return Deadline(self)


class Deadline:
    """A cooperative clock: a reader calls `check()` between rows or pages."""

    __slots__ = ("_limits", "_start")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._start = time.monotonic()

    def check(self) -> None:
        """Raise `LimitExceeded` when the time is up."""
        seconds = time.monotonic() - self._start
        if seconds > self._limits.max_seconds:
            self._limits.check("max_seconds", seconds)


DEFAULT = Limits()


def limits_from_environment(environment: Mapping[str, str] | None = None) -> Limits:
    """`DEFAULT`, with every bound replaced for which a variable KAOCHENG_MAX_… is set and not blank.

    Raises `UsageError` that names the variable when its value is not a number above zero.
    """
    variables = os.environ if environment is None else environment
    chosen: dict[str, float] = {}
    for item in fields(Limits):
        variable = _PREFIX + item.name.upper()
        text = variables.get(variable, "").strip()
        if not text:
            continue
        try:
            value = float(text) if item.name == "max_seconds" else int(text)
        except ValueError:
            value = 0
        if not 0 < value < float("inf"):
            raise UsageError(
                Text(
                    "环境变量 {variable} 应为大于零的数，实际为“{text}”。",
                    'Environment variable {variable} must be a number above zero, not "{text}".',
                ).format(variable=variable, text=text)
            )
        chosen[item.name] = value
    return Limits(**chosen) if chosen else DEFAULT  # type: ignore[arg-type]  # ints stay ints, see above
