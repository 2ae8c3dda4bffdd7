"""What must hold before an opinion is confirmed."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng_web.results.selectors import is_final
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("self_evaluation_final")
def self_evaluation_final(request: Request) -> Refusal | None:
    if is_final(request.thing):
        return None
    return Refusal("not-final", Text("自评尚未定稿，不能确认意见", "the self-evaluation is not final yet"))
