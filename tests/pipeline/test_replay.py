"""Two schemes over one file, schemes of one's own, and waivers, without the command line."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from kaocheng.audit.waiver import parse_waivers
from kaocheng.errors import SchemeError, UsageError
from kaocheng.pipeline import check_file, replay_file, waive

DOCX = Path(__file__).parents[2] / "samples" / "seeds" / "docx" / "chengde-2022.docx"
OWN = """\
id = "own"
title = { zh = "自定", en = "own" }
region = "130800"
valid_from = 2022
kinds = ["project"]
extends = "cn-mof-2020"
"""


def test_the_chosen_scheme_is_what_a_check_uses() -> None:
    checked, replayed = check_file(DOCX), replay_file(DOCX, "product-default")
    assert replayed.against == checked.scheme
    assert [form.before for form in replayed.forms] == list(checked.sheets)
    assert pickle.loads(pickle.dumps(replayed)) == replayed


def test_a_bad_file_is_an_error_in_the_result(tmp_path: Path) -> None:
    result = replay_file(tmp_path / "missing.docx", "cn-mof-2020")
    assert result.error is not None
    assert result.error.code == "not-found"
    line = result.to_json("en")
    assert (line["scheme"], line["against"], line["forms"], line["department"]) == (None, None, [], None)


@pytest.mark.parametrize("schemes", [("cn-nowhere", None), ("cn-mof-2020", "cn-nowhere")])
def test_a_scheme_that_does_not_exist_is_wrong_use(schemes: tuple[str, str | None]) -> None:
    with pytest.raises(UsageError):
        replay_file(DOCX, *schemes)


def test_a_folder_of_schemes_is_read_anew_for_every_file(tmp_path: Path) -> None:
    folder = str(tmp_path)
    first = check_file(DOCX, scheme_folder=folder).scheme
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    second = check_file(DOCX, scheme_folder=folder).scheme
    path.write_text(OWN + 'rounding.row = { value = 1, status = "unverified", source = "考成" }\n', "utf-8")
    third = check_file(DOCX, scheme_folder=folder).scheme
    assert first is not None
    assert second is not None
    assert third is not None
    assert [first.id, second.id, third.id] == ["cn-mof-2020", "own", "own"]
    assert (second.row_decimals, third.row_decimals) == (2, 1)
    assert second.hash != third.hash
    path.write_text(OWN + "oops = 1\n", "utf-8")
    with pytest.raises(SchemeError, match=r"own\.toml line 7: oops: unknown key"):
        check_file(DOCX, scheme_folder=folder)


def test_waivers_from_python() -> None:
    record = '[[waiver]]\nrule = "ARI-02"\nfile = "*.docx"\nreason = "试"\nwho = "某某甲"\nuntil = 2026-06-30\n'
    waivers, checked = parse_waivers("w.toml", record), check_file(DOCX, select=["ARI-02", "ARI-07"])
    held = waive(checked, waivers, date(2026, 6, 30), "a.docx")
    assert {finding.code for finding in held.waived_findings} == {"ARI-02"}
    assert {finding.code for finding in held.open_findings} == {"ARI-07"}
    assert len(held.findings) == len(checked.findings)
    assert waive(checked, waivers, date(2026, 7, 1), "a.docx") == checked
