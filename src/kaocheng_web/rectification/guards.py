"""What must hold before an item goes on."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng_web.rectification.services import standing
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("plan_written")
def plan_written(request: Request) -> Refusal | None:
    if request.thing.plan.strip():
        return None
    return Refusal("no-plan", Text("请先填写整改方案", "write the plan first"), "plan")


@guard("result_written")
def result_written(request: Request) -> Refusal | None:
    if request.thing.result.strip():
        return None
    return Refusal("no-result", Text("请先填写整改结果", "write the result first"), "result")


@guard("rule_passes_again")
def rule_passes_again(request: Request) -> Refusal | None:
    """The check is run again. Where no rule found the item, what was done must be told or shown; whoever verifies
    states in either case what he has seen (the reason of the transition)."""
    item = request.thing
    if item.rule and item.filing_id:
        return standing(item)
    if item.result.strip() or item.proofs.exists():
        return None
    return Refusal("nothing-shown", Text("没有整改结果或佐证材料", "neither a result nor evidence"), "result")
