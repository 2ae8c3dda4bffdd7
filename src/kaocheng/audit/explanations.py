"""Does the report give a reason? For a score below full marks, a low execution rate and an adjusted budget."""

from __future__ import annotations

import re
from typing import Literal

from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.sections import narrative_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.model import Form, Indicator, Report
from kaocheng.provenance import Printed
from kaocheng.scoring import is_execution_indicator

_NOTHING = re.compile(r"^[\s\u3000]*(?:无|没有|暂无|不存在|未发现|—+|-+|/|\\)?(?:问题|偏差|原因)?[\s\u3000。.]*$")
_CAUSE = re.compile(
    r"因|由于|受.{0,20}影响|未(?!来)|没有|不足|不到位|不高|不够|偏低|偏差|滞后|延迟|推迟|取消|减少|暂停|调整"
    r"|扣\d|扣分|有待|尚需|难"
)
_SHORTFALL = re.compile(
    r"因|由于|受.{0,20}影响|未(?!来)|没有|不足|不到位|偏低|偏差|滞后|延迟|推迟|取消|减少|暂停|扣\d|扣分|目标|指标"
)
_NAME_ENDING = re.compile(r"(?:完成率|覆盖率|达标率|合格率|及时率|[率数]|数量|次数|情况|程度|指标)$")
_ADJUSTMENT = re.compile(
    r"追加|核减|调减|调增|压减|压缩|收回|调剂|统筹(?=.{0,6}资金)|调整(?:的)?(?:原因|主要|系|是因)"
    r"|(?:因|由于|根据|按照).{0,40}调整"
)
_UNSPENT_CAUSE = re.compile(r"因|由于|受.{0,20}影响|未|没有|取消|减少|暂停|推迟|延迟|滞后|不足|节约|结余|结转|尾款|待")
_SENTENCE_END = re.compile(r"[。；;！\n]")

Given = Literal["row", "named", "general"]


def reason_given(form: Form | None, indicator: Indicator | None, name: str, report: Report) -> Given | None:
    """Where a reason for a shortfall stands, or None.

    "row": beside the indicator. "named": in the problems cell or the text, in a sentence that names the indicator and a
    cause. "general": in the problems cell of a form without any reason column, not tied to a row; it must speak of
    something that fell short ("尾款待验收后支付" explains money, not results).
    """
    if indicator is not None and states_something(indicator.deviation):
        return "row"
    texts = [paragraph.text for paragraph in paragraphs(report)]
    problems = form.problems.text if form is not None and form.problems is not None else None
    if problems:
        texts.append(problems)
    if _names_with_cause(name, texts):
        return "named"
    falls_short = (
        problems is not None and states_something(form.problems if form else None) and _SHORTFALL.search(problems)
    )
    if form is not None and falls_short and not any(row.deviation for row in form.indicators):
        return "general"
    return None


def states_something(cell: Printed[str] | None) -> bool:
    """Whether a cell of reasons or problems says more than 无."""
    return cell is not None and not _NOTHING.match(cell.text)


def _names_with_cause(name: str, texts: list[str]) -> bool:
    core = "".join(name.split())
    while (shorter := _NAME_ENDING.sub("", core)) != core and len(shorter) >= 3:
        core = shorter
    if len(core) < 3:
        return False
    for text in texts:
        joined = "".join(text.split())
        if core in joined and any(
            core in sentence and _CAUSE.search(sentence.replace(core, ""))
            for sentence in re.split("[。！？;；]", joined)
        ):
            return True
    return False


def execution_explained(report: Report, form: Form | None) -> bool:
    """Whether the report says why money was not spent: beside the funds, among the problems, or in the text.

    A sentence of the text must name the project where the report has several. `form` None: the department itself.
    """
    if form is not None and _form_explains_execution(form):
        return True
    name = form.project_name.text if form is not None and form.project_name and len(report.forms) > 1 else ""
    core = "".join(name.split())[:6]
    return any(
        core in sentence and word_list("reason_words").find(sentence) and _UNSPENT_CAUSE.search(sentence)
        for sentence in _SENTENCE_END.split(narrative_of(report).text)
    )


def _form_explains_execution(form: Form) -> bool:
    beside = [row.reason for row in form.funding]
    beside += [row.deviation for row in form.indicators if is_execution_indicator(row)]
    if any(states_something(cell) for cell in (*beside, form.reasons)):
        return True
    problems = form.problems
    return (
        problems is not None
        and states_something(problems)
        and (
            _UNSPENT_CAUSE.search(problems.text) is not None
            or word_list("reason_words").find(problems.text) is not None
        )
    )


def adjustment_explained(text: str) -> bool:
    """Whether a sentence says why or how a budget was changed; the name of a column (调整预算数) does not."""
    return any(_ADJUSTMENT.search(sentence) for sentence in re.split("[。！？]", text))
