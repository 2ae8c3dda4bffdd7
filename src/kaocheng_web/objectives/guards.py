"""What must hold before an objective is approved, or an adjustment handed in."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng.lifecycle.comparison import is_adjusted
from kaocheng.lifecycle.objective_check import GRADES, why_not_in_budget
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("review_grade_given")
def review_grade_given(request: Request) -> Refusal | None:
    if request.thing.review_grade in GRADES:
        return None
    return Refusal("no-grade", Text("请先评定审核等级（优、良、中、差）", "grade it first (优, 良, 中 or 差)"))


@guard("review_grade_allows_budget")
def review_grade_allows_budget(request: Request) -> Refusal | None:
    grade = request.thing.review_grade
    open_remarks = request.thing.notes.filter(settled_at=None).count() if grade == "中" else 0
    words = why_not_in_budget(grade, open_remarks)
    return None if words is None else Refusal("grade", words)


@guard("something_adjusted")
def something_adjusted(request: Request) -> Refusal | None:
    filing = request.thing
    if filing.basis is not None and is_adjusted(filing.basis.cells, filing.cells):
        return None
    return Refusal(
        "nothing-adjusted", Text("与已批复的目标相比没有变化", "nothing differs from the approved objective")
    )
