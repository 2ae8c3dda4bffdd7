"""`kaocheng check`: findings, recomputed scores, one verdict line per file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TextIO

from kaocheng.cli import files, status
from kaocheng.cli.annotation import add_annotate, annotated, check_annotate
from kaocheng.cli.fix import STATUS_WORDS, add_fix, check_fix, run_fix
from kaocheng.cli.output import complain, open_output, takes_colour
from kaocheng.cli.parser import Commands, Parser, split_codes
from kaocheng.cli.scheme_choice import add_scheme, add_scheme_dir, check_scheme, scheme_folder
from kaocheng.cli.waivers import add_waivers
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from kaocheng.audit import Severity
    from kaocheng.pipeline import CheckResult, RunNote

_LEVELS = ("error", "warning", "info")
_STATUS_WORDS = Text(
    "退出状态：0 没有达到 --fail-on 级别的问题；1 有；2 用法错误；3 有文件未能读取（其余照常报告；3 优先于 1）",
    "exit status: 0 no finding at the --fail-on level; 1 findings; 2 wrong use; "
    "3 some input could not be read (the others are still reported; 3 comes before 1)",
)


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add(
        "check", Text("核查自评报告：列出问题，重算得分", "audit reports: findings and recomputed scores")
    )
    files.add_paths(parser)
    files.add_output(parser, ("text", "json", "jsonl", "html", "sarif", "xlsx"))
    add_scheme(parser)
    add_scheme_dir(parser)
    add_rules(parser)
    add_waivers(parser)
    add_annotate(parser)
    add_fix(parser)
    parser.add_argument(
        "--fail-on",
        choices=_LEVELS,
        default="error",
        help=parser.say(
            "何种级别的问题使退出状态为 1，默认 error", "level of findings that gives exit status 1; error by default"
        ),
    )
    files.add_jobs(parser)
    parser.epilog = f"{_STATUS_WORDS.in_(parser.language)}{parser.say('。', '; ')}{STATUS_WORDS.in_(parser.language)}"
    parser.set_defaults(run=run)


def add_rules(parser: Parser) -> None:
    for option, zh, en in (
        (
            "--select",
            "只运行这些规则；可写完整编号或前缀，如 ARI,SCO-05",
            "run these rules only; codes or prefixes, as in ARI,SCO-05",
        ),
        ("--ignore", "不运行这些规则", "leave these rules out"),
    ):
        parser.add_argument(option, action="append", default=[], metavar="CODE[,CODE…]", help=parser.say(zh, en))


def run(arguments: argparse.Namespace, language: Language) -> int:
    from datetime import date, datetime

    from kaocheng import corpus
    from kaocheng.audit import Severity, select_rules
    from kaocheng.cli.waivers import waivers_of
    from kaocheng.errors import UsageError
    from kaocheng.pipeline import check_file, failed_check
    from kaocheng.readers.limits import limits_from_environment

    if arguments.format == "xlsx" and arguments.output in (None, "-"):
        raise UsageError(Text("xlsx 是二进制文件，请用 -o 指定写入的文件", "xlsx is binary: name the file with -o"))
    select, ignore = split_codes(arguments.select), split_codes(arguments.ignore)
    check_codes(select + ignore)
    folder = scheme_folder(arguments)
    if arguments.scheme is not None:
        check_scheme(arguments.scheme, folder)
    paths = files.find_files(arguments.paths)
    check_annotate(arguments.annotate, paths, arguments.output)
    check_fix(arguments, paths)
    records = waivers_of(arguments, paths, {rule.code for rule in select_rules(select, ignore)}, date.today())
    task = partial(
        check_file,
        scheme=arguments.scheme,
        select=select,
        ignore=ignore,
        limits=limits_from_environment(),
        keep_document=arguments.format == "html" or arguments.fix,
        scheme_folder=folder,
    )
    if arguments.fix:

        def checked(path: str) -> CheckResult:
            return next(iter(records.watch([task(path)])))

        return run_fix(arguments, paths[0], checked, limits_from_environment(), folder, language)
    tally = _Tally(Severity(arguments.fail_on))
    with open_output(arguments.output, paths) as stream:
        results = corpus.run(task, paths, lost=failed_check, jobs=min(arguments.jobs, len(paths)))
        shown = files.with_progress(tally.watch_checks(records.watch(results)), len(paths), arguments.output)
        shown = annotated(shown, arguments.annotate, datetime.now(), language, limits_from_environment())
        _write(arguments.format, shown, stream, language, records.notes(), arguments.output)
    return tally.exit_status


class _Tally(files.Tally):
    """Also remembers whether a finding is severe enough."""

    def __init__(self, level: Severity) -> None:
        super().__init__()
        self._level = level
        self.failed = False

    def watch_checks(self, results: Iterable[CheckResult]) -> Iterator[CheckResult]:
        for result in self.watch(results):
            self.failed = self.failed or result.fails_at(self._level)
            yield result

    @property
    def exit_status(self) -> int:
        if self.unread:
            return status.UNREADABLE
        return status.FINDINGS if self.failed else status.OK


def _write(
    kind: str,
    results: Iterable[CheckResult],
    stream: TextIO,
    language: Language,
    notes: Iterable[RunNote],
    output: str | None,
) -> None:
    """`output`: the file that `stream` writes. `notes`: there once the last result has been written."""
    if kind == "xlsx":
        from kaocheng.writers import xlsx

        xlsx.write(results, stream.buffer, language, os.path.dirname(os.path.realpath(output or "")), notes)
    elif kind == "sarif":
        from kaocheng import __version__
        from kaocheng.writers import sarif

        sarif.write(results, stream, language, __version__, os.getcwd(), notes)
    elif kind == "html":
        from kaocheng.writers import html

        html.write(results, stream, language, notes)
    elif kind == "text":
        from kaocheng.writers import text

        text.write_checks(results, stream, language, takes_colour(stream, os.environ), notes)
    elif kind == "json":
        from kaocheng.writers import json

        json.write_object(results, stream, language, notes)
    else:
        from kaocheng.writers import json

        json.write_lines(results, stream, language)
        for note in notes:  # one line per file is all that a line-by-line reader expects
            words = Text("{path} 第{line}行：{message}", "{path} line {line}: {message}")
            complain(words.format(path=note.path, line=note.line, message=note.message), language)


def check_codes(codes: tuple[str, ...]) -> None:
    """Raise UsageError, with what comes close, for a code or prefix that names no rule."""
    from kaocheng.audit import all_rules
    from kaocheng.cli.suggestion import suggest
    from kaocheng.errors import UsageError

    known = [rule.code for rule in all_rules()]
    for code in codes:
        if not any(name.startswith(code) for name in known):
            words = Text("没有编号以“{code}”开头的规则", "no rule code begins with “{code}”").format(code=code)
            prefixes = {name.split("-")[0] for name in known}
            raise UsageError(suggest(words, code, known if "-" in code else sorted(prefixes)))
