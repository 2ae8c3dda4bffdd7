"""`check --annotate OUT`: the file that was checked, with a comment at each finding."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kaocheng.cli.output import open_output
from kaocheng.cli.parser import Parser
from kaocheng.errors import UsageError
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from datetime import datetime

    from kaocheng.pipeline import CheckResult
    from kaocheng.readers.limits import Limits


def add_annotate(parser: Parser) -> None:
    parser.add_argument(
        "--annotate",
        metavar="OUT",
        help=parser.say(
            "另存一份加了批注的原文件：在每个问题处加 Word 批注或 Excel 批注（一次一个 docx 或 xlsx 文件）",
            "also write a copy of the file with a comment at each finding (one docx or xlsx at a time)",
        ),
    )


def check_annotate(out: str | None, paths: list[str], output: str | None) -> None:
    """Raise UsageError before anything is read where the copy could not be written."""
    if out is None:
        return
    if len(paths) != 1:
        words = Text("--annotate 一次只能用于一个文件，现有 {n} 个", "--annotate takes one file at a time, not {n}")
        raise UsageError(words.format(n=len(paths)))
    if output is not None and os.path.realpath(output) == os.path.realpath(out):
        raise UsageError(Text("--annotate 与 -o 不能写入同一个文件", "--annotate and -o cannot write the same file"))


def annotated(
    results: Iterable[CheckResult], out: str | None, when: datetime, language: Language, limits: Limits
) -> Iterable[CheckResult]:
    """The results; the copy is written before anything is shown. A file that could not be read has none."""
    if out is None:
        return results
    results = list(results)
    for result in results:
        if result.error is None:
            _write(result, out, when, language, limits)
    return results


def _write(result: CheckResult, out: str, when: datetime, language: Language, limits: Limits) -> None:
    from kaocheng.errors import ReadError
    from kaocheng.readers.source import open_source
    from kaocheng.writers.annotation import annotate, suffix_of

    path = result.source.path
    try:
        source = open_source(path, limits)
        if source.sha256 != result.source.sha256:
            words = Text("{path} 在核查期间有改动，请重新运行", "{path} changed while it was checked; run again")
            raise UsageError(words.format(path=path))
        copy = annotate(source, result, when, language, limits)
    except ReadError as error:
        raise UsageError(error.message) from error
    suffix = suffix_of(source, result.source.reader or "")
    if os.path.splitext(out)[1].lower() != suffix:
        words = Text("带批注的文件应以 {s} 结尾：{out}", "the name of the annotated copy must end in {s}: {out}")
        raise UsageError(words.format(s=suffix, out=out))
    with open_output(out, [path]) as stream:
        stream.buffer.write(copy)
