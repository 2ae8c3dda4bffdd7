"""Verdicts, places and figures in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.audit.finding import Severity
from kaocheng.language import Text
from kaocheng.pipeline import RuleCount
from kaocheng.provenance import Location
from kaocheng.scoring.sheet import Interval, NotComputable
from kaocheng.writers import wording
from tests.writers.situations import UNREAD, finding, result, skip

WARNING, INFO = Severity.WARNING, Severity.INFO


def test_verdict_counts_findings_and_what_was_not_decided() -> None:
    verdict = wording.verdict(
        result((finding(), finding(severity=WARNING), finding(severity=WARNING)), (skip(), skip("PRO-01")))
    )
    assert verdict == Text("有 1 项错误、2 项提示，2 项规则未能判定", "1 error, 2 warnings, 2 rules undecided")


def test_verdict_of_a_clean_report_says_how_much_was_decided() -> None:
    assert wording.verdict(result()).zh == "未发现问题（40 项规则已判定）"
    assert wording.verdict(result(skips=(skip(),))).zh == "未发现问题（39 项规则已判定），1 项规则未能判定"


def test_not_decided_is_never_passed() -> None:
    nothing = result(rules=RuleCount(selected=9, undecided=3, not_applicable=6))
    assert wording.verdict(nothing).zh.startswith("没有规则得到判定，不能下结论")
    partly = wording.verdict(result(rules=RuleCount(selected=9, undecided=0, not_applicable=6)))
    assert partly == Text(
        "未发现问题（3 项规则已判定），6 项规则因没有自评表而不适用",
        "nothing found (3 rules decided), 6 not applicable without a form",
    )


def test_verdict_of_an_unread_file_gives_the_reason() -> None:
    assert wording.verdict(UNREAD) == Text("未能核查：扫描件，没有文字", "not checked: a scan without text")


@pytest.mark.parametrize(
    "where, zh, en",
    [
        (Location(3, 2, 5, 7), "第3页 表2 第5行 第7列", "page 3, table 2, row 5, column 7"),
        (Location(line=12), "第12行", "line 12"),
        (Location(table=1, row=2, line=30), "表1 第2行 （文本第30行）", "table 1, row 2, line 30 of the file"),
        (Location(table=1, row=2, sheet="自评表"), "工作表“自评表” 表1 第2行", "sheet “自评表”, table 1, row 2"),
        (Location(), "", ""),
    ],
)
def test_place(where: Location, zh: str, en: str) -> None:
    assert wording.place(where) == Text(zh, en)


@pytest.mark.parametrize(
    "claimed, replayed, differs",
    [
        ("9.42", Decimal("9.4195"), False),
        ("9.42", Decimal("9.4149"), True),
        ("18", Interval(Decimal(16), Decimal(20)), False),
        ("20", Interval(Decimal(16), Decimal(20)), False),
        ("15.9", Interval(Decimal(16), Decimal(20)), True),
        ("10", NotComputable(Text("", "")), False),
    ],
)
def test_disagreement_is_judged_at_the_precision_of_the_scheme(claimed: str, replayed: object, differs: bool) -> None:
    assert wording.disagrees(Decimal(claimed), replayed, 2) is differs  # type: ignore[arg-type]


def test_facts_are_given_only_where_the_message_does_not() -> None:
    assert wording.facts(finding()).zh == "相差 100 个百分点"
    assert wording.facts(finding(message="执行率与金额不符")).zh == "印为 100%，应为 0%，相差 100 个百分点"


def test_findings_are_grouped_by_form_and_rule_and_folded_by_message() -> None:
    first, second = Location(table=1, row=2), Location(table=1, row=3)
    findings = (
        finding("IND-04", WARNING, first, "没有单位"),
        finding("ARI-01", where=first),
        finding("IND-04", WARNING, second, "没有单位"),
        finding("CON-01", form=None),
    )
    forms = wording.by_form(findings)
    assert [form for form, _ in forms] == [None, 0]
    blocks = wording.blocks(forms[1][1])
    assert [[f.code for f in block] for block in blocks] == [["ARI-01"], ["IND-04", "IND-04"]]
    [(message, group)] = wording.by_message(blocks[1])
    assert message.zh == "没有单位"
    assert [f.where for f in group] == [first, second]


def test_printed_text_cannot_steer_the_terminal() -> None:
    assert wording.one_line("a\x1b[2Jb\u202ec\r\nd") == "a [2Jb c d"
