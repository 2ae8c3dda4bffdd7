"""How many labelled target and actual values are read exactly: `python accuracy/values.py [FILE.jsonl]`.

The labels and their rules are in samples/values/README.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaocheng.values.lines import parse_line

LABELLED = Path(__file__).parent.parent / "samples" / "values" / "target_values_dev.jsonl"
FIELDS = ("kind", "comparator", "value", "upper", "unit", "date")


@dataclass(frozen=True, slots=True)
class Miss:
    """A line read otherwise than labelled: its number from 1, the record, what was expected and what was read."""

    line: int
    record: dict[str, Any]
    expected: dict[str, Any]
    read: dict[str, Any]

    def __str__(self) -> str:
        wrong = ", ".join(f"{f}: {self.read.get(f)!r} ≠ {self.expected[f]!r}" for f in FIELDS if self._differs(f))
        columns = (self.record.get("unit_column"), self.record.get("direction_column"), self.record.get("role"))
        return f"  line {self.line}: {self.record['raw']!r} {columns}: {wrong}"

    def _differs(self, field: str) -> bool:
        return bool(self.read.get(field) != self.expected[field])


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`exact`: lines right in all six fields, of `total`; `right[field]`: lines right in that field."""

    total: int
    exact: int
    right: dict[str, int]
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """Share of exact lines, 0 to 1."""
        return self.exact / self.total if self.total else 0.0

    def __str__(self) -> str:
        fields = ", ".join(f"{field} {self.right[field]}" for field in FIELDS)
        head = f"{self.exact} of {self.total} exact in all six fields ({self.share:.2%}); per field: {fields}"
        return "\n".join([head, *map(str, self.misses)])


def measure(path: Path = LABELLED) -> Accuracy:
    """Read every line of a labelled file and compare all six fields."""
    right: Counter[str] = Counter()
    misses: list[Miss] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        record = json.loads(line)
        expected = record.pop("expect")
        read = parse_line(record)
        right.update(field for field in FIELDS if read.get(field) == expected[field])
        if any(read.get(field) != expected[field] for field in FIELDS):
            misses.append(Miss(number, record, expected, read))
    return Accuracy(len(lines), len(lines) - len(misses), {field: right[field] for field in FIELDS}, tuple(misses))


if __name__ == "__main__":
    print(measure(*map(Path, sys.argv[1:2])))
