"""DOC-02 on what only a document or an uncertain reading shows: shifted rows of flattened tables, doubtful columns."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

from kaocheng.audit import ReportedFinding, run_rules, select_rules
from kaocheng.documents import Cell, Document, Table
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Location
from kaocheng.schemes import load_scheme
from kaocheng.scoring import score
from tests.situation import build

CLEAN = tomllib.loads((Path(__file__).parent / "clean" / "project.toml").read_text("utf-8"))


def findings(report: Report) -> tuple[ReportedFinding, ...]:
    scheme = load_scheme("cn-mof-2020")
    sheets = tuple(score(form, scheme, report) for form in report.forms)
    return run_rules(report, sheets, scheme, None, select_rules(("DOC-02",))).findings


def clean_report() -> tuple[Report, Form]:
    report = build(CLEAN).report
    return report, report.forms[0]


def with_targets_in(columns: tuple[int, ...], *, ragged: bool) -> Report:
    """The clean form with the targets of its first rows in these columns of one table."""
    report, form = clean_report()
    rows = []
    for number, (row, column) in enumerate(zip(form.indicators, columns, strict=False)):
        assert row.target is not None
        where = Location(table=1, row=number + 1, column=column)
        rows.append(dataclasses.replace(row, target=dataclasses.replace(row.target, where=where)))
    table = Table(1, 10, 9, (Cell("一级指标", 0, 0),), ragged=ragged)
    return dataclasses.replace(
        report,
        forms=(dataclasses.replace(form, indicators=tuple(rows)),),
        document=Document((table,), "text/plain", "test"),
    )


def test_rows_that_could_not_be_read_are_reported_once() -> None:
    report, form = clean_report()
    doubt = Text("列可能错位", "columns may be shifted")
    rows = [dataclasses.replace(row, uncertain=doubt if i < 2 else None) for i, row in enumerate(form.indicators)]
    report = dataclasses.replace(report, forms=(dataclasses.replace(form, indicators=tuple(rows)),))
    found = findings(report)
    assert [(f.found, f.severity.value) for f in found] == [("2行", "warning")]
    assert "购置图书册数" in found[0].message.zh


def test_shifted_row_of_a_flattened_table_is_pointed_out() -> None:
    found = findings(with_targets_in((5, 5, 5, 4, 5), ragged=True))
    assert [(f.found, f.severity.value) for f in found] == [("1行", "info")]


def test_columns_of_a_proper_table_are_its_own_business() -> None:
    assert findings(with_targets_in((5, 5, 5, 4, 5), ragged=False)) == ()


def test_no_usual_column_no_finding() -> None:
    assert findings(with_targets_in((5, 5, 4, 4), ragged=True)) == ()
