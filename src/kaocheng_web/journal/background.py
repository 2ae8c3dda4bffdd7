"""Verification of the chain, every night and at the button."""

from __future__ import annotations

import datetime
from typing import Any

from kaocheng.language import Text
from kaocheng_web.jobs.services import Running, job
from kaocheng_web.journal.services import check_all


@job("journal.verify", Text("校验操作日志", "verifying the journal"), daily=datetime.time(2, 30))
def verify_journal(running: Running) -> dict[str, Any]:
    outcome = check_all(tell=lambda done, total: running.progress(done, total))
    count = len(outcome["faults"])
    words = (
        Text("完好，共 {n} 条", "whole, {n} entries").format(n=outcome["number"])
        if not count
        else Text("发现 {n} 处异常", "{n} faults found").format(n=count)
    )
    return {**outcome, "text": words._asdict()}
