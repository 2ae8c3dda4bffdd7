"""What must hold before a re-check or a panel goes on, and before a re-checked self-evaluation becomes final."""

from __future__ import annotations

from django.db.models import Q

from kaocheng.language import Text
from kaocheng.lifecycle.panel import faults
from kaocheng.lifecycle.recheck import band_of, problems
from kaocheng_web.review.models import Panel, Recheck, Seat
from kaocheng_web.review.selectors import independence, score_rows
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("checker_independent")
def checker_independent(request: Request) -> Refusal | None:
    """Of the person named in `data`. That one is named at all is for the effect to see: a button is asked without."""
    named = str(request.data.get("checker", ""))
    if not named:
        return None
    if not named.isdigit():
        return Refusal("no-such-person", Text("没有这个人员", "no such person"), "checker")
    why = independence(int(named), request.thing.filing)
    return None if why is None else Refusal("not-independent", why, "checker")


@guard("assigned_to_me")
def assigned_to_me(request: Request) -> Refusal | None:
    if request.thing.is_assigned_to(request.person):
        return None
    return Refusal("not-assigned", Text("该复核未分派给您", "this re-check is not assigned to you"))


@guard("recheck_scores_complete")
def recheck_scores_complete(request: Request) -> list[Refusal]:
    recheck: Recheck = request.thing
    found = problems(score_rows(recheck.filing), recheck.scores, recheck.remarks)
    return [Refusal("score", problem.message) for problem in found]


@guard("gap_answered")
def gap_answered(request: Request) -> Refusal | None:
    recheck: Recheck = request.thing
    if recheck.gap is None or band_of(recheck.gap).code == "accept" or recheck.answer.strip():
        return None
    words = Text(
        "差异为{gap}分，须先记录单位的说明", "the gap is {gap} points: what the unit says to it must be recorded first"
    )
    return Refusal("gap-unanswered", words.format(gap=f"{recheck.gap:.2f}"))


@guard("recheck_closed")
def recheck_closed(request: Request) -> list[Refusal]:
    """No open re-check and no panel at work."""
    found = []
    if Recheck.objects.filter(filing=request.thing).exclude(state="closed").exists():
        found.append(Refusal("recheck-open", Text("抽查复核尚未办结", "a re-check is still open")))
    if Panel.objects.filter(filing=request.thing, state__in=("forming", "scoring")).exists():
        found.append(Refusal("panel-open", Text("专家评审尚未结束", "an expert panel is still at work")))
    return found


@guard("odd_panel")
def odd_panel(request: Request) -> list[Refusal]:
    return [Refusal("panel", words) for words in faults([seat.specialty for seat in _sitting(request.thing)])]


@guard("undertakings_signed")
def undertakings_signed(request: Request) -> list[Refusal]:
    words = Text("{expert}尚未签署承诺书", "{expert} has not signed the undertaking")
    return [
        Refusal("undertaking", words.format(expert=str(seat.expert)))
        for seat in _sitting(request.thing)
        if seat.undertaking_signed_at is None
    ]


@guard("no_recusal_open")
def no_recusal_open(request: Request) -> list[Refusal]:
    words = Text("{expert}的回避申请尚未处理", "the request of {expert} to stand back is not decided")
    return [
        Refusal("recusal", words.format(expert=str(seat.expert)))
        for seat in _sitting(request.thing)
        if seat.recusal_open
    ]


@guard("all_experts_scored")
def all_experts_scored(request: Request) -> list[Refusal]:
    """And they are still a panel: whoever stood back in the meantime is replaced first."""
    words = Text("{expert}尚未提交打分", "{expert} has not handed in scores")
    missing = [
        Refusal("not-scored", words.format(expert=str(seat.expert)))
        for seat in _sitting(request.thing)
        if seat.scored_at is None
    ]
    return missing + odd_panel(request) + no_recusal_open(request)


def _sitting(panel: Panel) -> list[Seat]:
    """Those who have not stood back; asked once for a page."""
    kept: list[Seat] | None = getattr(panel, "_sitting", None)
    if kept is None:
        kept = list(panel.seats.filter(Q(recused=False)).select_related("expert"))
        panel._sitting = kept  # type: ignore[attr-defined]
    return kept
