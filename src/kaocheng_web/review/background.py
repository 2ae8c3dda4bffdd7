"""What review does in the background."""

from __future__ import annotations

import datetime
from typing import Any

from kaocheng.language import Text
from kaocheng_web.jobs.services import Running, job
from kaocheng_web.review import services
from kaocheng_web.review.selectors import stale_filings

_AT_ONCE = 50


@job("review.risk", Text("计算审核风险", "weighing the risk of filings"), daily=datetime.time(5, 30))
def weigh(running: Running) -> dict[str, Any]:
    """Bring checks and risks up to date, those that were written to since. {"all": true} takes every one anew."""
    waiting = list(stale_filings(every=bool(running.arguments.get("all"))).values_list("pk", flat=True))
    for start in range(0, len(waiting), _AT_ONCE):
        running.progress(start, len(waiting))
        services.assess_by_id(waiting[start : start + _AT_ONCE])
    return {"filings": len(waiting)}
