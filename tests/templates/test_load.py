"""Template files: every one that ships is sound, and a wrong one is refused by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.errors import TemplateError, UsageError
from kaocheng.templates import (
    TemplateKind,
    TemplateStatus,
    all_templates,
    blank_form,
    lay_out,
    load_template,
)
from kaocheng.templates.load import DATA, build_template

DOCS = Path(__file__).parents[2] / "docs"
SOUND = (DATA / "F-03.toml").read_text("utf-8")


def test_every_file_is_a_template_of_its_name() -> None:
    assert set(all_templates()) == {path.stem for path in DATA.glob("*.toml")}
    assert {f"F-{number:02}" for number in range(1, 16)} <= set(all_templates())


def test_what_was_not_seen_says_so() -> None:
    assert load_template("F-11").status is TemplateStatus.GENERAL
    assert load_template("F-12").status is TemplateStatus.RECALLED
    assert all(template.source for template in all_templates().values())


def test_an_id_may_be_written_small() -> None:
    assert load_template(" f-04 ").id == "F-04"


def test_an_unknown_id_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="F-01, F-02") as refusal:
        load_template("F-99")
    assert "没有表样 F-99" in refusal.value.message.zh


def test_summaries_say_what_their_rows_are() -> None:
    for template in all_templates().values():
        assert (template.kind is TemplateKind.SUMMARY) == (template.row_kind is not None)


@pytest.mark.parametrize(
    ("before", "after", "key", "words"),
    [
        ('kind = "transfer"', 'kind = "other"', "kind", "declaration"),
        ('title = "专项资金绩效目标自评表"', 'title = ""', "title", "empty"),
        ('title = "专项资金绩效目标自评表"', "title = 3", "title", "text"),
        ('status = "seen"', 'state = "seen"', "state", "unknown key"),
        ('status = "seen"', "", "status", "missing"),
        ("{year}", "{jahr}", "year_line", "{year}"),
        ('"grade",\n', '"colour",\n', "omits[7]", "colour"),
        ('field = "project_name"', 'field = "project"', "block[0].rows[0][0].field", "project_name"),
        ('field = "adjusted_budget"', 'field = "budget"', "block[1].columns[0].field", "adjusted_budget"),
        ('field = "adjusted_budget"', 'field = "executed_amount"', "block[1].columns", "twice"),
        ("{amount_unit}", "{unit}", "block[1].edge", "unit"),
        ('kind = "goals"', 'kind = "aims"', "block[2].kind", "goals"),
        ('kind = "indicators"', 'kind = "goals"', "block[3].groups", "unknown key"),
        ('label = "三级指标"', "width = -1, label = '三级指标'", "block[3].columns[2].width", "number"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(before: str, after: str, key: str, words: str) -> None:
    assert before in SOUND
    with pytest.raises(TemplateError) as refusal:
        build_template("own.toml", SOUND.replace(before, after, 1))
    assert refusal.value.message.en.startswith(f"own.toml: {key}: ")
    assert words in refusal.value.message.en


def test_what_is_no_toml_is_refused_by_name() -> None:
    with pytest.raises(TemplateError, match=r"own\.toml: not valid TOML"):
        build_template("own.toml", "id = ")


def test_a_form_needs_indicators() -> None:
    without = SOUND[: SOUND.index('[[block]]\nkind = "indicators"')]
    with pytest.raises(TemplateError, match="indicators"):
        build_template("own.toml", without)


def test_the_example_of_the_guide_is_a_template() -> None:
    page = (DOCS / "guide" / "adding-a-template.md").read_text("utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    template = build_template("F-16.toml", text)
    grid, omitted = lay_out(blank_form(template), template, 2024, to_fill=True)
    assert (grid.holes(), omitted) == ([], ())
