"""Log lines as JSON, without personal data.

Messages of our own loggers are written as they stand, with the fields given to them. Those of packages are written
without the values put into them (names, addresses), and of an error its kind and where it happened, not its words:
"Key (username)=(…) already exists" quotes what people typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request_number", default="")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        words = record.getMessage() if record.name.startswith("kaocheng") else str(record.msg)
        entry: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": words}
        if number := REQUEST.get():
            entry["request"] = number
        entry |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"] = _kind(record.exc_info[1])
            entry["trace"] = _trace(record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False, default=str)


def _kind(error: BaseException) -> str:
    """The class of the error, and those of its causes."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(f"{type(cause).__module__}.{type(cause).__qualname__}".removeprefix("builtins."))
        cause = cause.__cause__ or cause.__context__
    return " ← ".join(kinds)


def _trace(found: TracebackType | None) -> list[str]:
    """File, line and function of each step; no values."""
    steps = traceback.extract_tb(found)[-12:]
    return [f"{step.filename.rpartition('site-packages/')[2]}:{step.lineno} {step.name}" for step in steps]
