"""The entry point: language, parser, command, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kaocheng import __version__
from kaocheng.cli import check, extract, publish, render, replay, report, rule, scheme, status, template, values
from kaocheng.cli.output import complain, use_utf8
from kaocheng.cli.parser import Commands, Parser
from kaocheng.cli.tongue import choose_language
from kaocheng.errors import SchemeError, TemplateError, UsageError, WaiverError
from kaocheng.language import Language, Text

_DESCRIPTION = Text(
    "考成：读取预算绩效自评报告，按方案重算得分，按规则核查。不联网。",
    "Kaocheng: reads budget performance self-evaluations, recomputes their scores and audits them. Needs no network.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status. Only Ctrl-C and wrong use are told on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = choose_language(arguments, os.environ)
    use_utf8(sys.stdout)
    try:
        try:
            parsed = build_parser(language, extended=not _is_ours(arguments)).parse_args(arguments)
            exit_status: int = parsed.run(parsed, language)
        finally:
            sys.stdout.flush()
    except (UsageError, SchemeError, TemplateError, WaiverError) as error:
        complain(error.message, language)
        return status.WRONG_USE
    except SystemExit as stop:  # help, version, and what the parser refuses
        return stop.code if isinstance(stop.code, int) else status.OK
    except BrokenPipeError:
        _forget_output()
        return status.PIPE_CLOSED
    except KeyboardInterrupt:
        complain(Text("已中断", "interrupted"), language)
        return status.INTERRUPTED
    return exit_status


_OURS = (check, replay, extract, report, render, publish, values, rule, scheme, template)


def _is_ours(arguments: Sequence[str]) -> bool:
    """Whether the command line surely needs no command of another package."""
    words = {module.__name__.rpartition(".")[2] for module in _OURS} | {"--version"}
    return not words.isdisjoint(arguments)


def build_parser(language: Language, *, extended: bool = False) -> Parser:
    """The parser with all commands, in one language. `extended`: with those of other packages as well."""
    parser = Parser(language, _DESCRIPTION, prog="kaocheng")
    version = f"kaocheng {__version__}"
    parser.add_argument("--version", action="version", version=version, help=parser.say("显示版本", "show the version"))
    commands = Commands(parser, Text("命令", "commands"), "command")
    for module in _OURS:
        module.add(commands)
    if extended:
        from kaocheng.cli.extensions import installed_commands

        for brought in installed_commands():
            brought.add(commands)
    return parser


def _forget_output() -> None:
    """The reader has gone: what is still in the buffer must not be written when Python ends."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
