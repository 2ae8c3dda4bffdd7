"""What became of the indicators: how many were met, which were not, by how much, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kaocheng.composition import Block, Gap
from kaocheng.reporting.assessment import Assessment, Outcome, Project, Result
from kaocheng.reporting.tables import table
from kaocheng.reporting.wording import LISTED, listed, paragraph, plain, quoted, rate, sentence
from kaocheng.scoring import format_number

FAR_EXCEEDED = Decimal("1.3")  # more than 30 % above the target: the target may have been set too low
_WORDS = {
    Outcome.MET: "达到",
    Outcome.EXCEEDED: "优于指标值",
    Outcome.MISSED: "未达到",
    Outcome.UNDECIDED: "无法判断",
}
_REACHED = (Outcome.MET, Outcome.EXCEEDED)
_ZERO = Decimal(0)


def results_of(assessment: Assessment, project: Project | None) -> tuple[Result, ...]:
    if project is not None:
        return project.results
    return tuple(result for one in assessment.projects for result in one.results)


def attainment(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """How many indicators were met, missed, exceeded or undecided, in all and by category."""
    results = results_of(assessment, project)
    if not results:
        if assessment.projects:
            yield paragraph("自评表没有列出绩效指标。", Gap("请补充绩效指标及完成情况"))
        return
    where = "本项目" if project is not None else f"{len(assessment.projects)}个项目"
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.category or "其他指标", []).append(result)
    if len(groups) == 1:
        yield paragraph(sentence(f"{where}共设置绩效指标{len(results)}项，{_counts(results)}"))
        return
    sizes = "、".join(f"{category}{len(own)}项" for category, own in groups.items())
    lead = f"{where}共设置绩效指标{len(results)}项，其中{sizes}"
    if all(result.outcome in _REACHED for result in results):
        yield paragraph(f"{lead}。上述指标{_counts(results)}。")
    else:
        parts = [f"{category}{_counts(own)}" for category, own in groups.items()]
        yield paragraph(f"{lead}。从完成情况看，{_counts(results)}。分类别看，{'；'.join(parts)}。")


def _counts(results: Sequence[Result]) -> str:
    """ "全部达到指标值" or "达到指标值7项，未达到1项，无法判断1项"."""
    total = len(results)
    missed, undecided, exceeded = (
        sum(result.outcome is outcome for result in results)
        for outcome in (Outcome.MISSED, Outcome.UNDECIDED, Outcome.EXCEEDED)
    )
    met = total - missed - undecided
    better = f"，有{exceeded}项优于指标值" if exceeded and met > 1 else ""
    if met == total:
        only = "优于指标值" if exceeded == total else "达到指标值"
        return f"{'' if total == 1 else '全部'}{only if exceeded == total else only + better}"
    if missed == total:
        return "未达到指标值" if total == 1 else "均未达到指标值"
    if undecided == total:
        return "无法判断是否达到指标值" if total == 1 else "均无法判断是否达到指标值"
    parts = [f"达到指标值{met}项"] if met else []
    parts += [f"未达到{missed}项"] if missed else []
    parts += [f"无法判断{undecided}项"] if undecided else []
    return "、".join(parts)


def missed(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Every missed indicator with target, actual value, distance and reason; the heaviest in words, more in a table."""
    owned = _owned(assessment, project, Outcome.MISSED)
    owned.sort(key=lambda pair: (-(pair[1].weight or _ZERO), bool(pair[1].reason)))
    for owner, result in owned[:LISTED]:
        fact = f"{owner}“{result.name}”指标值为{result.target}，实际完成值为{result.actual}{_distance(result)}"
        reason = plain(result.reason)
        if reason:
            yield paragraph(sentence(f"{fact}。自评表说明的原因为：{reason}"))
        else:
            yield paragraph(f"{fact}。", Gap("请说明未达到指标值的原因和改进措施"))
    yield from _rest(owned[LISTED:], "其余未达到指标值的指标见下表。", "请逐项说明下表所列指标未达到指标值的原因")


def exceeded(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Indicators far above their target: the target may have been set too low."""
    owned = [pair for pair in _owned(assessment, project, Outcome.EXCEEDED) if is_far(pair[1])]
    owned.sort(key=lambda pair: -(pair[1].ratio or _ZERO))
    for owner, result in owned[:LISTED]:
        assert result.ratio is not None
        fact = (
            f"{owner}“{result.name}”指标值为{result.target}，实际完成值为{result.actual}，"
            f"为指标值的{rate(result.ratio)}，超出幅度大于30%"
        )
        if result.reason:
            yield paragraph(sentence(f"{fact}。自评表说明的原因为：{plain(result.reason)}"))
        else:
            yield paragraph(f"{fact}。", Gap("请说明超出较多的原因，以及指标值是否偏低、下年度是否调高"))
    yield from _rest(owned[LISTED:], "其余超出幅度大于30%的指标见下表。", "请逐项说明下表所列指标超出较多的原因")


def undecided(assessment: Assessment, project: Project | None) -> Iterator[Block]:
    """Indicators of which the form does not say enough, grouped by what is missing."""
    owned = _owned(assessment, project, Outcome.UNDECIDED)
    reasons: dict[str, list[str]] = {}
    for _, result in owned:
        reasons.setdefault(result.why.zh if result.why is not None else "", []).append(result.name)
    if not owned:
        return
    groups = sorted(reasons.items(), key=lambda pair: -len(pair[1]))
    parts = [f"{listed(quoted(names))}（{why}）" for why, names in groups[:LISTED]]
    rest = sum(len(names) for _, names in groups[LISTED:])
    more = f"；另有{rest}项" if rest else ""
    yield paragraph(
        f"下列指标按所填内容无法判断是否达到指标值：{'；'.join(parts)}{more}。", Gap("请补充可以核对的完成情况")
    )


def _of_category(words: str, title: str, prompt: str) -> Callable[[Assessment, Project | None], Iterator[Block]]:
    def block(assessment: Assessment, project: Project | None) -> Iterator[Block]:
        results = [result for result in results_of(assessment, project) if words in result.category]
        if not results:
            yield paragraph(f"自评表未设置{title}。", Gap(prompt))
            return
        if len(results) == 1:
            only = results[0]
            yield paragraph(sentence(f"{title}1项，{_told(only)}，{_counts(results)}"))
            return
        lead = f"{title}共{len(results)}项，{_counts(results)}。"
        chosen = sorted(results, key=lambda result: -(result.weight or _ZERO))
        if len(chosen) <= LISTED:
            yield paragraph(lead + sentence(f"其中，{'；'.join(_told(result) for result in chosen)}"))
        else:
            yield paragraph(f"{lead}完成情况见下表。")
            yield _results_table([("", result) for result in chosen])

    block.__doc__ = f"The indicators whose category says {words}, with target and actual value."
    return block


output_results = _of_category("产出", "产出指标", "请补充产出情况")
cost_results = _of_category("成本", "成本指标", "请补充成本控制情况")
benefit_results = _of_category("效益", "效益指标", "请补充效益情况")
satisfaction_results = _of_category("满意", "满意度指标", "请补充满意度调查情况")


def _told(result: Result) -> str:
    target, actual = plain(result.target), plain(result.actual)
    return (
        f"“{result.name}”指标值{f'为{target}' if target else '未填'}，实际完成值{f'为{actual}' if actual else '未填'}"
    )


def _owned(assessment: Assessment, project: Project | None, outcome: Outcome) -> list[tuple[str, Result]]:
    """Results with words for their project, where the text speaks of several."""
    projects = assessment.projects if project is None else (project,)
    several = len(projects) > 1
    return [
        (f"“{one.name}”项目的" if several and one.name else "", result)
        for one in projects
        for result in one.having(outcome)
    ]


def is_far(result: Result) -> bool:
    """Whether the result is so far above its target that the target is asked about."""
    return result.ratio is not None and result.ratio > FAR_EXCEEDED


def _distance(result: Result) -> str:
    """ "，低于指标值5个百分点": only where both are numbers."""
    if not result.gap:
        return ""
    unit = "个百分点" if result.unit == "%" else result.unit
    return f"，{'低于' if result.gap < 0 else '高于'}指标值{format_number(abs(result.gap))}{unit}"


def _rest(owned: Sequence[tuple[str, Result]], lead: str, prompt: str) -> Iterator[Block]:
    if owned:
        yield paragraph(lead, Gap(prompt) if any(not result.reason for _, result in owned) else None)
        yield _results_table(owned)


def _results_table(owned: Sequence[tuple[str, Result]]) -> Block:
    several = any(owner for owner, _ in owned)
    header = [*(["项目"] if several else []), "指标名称", "目标要求", "实际结果", "完成判断"]
    rows = [
        [
            *([owner.removesuffix("项目的").strip("“”")] if several else []),
            result.name,
            plain(result.target) or "—",
            plain(result.actual) or "—",
            _WORDS[result.outcome],
        ]
        for owner, result in owned
    ]
    return table("指标完成情况", header, rows, words=(0, 1) if several else (0,))
