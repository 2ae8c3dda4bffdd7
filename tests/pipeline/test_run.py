"""One file in, one result out."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from kaocheng.errors import UsageError
from kaocheng.pipeline import check_file, extract_file, run

SAMPLES = Path(__file__).parents[2] / "samples" / "seeds"
DOCX = SAMPLES / "docx" / "chengde-2022.docx"


def test_check_gives_scheme_scores_and_findings() -> None:
    result = check_file(DOCX)
    assert result.error is None
    assert result.report is not None
    assert result.scheme is not None
    assert result.source.sha256 == hashlib.sha256(DOCX.read_bytes()).hexdigest()
    assert result.source.reader == "docx"
    assert len(result.sheets) == len(result.report.forms) == 3
    assert {finding.form for finding in result.findings} >= {0, 1, 2}
    assert result.scheme.id in result.scheme.reason.zh
    assert result.rules is not None
    assert result.rules.undecided == len({skip.code for skip in result.skips})
    assert result.rules.decided + result.rules.undecided == result.rules.selected


def test_result_survives_pickling_and_is_the_same_twice() -> None:
    result = check_file(DOCX)
    assert pickle.loads(pickle.dumps(result)) == result
    assert json.dumps(check_file(DOCX).to_json()) == json.dumps(result.to_json())


def test_the_document_is_dropped_unless_asked_for() -> None:
    dropped, kept = extract_file(DOCX).report, extract_file(DOCX, keep_document=True).report
    assert dropped is not None
    assert dropped.document is None
    assert kept is not None
    assert kept.document is not None


def test_rules_of_forms_do_not_count_as_decided_without_a_form() -> None:
    result = check_file(SAMPLES / "docx" / "luquan-2024.docx")
    assert result.report is not None
    assert not result.report.forms
    assert result.rules is not None
    assert result.rules.not_applicable > 0
    assert result.rules.decided < result.rules.selected


def test_selection_changes_the_rule_set() -> None:
    everything, some = check_file(DOCX), check_file(DOCX, select=["ARI"], ignore=["ARI-02"])
    assert {finding.code for finding in some.findings} <= {f.code for f in everything.findings if f.code != "ARI-02"}
    assert some.rule_set != everything.rule_set
    assert all(finding.code.startswith("ARI") for finding in some.findings)


@pytest.mark.parametrize("wanted", [{"scheme": "cn-nowhere-1900"}, {"select": ["XYZ"]}])
def test_what_does_not_exist_is_wrong_use(wanted: Any) -> None:
    with pytest.raises(UsageError):
        check_file(DOCX, **wanted)


def test_scheme_can_be_prescribed() -> None:
    result = check_file(DOCX, scheme="cn-mof-2020")
    assert result.scheme is not None
    assert result.scheme.id == "cn-mof-2020"


@pytest.mark.parametrize(
    "content, code",
    [(None, "not-found"), (b"", "empty"), (b"\x89PNG\r\n\x1a\n....", "unknown-format"), (b"PK\x03\x04", "damaged")],
)
def test_a_bad_file_is_an_error_in_the_result(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "报告.docx"
    if content is not None:
        path.write_bytes(content)
    for result in (extract_file(path), check_file(path)):
        assert result.error is not None
        assert result.error.code == code
        assert result.report is None
        line = result.to_json("en")
        assert line["error"]["code"] == code
        assert line["report"] is None
        assert line["source"]["path"] == str(path)


def test_an_unforeseen_exception_is_told_and_keeps_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("somewhere")

    monkeypatch.setattr(run, "score", broken)
    result = check_file(DOCX)
    assert result.error is not None
    assert result.error.code == "internal"
    assert "KeyError: 'somewhere'" in result.error.message.zh
    assert "pipeline/run.py" in result.error.message.en
    assert result.report is not None
    assert len(result.report.forms) == 3
    assert not result.sheets
    assert not result.findings


def test_a_broken_reading_keeps_what_is_known_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kaocheng.extraction.extract", broken)
    result = extract_file(DOCX)
    assert result.error is not None
    assert "ZeroDivisionError" in result.error.message.en
    assert result.source.sha256 is not None
    assert result.source.reader == "docx"
