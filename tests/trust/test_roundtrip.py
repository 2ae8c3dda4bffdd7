"""Extract, render, extract: a fixed point for the workbooks and documents that offices exchange."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from trust.roundtrip import EXACT, SEEDS, blank_report, filled_report, leaves, main, trip

from kaocheng.composition import Composition
from kaocheng.extraction import extract
from kaocheng.model import Form, Report
from kaocheng.model.reading import read_text
from kaocheng.readers.registry import read
from kaocheng.rendering import Format, render
from kaocheng.templates import all_templates

SAMPLES = sorted((SEEDS / "docx").glob("*.docx"))


@pytest.mark.parametrize("channel", EXACT)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_published_report_comes_back(path: Path, channel: Format) -> None:
    one = trip(f"seeds/{path.name}", extract(read(path)), channel)
    assert [d for d in one.differences if d.sort == "field"] == []
    assert one.omitted == ()
    assert one.counts["field"] > 20


@pytest.mark.parametrize("channel", EXACT)
@pytest.mark.parametrize("template_id", all_templates())
def test_every_template_comes_back(template_id: str, channel: Format) -> None:
    template = all_templates()[template_id]
    for word, report in (("blank", blank_report(template)), ("filled", filled_report(template))):
        one = trip(f"{template_id}/{word}", report, channel)
        assert [d for d in one.differences if d.sort == "field"] == []
        assert one.omitted == ()


def test_a_difference_is_noticed() -> None:
    """A renderer that drops a digit must not pass for equal."""

    def careless(composition: Composition, to: Format) -> bytes:
        grid = composition.grids[0]
        cells = tuple(replace(cell, text="98.6" if cell.text == "98.5" else cell.text) for cell in grid.cells)
        return render(Composition("", (replace(grid, cells=cells),)), to)

    one = trip("F-01/filled", filled_report(all_templates()["F-01"]), "docx", careless)
    assert [(d.path, d.before and d.before.text, d.after and d.after.text) for d in one.differences] == [
        ("forms[0].total_score", "98.5", "98.6")
    ]


def test_leaves_are_texts_and_values_without_places() -> None:
    found = leaves(Report("project", forms=(Form(project_name=read_text("农村公路养护")),)))
    assert found["forms[0].project_name"].text == "农村公路养护"
    assert not any("where" in path for path in found)


def test_the_command_prints_a_line_for_each_channel(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--to", "docx", "--only", "F-01"]) == 0
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[0] == "docx"
    assert last[5] == "100.00"
