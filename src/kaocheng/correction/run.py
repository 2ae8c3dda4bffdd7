"""From a checked report to corrections: in the order of dependence, until nothing more is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from kaocheng.audit.finding import ReportedFinding
from kaocheng.correction.case import Case, Key, key_of
from kaocheng.correction.execution import correct_actual, correct_rate, correct_score
from kaocheng.correction.grades import correct_grade, correct_score_rate
from kaocheng.correction.proposal import Correction, Proposal, Refusal, refuse, refused
from kaocheng.correction.totals import (
    correct_funding_total,
    correct_summary_score,
    correct_total_score,
    stale_total_weights,
)
from kaocheng.language import Text
from kaocheng.pipeline import CheckResult, check_report
from kaocheng.schemes import load_scheme

_Decision = Correction | Refusal | None
_MOST = 200  # corrections of one report; a bound, not an expectation

_MISSING = Text(
    "执行数缺失或为 0，须由人补填或确认", "the executed amount is missing or 0: a person has to enter or confirm it"
)
_WEIGHTS = Text("分值须由人重新分配，不能推算", "weights are redistributed by a person; they follow from nothing")
_BREAKS = Text("改正后会出现新的问题 {code}：{message}", "it would bring up {code}: {message}")
_TIED = Text(
    "改正会牵动 {code}（{title}），而那里不能确定：{reason}", "it touches {code} ({title}), which is open: {reason}"
)
_STAYS = Text("改正后问题仍在", "the finding would stay")


def _always(reason: Text) -> Callable[[Case, ReportedFinding], _Decision]:
    return lambda case, finding: refuse(finding, reason)


#: What is decided about the findings of each rule, in the order of dependence.
_DECISIONS: dict[str, Callable[[Case, ReportedFinding], _Decision]] = {
    "ARI-04": correct_funding_total,
    "ARI-01": correct_rate,
    "SCO-02": correct_actual,
    "SCO-01": correct_score,
    "ARI-09": correct_score_rate,
    "ARI-07": correct_total_score,
    "CON-01": correct_summary_score,
    "SCO-17": correct_grade,
    "ARI-02": _always(_MISSING),
    "ARI-05": _always(_WEIGHTS),
    "ARI-06": _always(_WEIGHTS),
    "SCO-19": _always(_WEIGHTS),
}


def propose(result: CheckResult, *, scheme_folder: str | None = None) -> Proposal:
    """What can be corrected with certainty in a checked report, and which findings need a person instead.

    Only the open findings of `result` are taken up: waived ones and rules that were not asked for are left alone, but
    all rules are asked whether the figures stand. Keep the document in the result (`check_file(…,
    keep_document=True)`), else what the running text says about a figure is not heard.

    Every correction is tried on the model: where it would bring up a finding that was not there, it is refused.
    `scheme_folder`: as in `check_file`.
    """
    report, used = result.report, result.scheme
    if result.error is not None or report is None or used is None:
        return Proposal()
    check = partial(check_report, scheme=used.id, scheme_folder=scheme_folder)
    first = check(report)
    case = Case(first, first, load_scheme(used.id, scheme_folder), check)
    every_rule = result.rule_set == first.rule_set
    wanted = {key_of(finding) for finding in result.open_findings}
    rejected: dict[str, Refusal] = {}
    for group in range(_MOST):
        candidates = chain(stale_total_weights(case) if every_rule else (), _candidates(case, wanted))
        root = next((c for c in candidates if c.path not in rejected), None)
        if root is None:
            break
        trial = _followed(case, root)
        if isinstance(trial, Refusal):
            rejected[root.path] = trial
            continue
        done = len(case.made)
        made = (*case.made, *(replace(correction, group=group) for correction in trial.made[done:]))
        case = replace(trial, made=made)
    told = {(r.code, r.form, r.subject, r.where): r for r in rejected.values()}
    return Proposal(case.made, tuple(_refusals(case, wanted, told)))


def _candidates(case: Case, wanted: set[Key]) -> Iterator[Correction]:
    findings = [finding for finding in case.now.findings if key_of(finding) in wanted]
    return _decided(case, findings)


def _decided(case: Case, findings: list[ReportedFinding]) -> Iterator[Correction]:
    for code, decide in _DECISIONS.items():
        for finding in findings:
            if finding.code == code:
                decision = decide(case, finding)
                if isinstance(decision, Correction):
                    yield decision


def _followed(case: Case, root: Correction) -> Case | Refusal:
    """The case after a correction and all that follows from it; a refusal where that leaves something new."""
    trial = case.with_(root)
    while True:
        fresh = trial.new_findings()
        changed = {correction.path for correction in trial.made}
        following = next((c for c in _decided(trial, fresh) if c.path not in changed), None)
        if following is None:
            break
        trial = trial.with_(following)
    if fresh:
        breaks = fresh[0]
        decision = _DECISIONS[breaks.code](trial, breaks) if breaks.code in _DECISIONS else None
        if isinstance(decision, Refusal):
            return refused(root, _TIED.format(code=breaks.code, title=breaks.title, reason=decision.reason))
        return refused(root, _BREAKS.format(code=breaks.code, message=breaks.message))
    left = {key_of(finding) for finding in trial.now.findings}
    if any((c.code, c.form, c.subject, c.where) in left for c in trial.made):
        return refused(root, _STAYS)
    return trial


def _refusals(case: Case, wanted: set[Key], told: dict[Key, Refusal]) -> Iterator[Refusal]:
    for finding in case.now.findings:
        key = key_of(finding)
        if key not in wanted or finding.code not in _DECISIONS:
            continue
        if key in told:
            yield told[key]
            continue
        decision = _DECISIONS[finding.code](case, finding)
        if isinstance(decision, Refusal):
            yield decision
    reported = {key_of(finding) for finding in case.now.findings}
    yield from (refusal for key, refusal in told.items() if key not in reported)
