"""Lines and objects for other programs. Streaming: a result is written when it is there and then forgotten.

`jsonl`: one object per line and input file, in input order. `json`: one object {"format": 1, "files": […]} with the
same objects, and for a check the "notes" of the run. No blanks to choose, keys in fixed order, UTF-8: equal results
give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from kaocheng.language import Language
from kaocheng.model.codec import FORMAT
from kaocheng.pipeline import FileResult, RunNote


def write_lines(results: Iterable[FileResult], stream: TextIO, language: Language) -> None:
    """One JSON object per line."""
    for result in results:
        stream.write(encode(result.to_json(language)) + "\n")


def write_object(
    results: Iterable[FileResult], stream: TextIO, language: Language, notes: Iterable[RunNote] | None = None
) -> None:
    """One JSON object over all files, one file per line of text. `notes`: asked for after the last result."""
    stream.write(f'{{"format": {FORMAT}, "files": [')
    for index, result in enumerate(results):
        stream.write((",\n" if index else "\n") + encode(result.to_json(language)))
    stream.write("\n]")
    if notes is not None:
        stream.write(f', "notes": {encode([note.to_json(language) for note in notes])}')
    stream.write("}\n")


def encode(value: Any) -> str:
    """JSON as it is written everywhere in the project."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
