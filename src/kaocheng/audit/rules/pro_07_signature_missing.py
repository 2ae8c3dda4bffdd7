"""报告没有签字或落款

## 检查内容
- 评价人员名单的标题要求签字，名单下没有签字，也没有说明签字页在哪里：提醒；
- 成文的报告既没有落款单位，也没有盖章、签字的地方：提示。

## 为什么
签字、盖章表示有人对结果负责。电子文本看不到手写签字和印章，至少要写明签字页、盖章件存档备查。

## 依据
石家庄市自评报告提纲“评价工作组人员名单及签字”；湖北省2020年自评表须由单位负责人签字。

## 举例
- “六、评价工作组人员名单及签字”下只有打印的姓名。
- 报告写到“下一步工作”就结束，没有单位名称和日期。

## 不报的情形
- 文末有单位名称（盖章）或单位名称加日期。
- 写明“已签字，签字页存档备查”。
- 只有自评表、没有报告文字的文件。
- 汇总表抬头的“预算部门（盖章）：”不算报告的落款。

## In English
A warning where the heading of the list asks for signatures and the text neither shows nor mentions any; an information where
a written report ends without the name of the body, a seal or a signature. Handwriting and seals on paper cannot be seen in
text, so a remark that the signed page is kept is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.evaluators import evaluation_group
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Narrative, is_written_report, narrative_of, place_of_report
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report

_SIGNED = re.compile(
    r"(?:已|均|全部|本人)[^。；\n]{0,8}(?:签字|签名|签章|盖章)|签[字名章]页|(?:签字|签名|盖章)[^。；\n]{0,10}(?:存档|备查|附后|见附件)|扫描件"
)
_SEAL = re.compile(
    r"[（(](?:盖章|公章|章|签字|签章|签名)[)）](?![:：])|(?:负责人|组长|审核人|审签人?|签发人?)(?:[（(]?签[字名章][)）]?)[:：]"
)
_BODY = re.compile(r"[\u4e00-\u9fff（）()、]{4,40}(?:[局委办室心院校会所站队厅处社馆府司部署镇乡园团]|街道)")
_DATED_BODY = re.compile(rf"{_BODY.pattern}\d{{4}}[年./-]\d{{1,2}}[月./-].{{0,4}}")
_HEAD = 6  # the lines of a cover or title page, where the name of the body is no signature

_UNSIGNED_LIST = Text(
    "评价工作组名单的标题要求签字，文中只有打印的 {count} 人名单，未见签字，也没有说明签字页存放在哪里",
    "the heading of the list of evaluators asks for signatures; the text has only {count} printed lines and no remark on a "
    "signed page",
)
_NO_SIGNATURE = Text(
    "报告没有落款单位，也未见盖章或签字", "the report ends without the name of the body, a seal or a signature"
)


@report_rule(
    "PRO-07",
    severity=Severity.WARNING,
    title=Text("报告没有签字或落款", "report without signature"),
    message=Text("{what}。", "Signature: {what}."),
    advice=Text(
        "请补签字、盖章；签字页另存的，在报告中注明“签字页存档备查”。",
        "Have it signed and sealed; if the signed page is kept elsewhere, say so in the report.",
    ),
    source="石家庄市部门整体支出绩效自评报告提纲；湖北省2020年项目支出绩效自评表；考成手册建议",
)
def signature_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    narrative, group = narrative_of(report), evaluation_group(report)
    if _SIGNED.search(narrative.text):
        return
    if group is not None and group.asks_signature:
        if group.members:
            what = _UNSIGNED_LIST.format(count=len(group.members))
            yield Finding(group.section.heading.where, "评价工作组签字", "未见签字", values={"what": what})
    elif not _has_signature_block(report, narrative):
        place = place_of_report(report)
        yield Finding(place, "报告落款", "未见落款", values={"what": _NO_SIGNATURE}, severity=Severity.INFO)


def _has_signature_block(report: Report, narrative: Narrative) -> bool:
    """The name of the body on a line of its own after the text, or a place for a seal or a signature."""
    unit = "".join(report.budget_unit.text.split()) if report.budget_unit else ""
    previous = ""
    for index, paragraph in enumerate(narrative.paragraphs):
        if len(paragraph.text) > 80:
            previous = ""
            continue
        closed = "".join(paragraph.text.split())
        if _SEAL.search(closed):
            return True
        if index >= _HEAD and not previous.endswith(("：", ":")):
            if _DATED_BODY.fullmatch(closed):
                return True
            if _BODY.fullmatch(closed) and (closed == unit or (unit and (unit in closed or closed in unit))):
                return True
        previous = closed
    return False
