"""Waivers of a run: which files of records speak of which report, and what became of every record."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kaocheng.cli.parser import Parser
from kaocheng.errors import UsageError, WaiverError
from kaocheng.language import Text

if TYPE_CHECKING:
    from datetime import date

    from kaocheng.audit.waiver import Waiver
    from kaocheng.pipeline import CheckResult, RunNote

NAME = "kaocheng-waivers.toml"
Entry = tuple["RecordFile", "Waiver"]


def add_waivers(parser: Parser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--waivers",
        metavar="FILE",
        help=parser.say(
            f"豁免记录文件；默认取报告所在文件夹及其上级（至所给路径为止）中的 {NAME}",
            f"file of waivers; by default {NAME} in the folder of the report and those above it, up to the path given",
        ),
    )
    choice.add_argument(
        "--no-waivers",
        action="store_true",
        help=parser.say("不采用任何豁免记录", "heed no waivers"),
    )


def waivers_of(arguments: argparse.Namespace, paths: Sequence[str], codes: set[str], today: date) -> RunWaivers:
    """The records for the reports of a run, all read and checked before the first report is.

    `paths`: the reports. `codes`: of the rules that run. Raises UsageError for a file that cannot be read, WaiverError
    for one that is wrong.
    """
    if arguments.no_waivers:
        return RunWaivers({}, codes, today)
    folders = [os.path.abspath(path) for path in arguments.paths if os.path.isdir(path)]
    if arguments.waivers is not None:
        records = _read(arguments.waivers, whole=bool(folders))
        return RunWaivers(dict.fromkeys(paths, (records,)), codes, today)

    @cache
    def in_folder(folder: str) -> RecordFile | None:
        path = os.path.join(folder, NAME)
        whole = any(_is_inside(folder, given) for given in folders)
        return _read(os.path.relpath(path), whole) if os.path.isfile(path) else None

    found = {path: [in_folder(folder) for folder in _folders_of(path, folders)] for path in paths}
    return RunWaivers({path: tuple(filter(None, files)) for path, files in found.items()}, codes, today)


@dataclass(frozen=True, eq=False)
class RecordFile:
    """A file of waivers. `whole`: the run reads everything that the records may speak of, so an idle one is known."""

    path: str
    waivers: tuple[Waiver, ...]
    whole: bool

    def name_of(self, report: str) -> str:
        """The path of a report from the folder of the records, with slashes."""
        return Path(os.path.relpath(report, os.path.dirname(os.path.abspath(self.path)))).as_posix()


@dataclass
class RunWaivers:
    """Marks results as they go by, and remembers which records were needed."""

    files: dict[str, tuple[RecordFile, ...]]
    codes: set[str]
    today: date
    _needed: set[Entry] = field(default_factory=set)
    _covering: set[Entry] = field(default_factory=set)
    _unknown: set[Entry] = field(default_factory=set)

    def watch(self, results: Iterable[CheckResult]) -> Iterator[CheckResult]:
        for result in results:
            yield self._waive(result)

    def notes(self) -> Iterator[RunNote]:
        """Expired and idle records, file by file; to be asked for after the last result."""
        from kaocheng.pipeline import RunNote

        for file in dict.fromkeys(file for found in self.files.values() for file in found):
            for waiver in file.waivers:
                told = self._note(file, waiver)
                if told is not None:
                    yield RunNote(told[0], file.path, waiver.line, told[1])

    def _waive(self, result: CheckResult) -> CheckResult:
        from kaocheng.audit.waiver import used
        from kaocheng.pipeline import waive

        for file in self.files.get(result.source.path, ()):
            name = file.name_of(result.source.path)
            covering = {(file, waiver) for waiver in file.waivers if waiver.covers(name)}
            self._covering |= covering
            if result.error is not None:
                self._unknown |= covering
                continue
            needed = used(result.findings, file.waivers, report=result.report, file=name)
            self._needed |= {(file, waiver) for waiver in needed}
            result = waive(result, file.waivers, self.today, name)
        return result

    def _note(self, file: RecordFile, waiver: Waiver) -> tuple[str, Text] | None:
        """Only of records that the run can judge: their rule ran, on a report they name or on all they may mean."""
        entry = file, waiver
        named = waiver.file is not None and entry in self._covering
        if waiver.code not in self.codes or not (file.whole or named):
            return None
        if waiver.expired(self.today):
            still = Text("；相应的问题仍在", "; the finding still stands") if entry in self._needed else Text("", "")
            words = Text("{code} 的豁免已于 {day} 到期，不再适用{still}", "the waiver of {code} ended on {day}{still}")
            return "waiver-expired", words.format(code=waiver.code, day=waiver.until, still=still)
        if entry in self._needed or entry in self._unknown:
            return None
        words = Text(
            "{code} 的豁免没有用到：没有相应的问题", "the waiver of {code} was not needed: there is no such finding"
        )
        return "waiver-unused", words.format(code=waiver.code)


def _folders_of(report: str, given: Sequence[str]) -> list[str]:
    """The folder of a report, then those above it, up to the folder that was given; only its own for a file named."""
    folder = os.path.dirname(os.path.abspath(report))
    roots = [root for root in given if _is_inside(folder, root)]
    top = min(roots, key=len, default=folder)
    found = [folder]
    while folder != top:
        folder = os.path.dirname(folder)
        found.append(folder)
    return found


def _is_inside(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)


def _read(path: str, whole: bool) -> RecordFile:
    from kaocheng.audit.waiver import parse_waivers

    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise WaiverError(Text(f"{path}：不是 UTF-8 文本", f"{path}: not UTF-8 text")) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(Text(f"读不到豁免记录 {path}：{why}", f"cannot read the waivers {path}: {why}")) from None
    return RecordFile(path, parse_waivers(path, text), whole)
