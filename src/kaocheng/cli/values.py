"""`kaocheng values`: target and actual values, JSON lines in, JSON lines out."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kaocheng.cli import status
from kaocheng.cli.parser import Commands
from kaocheng.language import Language, Text


def add(commands: Commands) -> None:
    """The command and its options."""
    words = Text(
        "解析指标值和完成值：从标准输入读 JSON 行", "parse target and actual values: JSON lines on standard input"
    )
    parser = commands.add("values", words)
    parser.epilog = parser.say(
        "每行一个对象：raw、unit_column、direction_column、role（target 或 actual）、level2；"
        "逐行输出 kind、comparator、value、upper、unit、date。不能读的行输出 error，退出状态为 3",
        "one object per line: raw, unit_column, direction_column, role (target or actual), level2; "
        "printed for each: kind, comparator, value, upper, unit, date. A line that cannot be read gives “error” "
        "and exit status 3",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.values.lines import parse_json
    from kaocheng.writers.json import encode

    unread = False
    for line in sys.stdin.buffer:
        # A byte that is no UTF-8 spoils its own line at most; a mark at the beginning is no content.
        text = line.decode("utf-8", "replace").removeprefix("\ufeff").strip()
        if text:
            answer = parse_json(text)
            unread = unread or "error" in answer
            sys.stdout.write(encode(_spoken(answer, language)) + "\n")
    return status.UNREADABLE if unread else status.OK


def _spoken(answer: dict[str, Any], language: Language) -> dict[str, Any]:
    """An error in the chosen language."""
    if "error" not in answer:
        return answer
    error = answer["error"]
    return {"error": {"code": error["code"], "message": error["message"][language]}}
