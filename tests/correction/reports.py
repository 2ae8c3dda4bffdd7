"""One clean report (a project with a funding block of four rows), typed in or printed, with some cells changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accuracy.channels import write_docx, write_xlsx
from trust.auditing import typed_in
from trust.clean import clean_report
from trust.printing import sheets_of

from kaocheng.correction import Proposal, propose
from kaocheng.pipeline import CheckResult, check_file, check_report
from tests.situation import build, change

CLEAN = clean_report("f01", 5, 0).texts
_WRITERS = {"docx": write_docx, "xlsx": write_xlsx}


def texts(**cells: str) -> dict[str, Any]:
    """The texts with cells of its form changed; `__` stands for the dot of a path: funding0__score."""
    names = {"funding": "funding[{}]", "indicators": "indicators[{}]"}
    paths = {}
    for name, text in cells.items():
        row, _, column = name.rpartition("__")
        block = row.rstrip("0123456789")
        path = f"{names[block].format(row.removeprefix(block))}.{column}" if row else column
        paths[f"forms[0].{path}"] = text
    return change(CLEAN, set=paths)


def typed(report: dict[str, Any]) -> CheckResult:
    return check_report(typed_in(report))


def proposed(**cells: str) -> Proposal:
    return propose(typed(texts(**cells)))


def printed(folder: Path, kind: str, report: dict[str, Any]) -> Path:
    path = folder / f"报告.{kind}"
    _WRITERS[kind](sheets_of(report), path)
    return path


def checked(path: Path) -> CheckResult:
    return check_file(path, keep_document=True)


__all__ = ["CLEAN", "build", "checked", "printed", "proposed", "texts", "typed"]
