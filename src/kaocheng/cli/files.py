"""What `check` and `extract` share: the files, the number of processes, the progress bar, the tally."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from kaocheng.cli.parser import Parser
from kaocheng.errors import UsageError
from kaocheng.language import Text

if TYPE_CHECKING:
    from kaocheng.pipeline import FileResult

R = TypeVar("R", bound="FileResult")
_FEW = 3  # files that need no progress bar


def add_paths(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help=parser.say("文件或文件夹（文件夹递归读取）", "files or folders (folders with all that is in them)"),
    )


def add_output(parser: Parser, formats: tuple[str, ...]) -> None:
    parser.add_argument(
        "--format",
        choices=formats,
        default="text",
        help=parser.say("输出格式，默认 text（供人阅读）", "output format; text (for people) by default"),
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        help=parser.say("写入文件，默认为标准输出", "write to a file instead of standard output"),
    )


def add_jobs(parser: Parser) -> None:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
            raise argparse.ArgumentTypeError(parser.say("应为 1 至 256 的整数", "must be a whole number from 1 to 256"))
        return int(text)

    parser.add_argument(
        "--jobs",
        type=number,
        default=1,
        metavar="N",
        help=parser.say("并行进程数，默认 1", "number of processes; 1 by default"),
    )


def find_files(paths: list[str]) -> list[str]:
    """The files to read. Raises UsageError where the paths hold none: a run over nothing must not look like success."""
    from kaocheng.corpus import expand

    files = list(expand(paths))
    if not files:
        message = Text("文件夹中没有可读取的文件：{paths}", "no file of a known format in {paths}")
        raise UsageError(message.format(paths=Text("、".join(paths), ", ".join(paths))))
    return files


def with_progress(results: Iterable[R], total: int, output: str | None) -> Iterable[R]:
    """A bar on standard error, only on a terminal that shows nothing else, and only for more than a few files."""
    if total <= _FEW or not sys.stderr.isatty() or (output is None and sys.stdout.isatty()):
        return results
    from tqdm import tqdm

    bar: Iterable[R] = tqdm(results, total=total, file=sys.stderr, leave=False, unit="")
    return bar


class Tally:
    """Watches results go by and remembers what the exit status depends on."""

    def __init__(self) -> None:
        self.unread = 0

    def watch(self, results: Iterable[R]) -> Iterator[R]:
        for result in results:
            self.unread += result.error is not None
            yield result
