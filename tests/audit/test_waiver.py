"""Waivers: the file, the match, the date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kaocheng.audit.finding import ReportedFinding, Severity, Waived
from kaocheng.audit.waiver import Waiver, apply, parse_waivers, used
from kaocheng.errors import WaiverError
from kaocheng.language import Text, same
from kaocheng.model import Form, Report
from kaocheng.provenance import Location, Printed

TODAY = date(2026, 6, 1)
NOTHING = same("")
REPORT = Report(
    "project", forms=(Form(project_name=Printed("图书\n购置", "图书购置"), title=Printed("自评表", "自评表")),)
)
RECORD = """\
[[waiver]]
rule = "ARI-01"
subject = "年度资金总额"
reason = "财政统一调剂"
who = "某某甲"
until = 2026-12-31
"""


def finding(
    code: str = "ARI-01", subject: str = "年度资金总额", form: int | None = 0, mark: str = "f1"
) -> ReportedFinding:
    return ReportedFinding(
        code,
        "name",
        Severity.ERROR,
        NOTHING,
        NOTHING,
        NOTHING,
        Location(),
        form,
        subject,
        "",
        NOTHING,
        NOTHING,
        "",
        mark,
    )


def waiver(**fields: Any) -> Waiver:
    return Waiver(**{"code": "ARI-01", "reason": "r", "who": "w", "until": None, "line": 1, **fields})


def waived(found: ReportedFinding, *waivers: Waiver, file: str = "a.docx") -> bool:
    [marked] = apply([found], waivers, TODAY, report=REPORT, file=file)
    return marked.waived is not None


@pytest.mark.parametrize(
    "place, matches",
    [
        ({"subject": "年度资金总额"}, True),
        ({"subject": "年度 资金总额"}, True),
        ({"subject": "年度资金"}, False),
        ({"form": "图书购置"}, True),
        ({"form": "自评表"}, True),
        ({"form": "别的项目", "subject": "年度资金总额"}, False),
        ({"form": "图书购置", "subject": "其他资金"}, False),
        ({"fingerprint": "f1"}, True),
        ({"fingerprint": "f2"}, False),
        ({"fingerprint": "f1", "subject": "其他资金"}, False),
        ({"subject": "年度资金总额", "code": "ARI-02"}, False),
    ],
)
def test_rule_and_place_must_both_be_the_findings(place: dict[str, str], matches: bool) -> None:
    assert waived(finding(), waiver(**place)) is matches


def test_a_form_says_nothing_of_a_finding_of_the_whole_report() -> None:
    assert not waived(finding(form=None), waiver(form="图书购置"))
    assert waived(finding(form=None), waiver(subject="年度资金总额"))


@pytest.mark.parametrize(
    "pattern, file, covers",
    [
        (None, "2022/a.docx", True),
        ("*.docx", "2022/a.docx", True),
        ("a.docx", "2022/a.docx", True),
        ("2022/*.docx", "2022/a.docx", True),
        ("./2022/*", "2022/a.docx", True),
        ("2021/*.docx", "2022/a.docx", False),
        ("*.xlsx", "2022/a.docx", False),
        ("caf\u00e9.docx", "cafe\u0301.docx", True),
    ],
)
def test_files(pattern: str | None, file: str, covers: bool) -> None:
    assert waived(finding(), waiver(file=pattern, subject="年度资金总额"), file=file) is covers


@pytest.mark.parametrize("until, holds", [(None, True), (TODAY, True), (date(2026, 5, 31), False)])
def test_the_last_day_still_counts(until: date | None, holds: bool) -> None:
    record = waiver(subject="年度资金总额", until=until)
    assert waived(finding(), record) is holds
    assert record.expired(TODAY) is not holds


def test_findings_keep_their_order_and_the_first_record_is_named() -> None:
    findings = [finding(mark="1"), finding("IND-04", "节能", mark="2"), finding(mark="3")]
    records = [waiver(fingerprint="3", reason="甲"), waiver(subject="年度资金总额", reason="乙")]
    marked = apply(findings, records, TODAY, report=REPORT, file="a.docx")
    assert [f.fingerprint for f in marked] == ["1", "2", "3"]
    assert [f.waived and f.waived.reason for f in marked] == ["乙", None, "甲"]
    assert marked[0].waived == Waived("乙", "w", None)
    assert used(findings, [*records, waiver(subject="无")], report=REPORT, file="a.docx") == frozenset(records)


def test_a_file_of_records() -> None:
    text = "# 2026年\n\n" + RECORD + '\n[[waiver]]\nrule = "execution-rate-disagrees"\nfile = "2022/*"\n'
    text += 'form = "图书购置"\nreason = "r"\nwho = "w"\nwhen = 2026-03-02\nuntil = "none"\n'
    first, second = parse_waivers("w.toml", text)
    assert first == waiver(
        subject="年度资金总额", reason="财政统一调剂", who="某某甲", until=date(2026, 12, 31), line=3
    )
    assert (second.code, second.file, second.until, second.when) == ("ARI-01", "2022/*", None, date(2026, 3, 2))
    assert second.line == 10
    assert parse_waivers("w.toml", "") == ()


@pytest.mark.parametrize(
    "old, new, zh",
    [
        ('reason = "财政统一调剂"\n', "", "w.toml 第1行：reason：缺少：为什么接受"),
        ('who = "某某甲"\n', "", "w.toml 第1行：who：缺少：谁决定的"),
        ('rule = "ARI-01"\n', "", "w.toml 第1行：rule：缺少：规则编号或名称"),
        ("until = 2026-12-31\n", "", 'w.toml 第1行：until：缺少：有效期至哪一天；确无期限的写 "none"'),
        ("2026-12-31", '"长期"', 'w.toml 第6行：until：应为日期，如 2026-12-31，或 "none"'),
        ("2026-12-31", "2026-12-31T08:00:00", 'w.toml 第6行：until：应为日期，如 2026-12-31，或 "none"'),
        ("2026-12-31", '2026-12-31\nwhen = "昨天"', "w.toml 第7行：when：应为日期，如 2026-03-02"),
        ('"某某甲"', '"  "', "w.toml 第5行：who：应为文字，不能为空"),
        ('"某某甲"', "3", "w.toml 第5行：who：应为文字，不能为空"),
        ("who =", "by =", "w.toml 第5行：by：不认识的键"),
        ("ARI-01", "ARI-00", "w.toml 第2行：rule：没有这条规则：ARI-00"),
        ('subject = "年度资金总额"\n', "", "w.toml 第2行：rule：没有写明位置"),
        ("[[waiver]]", "[waiver]", "w.toml：waiver：应写成 [[waiver]]"),
        ("[[waiver]]", "[[waivers]]", "w.toml 第1行：waivers：不认识的键"),
    ],
)
def test_a_wrong_file_is_refused_at_its_place(old: str, new: str, zh: str) -> None:
    assert old in RECORD
    with pytest.raises(WaiverError) as raised:
        parse_waivers("w.toml", RECORD.replace(old, new))
    assert raised.value.message.zh.startswith(zh)
    assert "第" not in raised.value.message.en


def test_the_place_is_that_of_the_second_record() -> None:
    text = RECORD + "\n" + RECORD.replace("who = ", "whom = ")
    with pytest.raises(WaiverError, match=r"w\.toml line 12: whom: unknown key"):
        parse_waivers("w.toml", text)


@pytest.mark.parametrize("text", ['rule = "', "[[waiver]]\nuntil = 2026-02-30\n", "a = " + "[" * 5000])
def test_no_toml(text: str) -> None:
    with pytest.raises(WaiverError) as raised:
        parse_waivers("w.toml", text)
    assert "TOML 写法有误" in raised.value.message.zh
    assert isinstance(raised.value.message, Text)
