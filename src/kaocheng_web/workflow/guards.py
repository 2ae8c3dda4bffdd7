"""Guards that hold for every kind of object."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("not_the_filler")
def not_the_filler(request: Request) -> Refusal | None:
    if request.person.pk not in request.thing.filled_by:
        return None
    return Refusal("own-work", Text("不能审核自己填报的内容", "nobody reviews what he filled in himself"))
