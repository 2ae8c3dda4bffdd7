"""Rendered samples print what the facts say: read back with other people's libraries, not with our readers."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest
from accuracy.channels import PrintedCell, Sheet
from accuracy.facts import FORMS, Sample, field_of, real_forms, samples, shuffled, synonyms, templates
from accuracy.render_forms import CHANNELS, render, sheet_of
from lxml import html

from accuracy import channels

ALL = list(samples())
BY_NAME = {sample.name: sample for sample in ALL}


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_every_fact_is_printed_once_in_its_row_and_column(sample: Sample) -> None:
    for facts, layout in sample.forms:
        if "summary" in facts:
            continue
        sheet = sheet_of(facts, layout)
        grid = [[cell.text.replace("\n", "") if cell else None for cell in row] for row in sheet.grid()]
        columns = list(facts["columns"])
        header = next(row for row in grid if all(column in row for column in columns))
        places = [header.index(column) for column in columns]
        assert places == sorted(places), "columns stand in the printed order"
        printed = [[row[place] for place in places] for row in grid]
        for indicator in facts["indicators"]:
            wanted = [field_of(column, layout) for column in columns]
            assert any(
                all(name is None or row[i] == str(indicator.get(name) or "") for i, name in enumerate(wanted))
                for row in printed
            ), indicator["level3"]


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_no_cells_overlap_and_none_is_missing(sample: Sample) -> None:
    for facts, layout in sample.forms:
        sheet = sheet_of(facts, layout)
        assert all(cell is not None for row in sheet.grid() for cell in row)


@pytest.mark.parametrize("name", ["F-02", "F-04", "sc_daying_sfj_2023_frag", "he_langfang_shipin_2019_nuantong"])
def test_all_channels_hold_the_same_grid(name: str, tmp_path: Path) -> None:
    sample = BY_NAME[name]
    paths = {channel: render(sample, channel, tmp_path) for channel in CHANNELS}
    sheet = sheet_of(*sample.forms[0])
    expected = [[cell.text if cell else "" for cell in row] for row in sheet.grid()]
    table = docx.Document(str(paths["docx"])).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == expected
    page = html.parse(str(paths["html"]))
    texts = ["\n".join(cell.itertext()) for cell in page.iter("td")]
    assert texts == [cell.text for cell in sheet.cells]
    text = paths["txt"].read_text(encoding="utf-8")
    for cell in sheet.cells:
        assert cell.text.replace("\n", " ") in text or cell.text in text


def test_a_workbook_holds_numbers_that_show_as_printed(tmp_path: Path) -> None:
    texts = ["85%", "1,234.50", "0.00", "43.2", "0.00%", "96.31%", "=8个", "≥50个", "2023.07-2024.01", "10"]
    cells = tuple(PrintedCell(text, 0, column) for column, text in enumerate(texts))
    path = tmp_path / "numbers.xlsx"
    channels.write_xlsx([Sheet("数字", (), cells, 1, len(texts))], path)
    row = openpyxl.load_workbook(path).active[1]
    assert [(cell.value, cell.number_format) for cell in row] == [
        (0.85, "0%"),
        (1234.5, "#,##0.00"),
        (0, "0.00"),
        (43.2, "General"),
        (0, "0.00%"),
        (0.9631, "0.00%"),
        ("=8个", "General"),
        ("≥50个", "General"),
        ("2023.07-2024.01", "General"),
        (10, "General"),
    ]
    assert [cell.data_type for cell in row] == ["n"] * 6 + ["s"] * 3 + ["n"]


DIALECT_LINES = {
    "tab-rows": ["产出\t数量\t册数", "\t质量\t"],
    "pipe-rows": ["产出 | 数量 | 册数", " | 质量"],
    "clipped-pipe-rows": ["产出 | 数量 | 册数", "质量"],
    "pipe-cells": ["|", "产出 |", "数量 |", "册数 |", "|", " |", "质量 |", " |"],
    "tab-cells": ["\t产出", "\t数量", "\t册数", "", "\t", "\t质量", "\t　", ""],
    "blank-lines": ["产出", "", "数量", "", "册数", "", " ", "", "质量", "", " ", ""],
}


@pytest.mark.parametrize("dialect", channels.DIALECTS)
def test_dialects(dialect: str) -> None:
    cells = (
        PrintedCell("产出", 0, 0, row_span=2),
        PrintedCell("数量", 0, 1),
        PrintedCell("册数", 0, 2),
        PrintedCell("质量", 1, 1),
        PrintedCell("", 1, 2),
    )
    assert list(channels.DIALECTS[dialect](Sheet("表", (), cells, 2, 3))) == DIALECT_LINES[dialect]


def test_every_word_of_the_table_of_synonyms_is_printed_somewhere() -> None:
    printed = set()
    for sample in ALL:
        for facts, layout in sample.forms:
            sheet = sheet_of(facts, layout)
            printed.update(cell.text.replace("\n", "") for cell in sheet.cells)
            printed.update(part for line in (*sheet.before, *sheet.after) for part in (line, line.partition("：")[0]))
    everything = "\n".join(printed)
    missing = {
        (name, word)
        for name, words in synonyms().items()
        for word in words
        if word not in printed and not (word == "★" and "★" in everything) and word != "元"
    }
    assert not missing
    assert "单位：元" in printed


def test_signs_stand_in_the_column_of_signs_and_units_in_theirs() -> None:
    facts, layout = BY_NAME["sc_daying_sfj_2023_frag"].forms[0]
    row = [cell.text for cell in sheet_of(facts, layout).grid()[1] if cell]
    columns = ["绩效指标", *facts["columns"]]
    assert row[columns.index("指标性质")] == "≤"
    assert row[columns.index("度量单位")] == "万元"


def test_projects_of_one_table_stand_below_one_heading() -> None:
    sample = BY_NAME["one_table_1"]
    assert len(sample.forms) == 2


def test_shuffled_forms_hold_the_same_facts_below_other_headings() -> None:
    once, again = list(shuffled(7)), list(shuffled(7))
    assert [sample.forms for sample in once] == [sample.forms for sample in again]
    moved = 0
    for sample in once:
        facts, layout = sample.forms[0]
        original, original_layout = BY_NAME[sample.name.removesuffix("_7")].forms[0]
        meanings = [field_of(column, layout) for column in facts["columns"]]
        before = [field_of(column, original_layout) for column in original["columns"]]
        assert sorted(map(str, meanings)) == sorted(map(str, before))
        moved += facts["columns"] != original["columns"]
        sheet_of(facts, layout).grid()
    assert moved > len(once) / 2


def test_every_fact_file_has_a_layout_and_every_template_names_itself() -> None:
    assert {path.stem for path in (FORMS / "facts").glob("*.json")} <= {sample.name for sample in real_forms()}
    for sample in templates():
        raw = json.loads((FORMS / "templates" / f"{sample.name}.json").read_text(encoding="utf-8"))
        assert raw["template"] == sample.name
