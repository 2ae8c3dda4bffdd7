"""Findings for programs that show the results of checkers: SARIF 2.1.0, one run over all files.

Results are written when they are there; what the run as a whole has to say comes after them. Equal input gives equal
bytes: no time, no machine. A waived finding stays, suppressed; a file that was not read is a notification of the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from kaocheng.audit import Rule, Severity, all_rules
from kaocheng.audit.finding import ReportedFinding
from kaocheng.language import Language, Text
from kaocheng.pipeline import CheckResult, RunNote
from kaocheng.writers import wording
from kaocheng.writers.json import encode
from kaocheng.writers.links import relative_uri
from kaocheng.writers.wording import one_line, text_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = "kaocheng/v1"
_BRACKET = re.compile(r"[\\\[\]]")


def write(
    results: Iterable[CheckResult],
    stream: TextIO,
    language: Language,
    version: str,
    folder: str,
    notes: Iterable[RunNote] = (),
) -> None:
    """The whole log. `folder`: files in it are named by relative URIs. `notes`: asked for after the last result."""
    rules = {rule.code: index for index, rule in enumerate(all_rules())}
    artifacts: list[dict[str, Any]] = []
    unread: list[dict[str, Any]] = []
    separator = "\n"
    stream.write(f'{{"$schema": {encode(SCHEMA)}, "version": "2.1.0", "runs": [{{"results": [')
    for index, result in enumerate(results):
        place: dict[str, Any] = {"uri": relative_uri(result.source.path, folder, inside=True), "index": index}
        artifacts.append(_artifact(result, place["uri"]))
        if result.error is not None:
            unread.append(
                {
                    "level": "error",
                    "descriptor": {"id": result.error.code},
                    "message": _message(wording.verdict(result), language),
                    "locations": [{"physicalLocation": {"artifactLocation": place}}],
                }
            )
        for finding in result.findings:
            stream.write(separator + encode(_result(finding, result, place, rules, language)))
            separator = ",\n"
    run = {
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts,
        "invocations": [
            {
                "executionSuccessful": not unread,
                "toolExecutionNotifications": unread,
                "toolConfigurationNotifications": [_note(note, language, folder) for note in notes],
            }
        ],
        "tool": {"driver": _driver(language, version)},
    }
    stream.write(f"\n], {encode(run)[1:]}]}}\n")


def _driver(language: Language, version: str) -> dict[str, Any]:
    return {
        "name": "kaocheng",
        "fullName": f"考成 Kaocheng {version}",
        "version": version,
        "language": "en" if language == "en" else "zh-CN",
        "shortDescription": {"text": "预算绩效自评报告核查 · audit of budget performance self-evaluations"},
        "rules": [_rule(rule) for rule in all_rules()],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _both(rule.title)},
        "help": {"text": f"{_unfilled(rule.advice.zh)}\n{_unfilled(rule.advice.en)}", "markdown": rule.documentation},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"source": rule.source, "scope": rule.scope},
    }


def _both(words: Text) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} · {words.en}"


def _unfilled(advice: str) -> str:
    """Advice of a rule as such: the figures that a finding puts in are an ellipsis."""
    return re.sub(r"\{\w+\}", "…", advice)


def _message(words: Text, language: Language) -> dict[str, str]:
    """Braces and brackets have a meaning in SARIF messages and are escaped as the standard says (3.11.5, 3.11.6)."""
    text = _BRACKET.sub(r"\\\g<0>", words.in_(language))
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _artifact(result: CheckResult, uri: str) -> dict[str, Any]:
    source, rules = result.source, result.rules
    artifact: dict[str, Any] = {"location": {"uri": uri}, "roles": ["analysisTarget"]}
    if source.sha256 is not None:
        artifact["hashes"] = {"sha-256": source.sha256}
    if source.media_type is not None:
        artifact["mimeType"] = source.media_type
    properties: dict[str, Any] = {}
    if result.report is not None:
        year = result.report.fiscal_year
        properties["unit"] = text_of(result.report.budget_unit) or None
        properties["year"] = None if year is None else year.known
    if result.scheme is not None:
        properties["scheme"] = result.scheme.id
    if rules is not None:
        # A rule that could not be decided has not passed.
        properties["rulesDecided"] = rules.decided
        properties["rulesUndecided"] = sorted({skip.code for skip in result.skips})
    return {**artifact, "properties": properties} if properties else artifact


def _result(
    finding: ReportedFinding, result: CheckResult, place: dict[str, Any], rules: dict[str, int], language: Language
) -> dict[str, Any]:
    waived = finding.waived
    found: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in rules:
        found["ruleIndex"] = rules[finding.code]
    return {
        **found,
        "kind": "fail",
        "level": _LEVEL[finding.severity],
        "message": _message(finding.message, language),
        "locations": [_location(finding, result, place, language)],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        "suppressions": []
        if waived is None
        else [
            {"kind": "external", "status": "accepted", "justification": one_line(wording.waived(finding).in_(language))}
        ],
        "properties": dict(_properties(finding, language)),
    }


def _location(
    finding: ReportedFinding, result: CheckResult, place: dict[str, Any], language: Language
) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": place}
    if finding.where.line is not None:
        physical["region"] = {"startLine": finding.where.line}
    heading = wording.WHOLE_REPORT if result.report is None else wording.form_heading(result.report, finding.form)
    spot = wording.place(finding.where)
    words = Text(" ".join(filter(None, (heading.zh, spot.zh))), ", ".join(filter(None, (heading.en, spot.en))))
    logical = {"name": one_line(finding.subject) or words.in_(language), "fullyQualifiedName": words.in_(language)}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _properties(finding: ReportedFinding, language: Language) -> Iterator[tuple[str, Any]]:
    """What a program may want apart from the sentence; what is empty is left out."""
    for name, value in (
        ("title", finding.title.in_(language)),
        ("subject", finding.subject),
        ("found", finding.found),
        ("expected", finding.expected.in_(language)),
        ("difference", finding.difference.in_(language)),
        ("advice", finding.advice.in_(language)),
        ("source", finding.source),
    ):
        if value:
            yield name, value
    if finding.form is not None:
        yield "form", finding.form


def _note(note: RunNote, language: Language, folder: str) -> dict[str, Any]:
    where = {"uri": relative_uri(note.path, folder, inside=True)}
    return {
        "level": "note",
        "descriptor": {"id": note.code},
        "message": _message(note.message, language),
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": {"startLine": note.line}}}],
    }
