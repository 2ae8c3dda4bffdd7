"""Small results, built by hand, for the writers."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.audit.finding import ReportedFinding, ReportedSkip, Severity
from kaocheng.documents import Cell, Document, Paragraph, Table
from kaocheng.language import Text, same
from kaocheng.model import Form, Report
from kaocheng.pipeline import CheckResult, FileError, RuleCount, SchemeUse, SourceInfo
from kaocheng.provenance import Location, Printed
from kaocheng.schemes.scheme import Status
from kaocheng.scoring.sheet import Interval, NotComputable, Reading, ScoreRow, ScoreSheet

D = Decimal

TABLE = Table(
    number=1,
    row_count=3,
    column_count=3,
    cells=(
        Cell("项目资金", 0, 0, row_span=2),
        Cell("执行率", 0, 1),
        Cell("得分", 0, 2),
        Cell("100%", 1, 1),
        Cell("<b>10</b>", 1, 2),
        Cell("总分", 2, 0, column_span=2),
        Cell("96", 2, 2),
    ),
    page=3,
)
OTHER_TABLE = Table(number=2, row_count=1, column_count=1, cells=(Cell("附表", 0, 0),))
DOCUMENT = Document(
    (
        Paragraph("项目支出绩效自评表", Location(paragraph=1)),
        TABLE,
        Paragraph("联系人：<script>某某甲</script>", Location(paragraph=2)),
        OTHER_TABLE,
    ),
    "application/test",
    "test",
)


CELL = Location(page=3, table=1, row=2, column=2)


def finding(
    code: str = "ARI-01",
    severity: Severity = Severity.ERROR,
    where: Location = CELL,
    message: str = "执行率印为 100%，应为 0%",
    form: int | None = 0,
    subject: str = "年度资金总额",
) -> ReportedFinding:
    return ReportedFinding(
        code=code,
        name="a-rule",
        severity=severity,
        title=Text("执行率与金额不符", "execution rate disagrees"),
        message=Text(message, "the rate is printed as 100% and should be 0%"),
        advice=Text("请核对执行数", "check the executed amount"),
        where=where,
        form=form,
        subject=subject,
        found="100%",
        expected=same("0%"),
        difference=Text("100 个百分点", "100 points"),
        source="财预〔2020〕10号",
        fingerprint="0123456789abcdef",
    )


def skip(code: str = "SCO-05", reason: str = "执行数未填") -> ReportedSkip:
    return ReportedSkip(code, "another-rule", 0, "年度资金总额", None, Text(reason, "no executed amount"))


SHEET = ScoreSheet(
    rows=(
        ScoreRow(
            "funding[0]", "年度资金总额", "execution", D(10), D(10), D("5.7766"), Text("10 × 57.77%", "10 × 57.77%")
        ),
        ScoreRow("indicators[0]", "活动场次", "qualitative", D(20), D(18), Interval(D(16), D(20)), same("80%–100%")),
        ScoreRow(
            "indicators[1]", "满意度", "none", D(10), D(10), NotComputable(Text("缺完成值", "no actual")), same("")
        ),
    ),
    weight_total=D(100),
    claimed_sum=D(96),
    claimed_total=D(96),
    replayed_total=Interval(D("84.5"), D("88.4996")),
    readings=(Reading("as-printed", Text("按印出的分值", "as printed"), D(100), Interval(D("84.5"), D("88.4996"))),),
    claimed_grade="优",
    replayed_grade=NotComputable(Text("分数是区间", "the score is a span")),
    status=Status.RECALLED,
)
REPORT = Report(
    "project",
    budget_unit=Printed("青山县图书馆", "青山县图书馆"),
    fiscal_year=Printed("2022", 2022),
    forms=(Form(project_name=Printed("图书\n购置", "图书购置")),),
    document=DOCUMENT,
)
SOURCE = SourceInfo("报告/a.docx", "ab" * 32, "application/test", "test", 3)
SCHEME = SchemeUse("cn-test", Text("试验方案", "trial scheme"), Text("按指定采用", "as requested"), "cafe", 2, 2)


def result(
    findings: tuple[ReportedFinding, ...] = (), skips: tuple[ReportedSkip, ...] = (), rules: RuleCount | None = None
) -> CheckResult:
    undecided = len({skip.code for skip in skips})
    count = rules or RuleCount(selected=40, undecided=undecided, not_applicable=0)
    return CheckResult(SOURCE, None, REPORT, SCHEME, (SHEET,), None, findings, skips, count, "0123")


UNREAD = CheckResult(SourceInfo("b.pdf"), FileError("no-text-layer", Text("扫描件，没有文字", "a scan without text")))
