"""Records of `kaocheng values`, and the labelled set."""

from __future__ import annotations

import json
from typing import Any

import pytest
from accuracy.values import measure

from kaocheng.values.lines import parse_json, parse_line


def test_a_record_with_its_columns() -> None:
    record = {"raw": "95.50", "unit_column": "%", "direction_column": "≥", "role": "target", "level2": "质量指标"}
    assert json.dumps(parse_line(record), ensure_ascii=False) == (
        '{"kind": "quantity", "comparator": "ge", "value": 95.5, "upper": null, "unit": "%", "date": null}'
    )


def test_whole_numbers_are_integers() -> None:
    assert json.dumps(parse_line({"raw": "100.00%"})["value"]) == "100"


def test_a_number_in_json_is_read_as_its_digits() -> None:
    assert parse_json('{"raw": 1346.0088, "unit_column": "亩"}')["value"] == 1346.0088
    assert parse_json('{"raw": 12}')["kind"] == "quantity"


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        "≥10",
        {},
        {"raw": None},
        {"raw": True},
        {"raw": ["1"]},
        {"raw": "1", "role": "weight"},
        {"raw": "1", "level2": 3},
    ],
)
def test_what_is_no_record_gives_an_error(record: Any) -> None:
    error = parse_line(record)["error"]
    assert error["code"] == "bad-record"
    assert error["message"]["zh"]
    assert error["message"]["en"]


@pytest.mark.parametrize("line", ["", "{", "≥10", "[" * 100_000])
def test_what_is_no_json_gives_an_error(line: str) -> None:
    assert parse_json(line)["error"]["code"] == "no-json"


def test_the_labelled_set_is_read_exactly() -> None:
    accuracy = measure()
    assert accuracy.total == 500
    assert accuracy.share >= 0.99, str(accuracy)
