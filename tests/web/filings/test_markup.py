"""The cells of the form as HTML, written without a template and so without its escaping."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaocheng_web.filings.models import FoundRule
from kaocheng_web.filings.page import page_for
from kaocheng_web.filings.services import add_note, type_cells
from tests.web.county import OBJECTIVE, SELF_EVALUATION, County, make_filing

_HOSTILE = "\"><script>alert('x')</script>&"


@pytest.mark.parametrize("role", ["preparer", "unit_head"])
def test_what_is_typed_never_becomes_markup(county: County, sign_in: Callable[[Any], Client], role: str) -> None:
    names = ("deviation", "actual", "level3", "level1", "target")
    hostile = {f"indicators[1].{name}": f"{_HOSTILE}{name}" for name in names}
    filing = make_filing(county, cells={**SELF_EVALUATION, **hostile, "project_name": _HOSTILE})
    html = sign_in(county.person(role)).get(filing.get_absolute_url()).content.decode()
    assert "&quot;&gt;&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_text_that_begins_with_a_line_end_keeps_it(county: County) -> None:
    filing = make_filing(county, cells={**SELF_EVALUATION, "indicators[0].deviation": "\n第二行"})
    assert ">\n\n第二行</textarea>" in page_for(county.person("preparer"), filing).body


def test_rows_of_an_objective_have_their_menu_and_those_of_a_self_evaluation_none(county: County) -> None:
    preparer = county.person("preparer")
    objective = page_for(preparer, make_filing(county, kind="objective", cells=OBJECTIVE)).body
    assert re.findall(r'form="row-changes" name="change" value="remove:(\d)"', objective) == list("0123456")
    assert "row-changes" not in page_for(preparer, make_filing(county)).body


def test_who_remarks_finds_the_mark_at_each_cell(county: County) -> None:
    filing = make_filing(county, state="submitted")
    head = county.person("unit_head")
    add_note(head, filing, field="indicators[0].actual", text="请核实")
    body = page_for(head, filing).body
    assert 'href="?note=indicators%5B0%5D.actual#note-form"' in body
    assert body.count('class="note-mark"') == 1
    assert "note-here" not in page_for(county.person("preparer"), filing).body


def test_the_counts_of_the_rules_follow_what_is_typed(county: County) -> None:
    filing, preparer = make_filing(county), county.person("preparer")
    for text in ("", "1公里", "1公里 ", "412公里"):
        type_cells(preparer, filing, changes={"indicators[0].actual": (filing.cells["indicators[0].actual"], text)})
        page_for(preparer, filing)
        kept = {(row.code, row.severity): row.count for row in FoundRule.objects.filter(filing=filing)}
        assert kept == Counter((row["code"], row["severity"]) for row in filing.findings)
