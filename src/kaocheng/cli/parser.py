"""argparse in two languages."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from kaocheng.cli.status import WRONG_USE
from kaocheng.language import Language, Text

# What argparse says, by pattern; what is not here stays English.
_COMPLAINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识的参数：\1"),
    (re.compile(r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)"), r"参数 \1 不能是 \2，可用：\3"),
    (re.compile(r"argument (.*?): not allowed with argument (.*)"), r"参数 \1 不能与 \2 同用"),
    (re.compile(r"argument (.*?): expected one argument"), r"参数 \1 后面缺少内容"),
    (re.compile(r"argument (.*?): expected at least one argument"), r"参数 \1 后面缺少内容"),
    (re.compile(r"argument (.*?): ignored explicit argument (.*)"), r"参数 \1 不带内容，却写了 \2"),
    (re.compile(r"ambiguous option: (.*?) could match (.*)"), r"参数 \1 不明确，可能是 \2"),
    (re.compile(r"argument (.*?): (.*)"), r"参数 \1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks one language, its own words included. No abbreviated options: scripts last."""

    def __init__(self, language: Language, description: Text | None = None, **settings: object) -> None:
        self.language = language
        words = description.in_(language) if description is not None else None
        super().__init__(
            description=words,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_formatter(language),
            **settings,  # type: ignore[arg-type]
        )
        self._positionals.title = self.say("参数", "arguments")
        self._optionals.title = self.say("选项", "options")
        self.add_argument("-h", "--help", action="help", help=self.say("显示本说明", "show this help"))
        self.add_argument(
            "--lang",
            choices=("zh", "en"),
            default=argparse.SUPPRESS,
            help=self.say(
                "语言；默认按系统区域设置，无设置时为中文", "language; from the locale by default, else Chinese"
            ),
        )

    def say(self, zh: str, en: str) -> str:
        """One of two sentences. A percent sign is doubled by the caller, as argparse wants it."""
        return en if self.language == "en" else zh

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, self.say(f"{self.prog}：{_chinese(message)}\n", f"{self.prog}: {message}\n"))


class Commands:
    """The commands of a parser; each gets a parser in the same language."""

    def __init__(self, parser: Parser, words: Text, destination: str) -> None:
        self._language = parser.language
        self._commands = parser.add_subparsers(
            title=words.in_(parser.language),
            dest=destination,
            metavar=parser.say("命令", "COMMAND"),
            parser_class=Parser,
        )
        self._commands.required = True

    def add(self, name: str, words: Text) -> Parser:
        """A command with one line of help, which is also its description."""
        line = words.in_(self._language)
        return self._commands.add_parser(name, language=self._language, description=words, help=line)  # type: ignore[arg-type]


def _formatter(language: Language) -> type[argparse.HelpFormatter]:
    return argparse.HelpFormatter if language == "en" else _ChineseFormatter


class _ChineseFormatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: object,
        groups: object,
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


def _chinese(message: str) -> str:
    for pattern, words in _COMPLAINTS:
        match = pattern.fullmatch(message)
        if match:
            return match.expand(words)
    return message


def split_codes(values: Sequence[str]) -> tuple[str, ...]:
    """ "ari,SCO-05" → ("ARI", "SCO-05"), over repeated options."""
    return tuple(code.strip().upper() for value in values for code in value.split(",") if code.strip())
