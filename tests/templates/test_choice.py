"""A form is laid out as it was read, as far as it tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trust.roundtrip import filled_report

from kaocheng.model import SummaryRow
from kaocheng.model.reading import read_points, read_text
from kaocheng.templates import TemplateKind, all_templates, blank_form, choose, choose_summary, lay_out
from tests.templates.forms import filled

FORMS = [template.id for template in all_templates().values() if template.kind is not TemplateKind.SUMMARY]


@pytest.mark.parametrize("template_id", FORMS)
def test_a_filled_form_is_recognised_without_knowing_its_layout(template_id: str) -> None:
    form = filled_report(all_templates()[template_id]).forms[0]
    assert choose(replace(form, layout=None)).id == template_id


@pytest.mark.parametrize("template_id", FORMS)
def test_a_blank_form_knows_its_layout(template_id: str) -> None:
    assert choose(blank_form(all_templates()[template_id])).id == template_id


def test_a_layout_that_cannot_hold_the_form_is_not_kept() -> None:
    form = replace(filled(), layout="F-03")
    assert lay_out(form, choose(form)).omitted == ()


def test_summaries_are_chosen_by_their_content() -> None:
    name, score = read_text("农村公路养护"), read_points("98")
    assert name is not None
    row = SummaryRow(name=name, row_kind="project", score=score, grade=read_text("优"))
    assert choose_summary([row]).id == "F-14"
    assert choose_summary([replace(row, sequence=read_text("1"), funds=read_points("60"))]).id == "F-13"
    assert choose_summary([replace(row, row_kind="indicator", grade=None)]).id == "F-15"
