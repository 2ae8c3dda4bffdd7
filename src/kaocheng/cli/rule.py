"""`kaocheng rule`: the rule reference, from the rules themselves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from kaocheng.cli import files, status
from kaocheng.cli.output import open_output
from kaocheng.cli.parser import Commands
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from kaocheng.audit import Rule


def add(commands: Commands) -> None:
    """The command with its own commands."""
    parser = commands.add("rule", Text("规则目录与说明", "the rules and what they say"))
    actions = Commands(parser, Text("命令", "commands"), "action")
    listing = actions.add("list", Text("列出全部规则", "list all rules"))
    files.add_output(listing, ("text", "json", "jsonl"))
    listing.set_defaults(run=list_rules)
    explain = actions.add(
        "explain", Text("说明一项规则：检查什么、为什么、依据", "explain a rule: what it checks, why, its source")
    )
    explain.add_argument(
        "code", metavar="CODE", help=explain.say("规则编号或名称，如 ARI-01", "code or name of a rule, as in ARI-01")
    )
    files.add_output(explain, ("text", "json"))
    explain.set_defaults(run=explain_rule)


def list_rules(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.audit import all_rules
    from kaocheng.writers.columns import aligned
    from kaocheng.writers.json import encode
    from kaocheng.writers.wording import SEVERITY

    rules = all_rules()
    with open_output(arguments.output) as stream:
        if arguments.format == "jsonl":
            stream.writelines(encode(_as_json(rule, language)) + "\n" for rule in rules)
        elif arguments.format == "json":
            stream.write(encode({"format": 1, "rules": [_as_json(rule, language) for rule in rules]}) + "\n")
        else:
            rows = [
                [rule.code, SEVERITY[rule.severity].in_(language), rule.title.in_(language), rule.name]
                for rule in rules
            ]
            stream.writelines(line + "\n" for line in (aligned(rows) if rows else ()))
    return status.OK


def explain_rule(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.writers.json import encode
    from kaocheng.writers.wording import SEVERITY

    rule = _find(arguments.code)
    with open_output(arguments.output) as stream:
        if arguments.format == "json":
            stream.write(encode({**_as_json(rule, language), "documentation": rule.documentation}) + "\n")
            return status.OK
        severity, source = SEVERITY[rule.severity], rule.source
        head = Text(
            f"{rule.code} {rule.name}\n{rule.title.zh}\n级别：{severity.zh}\n依据：{source}\n处理：{rule.advice.zh}",
            f"{rule.code} {rule.name}\n{rule.title.en}\nseverity: {severity.en}\nsource: {source}\n"
            f"what to do: {rule.advice.en}",
        )
        stream.write(f"{head.in_(language)}\n\n{rule.documentation}\n")
    return status.OK


def _find(word: str) -> Rule:
    from kaocheng.audit import all_rules
    from kaocheng.cli.suggestion import suggest
    from kaocheng.errors import UsageError

    rules = all_rules()
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    words = Text("没有规则“{word}”", "there is no rule “{word}”").format(word=word)
    raise UsageError(suggest(words, word, [rule.code for rule in rules] + [rule.name for rule in rules]))


def _as_json(rule: Rule, language: Language) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "scope": rule.scope,
        "title": rule.title.in_(language),
        "message": rule.message.in_(language),
        "advice": rule.advice.in_(language),
        "source": rule.source,
    }
