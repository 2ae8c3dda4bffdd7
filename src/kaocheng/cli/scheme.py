"""`kaocheng scheme`: scoring schemes with the source and status of every value."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kaocheng.cli import files, status
from kaocheng.cli.output import open_output
from kaocheng.cli.parser import Commands
from kaocheng.cli.scheme_choice import add_scheme_dir, check_scheme, scheme_folder
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from kaocheng.schemes import DescriptionRow, SchemeHead

_SEVERITY = {"error": Text("错误", "error"), "warning": Text("提示", "warning")}


def add(commands: Commands) -> None:
    """The command with its own commands."""
    parser = commands.add("scheme", Text("计分方案", "scoring schemes"))
    actions = Commands(parser, Text("命令", "commands"), "action")
    listing = actions.add("list", Text("列出计分方案", "list the schemes"))
    add_scheme_dir(listing)
    files.add_output(listing, ("text", "json", "jsonl"))
    listing.set_defaults(run=list_schemes)
    show = actions.add(
        "show", Text("显示一个方案的各项取值、来源和核实状态", "show every value of a scheme, its source and status")
    )
    show.add_argument("id", metavar="ID", help=show.say("方案编号，或方案文件", "id of a scheme, or a scheme file"))
    add_scheme_dir(show)
    files.add_output(show, ("text", "json"))
    show.set_defaults(run=show_scheme)
    lint = actions.add("lint", Text("检查一个方案文件", "check a scheme file"))
    lint.add_argument("file", metavar="FILE", help=lint.say("方案文件（TOML）", "scheme file (TOML)"))
    files.add_output(lint, ("text", "json", "jsonl"))
    lint.set_defaults(run=lint_file)


def list_schemes(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.schemes import scheme_heads
    from kaocheng.writers.columns import aligned
    from kaocheng.writers.json import encode

    heads = scheme_heads(scheme_folder(arguments))
    with open_output(arguments.output) as stream:
        if arguments.format == "jsonl":
            stream.writelines(encode(_head(head, language)) + "\n" for head in heads)
        elif arguments.format == "json":
            stream.write(encode({"format": 1, "schemes": [_head(head, language) for head in heads]}) + "\n")
        else:
            rows = [[h.id, h.region, f"{h.valid_from}–{h.valid_to or ''}", _title(h, language)] for h in heads]
            stream.writelines(line + "\n" for line in aligned(rows))
    return status.OK


def show_scheme(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.schemes import describe_scheme, load_scheme
    from kaocheng.writers.json import encode

    folder = scheme_folder(arguments)
    check_scheme(arguments.id, folder)
    rows = describe_scheme(load_scheme(arguments.id, folder))
    with open_output(arguments.output) as stream:
        if arguments.format == "json":
            stream.write(encode({"format": 1, "scheme": [_row(row, language) for row in rows]}) + "\n")
        else:
            stream.writelines(line + "\n" for row in rows for line in _lines(row, language))
    return status.OK


def lint_file(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.schemes import lint_scheme
    from kaocheng.writers.json import encode

    remarks = lint_scheme(arguments.file)
    found = [
        {"severity": r.severity, "key": r.key, "line": r.line, "message": r.message.in_(language)} for r in remarks
    ]
    with open_output(arguments.output, [arguments.file]) as stream:
        if arguments.format == "jsonl":
            stream.writelines(encode(remark) + "\n" for remark in found)
        elif arguments.format == "json":
            stream.write(encode({"format": 1, "problems": found}) + "\n")
        elif not found:
            stream.write(Text("未发现问题\n", "nothing found\n").in_(language))
        else:
            for remark in remarks:
                place = arguments.file if remark.line is None else f"{arguments.file}:{remark.line}"
                words = (place, _SEVERITY[remark.severity].in_(language), remark.key, remark.message.in_(language))
                stream.write(" ".join(word for word in words if word) + "\n")
    return status.FINDINGS if any(remark.severity == "error" for remark in remarks) else status.OK


def _title(head: SchemeHead, language: Language) -> str:
    mark = Text("（本地）", " (local)") if head.local else Text("", "")
    return head.title.in_(language) + mark.in_(language)


def _lines(row: DescriptionRow, language: Language) -> Iterator[str]:
    """A value on one line, its key, status and source below it: sources are too long for columns."""
    from kaocheng.schemes.description import STATUS_WORDS

    words = Text("{label}：{value}", "{label}: {value}").format(label=row.label, value=row.value)
    yield words.in_(language)
    if row.status is not None and row.source is not None:
        state = Text("{key}，{status}：{source}", "{key}, {status}: {source}")
        yield "    " + state.format(key=row.key, status=STATUS_WORDS[row.status], source=row.source).in_(language)


def _row(row: DescriptionRow, language: Language) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label.in_(language),
        "value": row.value.in_(language),
        "status": None if row.status is None else row.status.value,
        "source": None if row.source is None else row.source.in_(language),
    }


def _head(head: SchemeHead, language: Language) -> dict[str, Any]:
    return {
        "id": head.id,
        "title": head.title.in_(language),
        "region": head.region,
        "valid_from": head.valid_from,
        "valid_to": head.valid_to,
        "kinds": list(head.kinds),
        "local": head.local,
    }
