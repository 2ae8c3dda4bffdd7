"""Parity compares by fingerprint, and only what the data explains is excused."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from accuracy.channels import write_docx, write_html, write_txt, write_xlsx
from trust.clean import clean_reports
from trust.faults import registered
from trust.mutants import make_mutants
from trust.parity import CHANNELS, Difference, compare, differences
from trust.printing import sheets_of

from kaocheng.pipeline import check_file
from trust import parity

REPORTS = [report for report in clean_reports(8, 1) if report.layout in ("f01", "f05", "f06", "department")]


def test_every_explanation_names_a_channel_and_gives_a_reason() -> None:
    assert differences()
    for difference in differences():
        assert difference.channel in CHANNELS
        assert len(difference.reason) > 20
        assert difference.codes or difference.place or difference.reports


@pytest.mark.parametrize("fault", ["rate-mistyped", "row-repeated", "operator-in-actual", "weight-off-by-one"])
def test_a_fault_is_the_same_finding_in_every_channel(fault: str, tmp_path: Path) -> None:
    for mutant in make_mutants([registered()[fault]], REPORTS, len(REPORTS), 3, attempts=1):
        sheets = sheets_of(mutant.texts)
        write_docx(sheets, tmp_path / "one.docx")
        write_xlsx(sheets, tmp_path / "one.xlsx")
        write_html(sheets, tmp_path / "one.html")
        write_txt(sheets, tmp_path / "one.txt", "tab-rows")
        measure = check_file(tmp_path / "one.docx")
        assert measure.findings
        for channel in ("html", "txt"):
            compared = compare(fault, "mutants", channel, measure, check_file(tmp_path / f"one.{channel}"))
            assert compared.agrees, (mutant.report.name, channel, compared.missing, compared.extra)


def test_a_line_break_inside_a_label_is_no_difference(tmp_path: Path) -> None:
    mutant = next(make_mutants([registered()["rate-mistyped"]], REPORTS[:1], 1, 3))
    broken = copy.deepcopy(mutant.texts)
    for form in broken["forms"]:
        form["project_name"] = f"{form['project_name'][:3]}\n{form['project_name'][3:]}"
        for row in form["funding"]:
            row["label"] = f"{row['label'][:4]}\n{row['label'][4:]}"
    found = []
    for number, texts in enumerate((mutant.texts, broken)):
        write_docx(sheets_of(texts), tmp_path / f"{number}.docx")
        found.append({f.fingerprint for f in check_file(tmp_path / f"{number}.docx").findings if f.code == "ARI-01"})
    assert found[0] == found[1]
    assert found[0]


def test_a_finding_that_nothing_explains_is_missing(tmp_path: Path) -> None:
    one, other = REPORTS[0], next(make_mutants([registered()["rate-mistyped"]], REPORTS[:1], 1, 3))
    write_docx(sheets_of(one.texts), tmp_path / "clean.docx")
    write_docx(sheets_of(other.texts), tmp_path / "faulty.docx")
    clean, faulty = check_file(tmp_path / "clean.docx"), check_file(tmp_path / "faulty.docx")
    compared = compare("report", "mutants", "html", faulty, clean)
    assert not compared.agrees
    assert {finding.code for finding in compared.missing} >= {"ARI-01"}
    assert [f.code for f in compare("report", "mutants", "html", clean, faulty).extra] == [
        f.code for f in compared.missing
    ]


def test_an_explanation_holds_only_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    difference = Difference("the narrative is missing there", "xlsx", group="seeds", codes=("CON",), place="text")
    report = check_file(parity.SEEDS / "docx" / "beita-2023.docx")
    finding = next(f for f in report.findings if f.code.startswith("IND"))
    assert not difference.explains("beita-2023", "seeds", "xlsx", "missing", finding)
    assert not difference.explains("beita-2023", "seeds", "html", "missing", finding)
