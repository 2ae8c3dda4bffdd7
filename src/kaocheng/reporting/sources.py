"""The structured report to write from: a line that `extract` or `check` printed, or any file that can be read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from kaocheng.errors import DataError, ReadError, UsageError
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.model.codec import report_of_line
from kaocheng.pipeline import extract_file, read_source
from kaocheng.readers.limits import DEFAULT, Limits


def load_report(path: str | os.PathLike[str], limits: Limits = DEFAULT) -> Report:
    """The one report of a file.

    Raises ReadError where the file cannot be read, DataError for JSON that is not ours, UsageError where the JSON holds
    no report or several.
    """
    name = os.fspath(path)
    if not name.lower().endswith((".json", ".jsonl")):
        result = extract_file(path, limits=limits)
        if result.error is not None:
            raise ReadError(result.error.message, code=result.error.code)
        assert result.report is not None
        return result.report
    reports = [report for line in _lines(name, limits) if (report := report_of_line(line)) is not None]
    if len(reports) != 1:
        words = Text("{file} 中有 {count} 份报告，应为一份", "{file} holds {count} reports; it must hold one")
        raise UsageError(words.format(file=os.path.basename(name), count=len(reports)))
    return reports[0]


def _lines(name: str, limits: Limits) -> Iterator[Any]:
    """The objects of a `jsonl`, or those under "files" of a `json`."""
    try:
        text = read_source(name, limits).data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _no_json(name, Text("不是 UTF-8 文本", "not UTF-8 text")) from None
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from (_parsed(name, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
        return
    files = whole.get("files") if isinstance(whole, dict) else None
    yield from files if isinstance(files, list) else [whole]


def _parsed(name: str, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        words = Text("第 {n} 行不是 JSON", "line {n} is not JSON")
        raise _no_json(name, words.format(n=number)) from None


def _no_json(name: str, why: Text) -> DataError:
    words = Text("{file}：{why}", "{file}: {why}")
    return DataError(words.format(file=os.path.basename(name), why=why))
