"""`kaocheng template`: which official forms documents can be laid out by."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from kaocheng.cli import files, status
from kaocheng.cli.output import open_output
from kaocheng.cli.parser import Commands
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from kaocheng.templates import Template

_KINDS = {
    "project": Text("项目支出", "project"),
    "department": Text("部门整体", "department"),
    "transfer": Text("转移支付", "transfer payment"),
    "declaration": Text("目标申报", "declaration"),
    "monitoring": Text("运行监控", "monitoring"),
    "summary": Text("汇总", "summary"),
}
_STATUS = {
    "seen": Text("按公开的表", "after a published form"),
    "recalled": Text("凭记忆，未核对原文", "from memory, not compared with the regulation"),
    "general": Text("通行样式，未核对", "common layout, unverified"),
}


def add(commands: Commands) -> None:
    """The command with its own commands."""
    parser = commands.add("template", Text("表样", "form templates"))
    actions = Commands(parser, Text("命令", "commands"), "action")
    listing = actions.add("list", Text("列出全部表样", "list all templates"))
    files.add_output(listing, ("text", "json", "jsonl"))
    listing.set_defaults(run=list_templates)


def list_templates(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.templates import all_templates
    from kaocheng.writers.columns import aligned
    from kaocheng.writers.json import encode

    templates = all_templates().values()
    with open_output(arguments.output) as stream:
        if arguments.format == "jsonl":
            stream.writelines(encode(_as_json(template)) + "\n" for template in templates)
        elif arguments.format == "json":
            stream.write(encode({"format": 1, "templates": [_as_json(template) for template in templates]}) + "\n")
        else:
            rows = [
                [
                    template.id,
                    _word(_KINDS, template.kind.value, language),
                    template.title,
                    _word(_STATUS, template.status.value, language),
                ]
                for template in templates
            ]
            stream.writelines(line + "\n" for line in (aligned(rows) if rows else ()))
    return status.OK


def _word(words: dict[str, Text], key: str, language: Language) -> str:
    return words[key].in_(language) if key in words else key


def _as_json(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "title": template.title,
        "kind": template.kind.value,
        "status": template.status.value,
        "source": template.source,
    }
