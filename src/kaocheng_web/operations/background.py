"""What keeps itself in order at night."""

from __future__ import annotations

import datetime
from typing import Any

from kaocheng.language import Text
from kaocheng_web.jobs.services import Running, job
from kaocheng_web.operations.services import tidy


@job("operations.tidy", Text("清理过期数据", "removing what is out of date"), daily=datetime.time(3, 0))
def tidy_up(running: Running) -> dict[str, Any]:
    return dict(tidy())
