from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaocheng.errors import DataError, ReadError, UsageError
from kaocheng.pipeline import extract_file
from kaocheng.reporting import load_report

SEEDS = Path(__file__).resolve().parents[2] / "samples" / "seeds"
SEED = SEEDS / "docx" / "beita-2023.docx"


def line() -> str:
    return json.dumps(extract_file(SEED).to_json(), ensure_ascii=False)


def test_a_line_of_extract_and_the_file_itself_say_the_same(tmp_path: Path) -> None:
    stored = tmp_path / "a.jsonl"
    stored.write_text(line() + "\n", "utf-8")
    whole = tmp_path / "a.json"
    whole.write_text(f'{{"format": 1, "files": [\n{line()}\n]}}\n', "utf-8")
    assert load_report(stored) == load_report(whole)
    assert load_report(stored).forms == load_report(SEED).forms


def test_two_reports_are_one_too_many(tmp_path: Path) -> None:
    stored = tmp_path / "a.jsonl"
    stored.write_text(f"{line()}\n{line()}\n", "utf-8")
    with pytest.raises(UsageError, match=r"a\.jsonl holds 2 reports"):
        load_report(stored)


@pytest.mark.parametrize("text", ["no json\n", "{}\n", '{"format": 99}\n', "[1]\n", "\udcff"])
def test_json_that_is_not_ours(tmp_path: Path, text: str) -> None:
    stored = tmp_path / "a.jsonl"
    stored.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError):
        load_report(stored)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        load_report(tmp_path / "absent.docx")
