"""The entry point: language, parser, command, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kaocheng import __version__
from kaocheng.cli import check, extract, publish, replay, rule, scheme, status, values
from kaocheng.cli.output import complain, use_utf8
from kaocheng.cli.parser import Commands, Parser
from kaocheng.cli.tongue import choose_language
from kaocheng.errors import SchemeError, UsageError, WaiverError
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
            parsed = build_parser(language).parse_args(arguments)
            exit_status: int = parsed.run(parsed, language)
        finally:
            sys.stdout.flush()
    except (UsageError, SchemeError, WaiverError) as error:
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


def build_parser(language: Language) -> Parser:
    """The parser with all commands, in one language."""
    parser = Parser(language, _DESCRIPTION, prog="kaocheng")
    version = f"kaocheng {__version__}"
    parser.add_argument("--version", action="version", version=version, help=parser.say("显示版本", "show the version"))
    commands = Commands(parser, Text("命令", "commands"), "command")
    for module in (check, replay, extract, publish, values, rule, scheme):
        module.add(commands)
    return parser


def _forget_output() -> None:
    """The reader has gone: what is still in the buffer must not be written when Python ends."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
