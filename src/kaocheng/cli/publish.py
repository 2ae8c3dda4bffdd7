"""`kaocheng publish`: a copy that is safe to publish, and what was removed."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from kaocheng.cli import status
from kaocheng.cli.output import complain
from kaocheng.cli.parser import Commands
from kaocheng.cli.scheme_choice import add_scheme, add_scheme_dir, check_scheme, scheme_folder
from kaocheng.cli.waivers import add_waivers
from kaocheng.errors import KaochengError, UsageError
from kaocheng.language import Language, Text, same

if TYPE_CHECKING:
    from kaocheng.audit import ReportedFinding
    from kaocheng.provenance import Location
    from kaocheng.publication import Copy, Removal

_HELP = Text(
    "删除：标签旁和名单中的姓名（换成“某某”）、电话、身份证号、银行账号、住址（标签保留，内容留空），以及文档属性、批注、"
    "隐藏的文字、行、列和工作表、外部链接、嵌入文件和缩略图；修订按全部接受处理，隐藏行列所在工作簿的公式改为数值。"
    "图片不检查。写出前重新读取副本，确认已删净。原文件不改动。退出状态：0 已写出；1 因问题、密级标志或复核未通过而"
    "未写出；2 用法错误；3 文件未能读取",
    "Removed: names beside labels and in lists (某某 takes their place); telephone, identity and account numbers and "
    "home addresses (the label stays, the value is left blank); document properties, comments, hidden text, rows, "
    "columns and sheets, links out of the file, embedded files and thumbnails. Tracked changes are accepted; formulas "
    "become values where something hidden went. Pictures are not looked into. The copy is read again before it is "
    "written, to prove that all is gone. The input is never changed. exit status: 0 written; 1 not written: findings, "
    "a secrecy mark, or the proof failed; 2 wrong use; 3 the file could not be read",
)


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add(
        "publish", Text("生成可以公开的副本，并列出删除了什么", "a copy that is safe to publish, and what was removed")
    )
    parser.add_argument("file", metavar="FILE", help=parser.say("docx 或 xlsx 文件", "a docx or xlsx file"))
    parser.add_argument(
        "-o",
        dest="output",
        metavar="OUT",
        required=True,
        help=parser.say("副本写到哪里（与原文件同一类型）", "where to write the copy (the same type of file)"),
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=parser.say("删除清单的格式，默认 text", "format of the list of removals; text by default"),
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help=parser.say(
            "有错误级别的问题也写出；有密级标志时仍然不写",
            "write in spite of findings at the level of errors; never in spite of a secrecy mark",
        ),
    )
    add_scheme(parser)
    add_scheme_dir(parser)
    add_waivers(parser)
    parser.epilog = _HELP.in_(parser.language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.pipeline.run import read_source
    from kaocheng.publication import Unproven, kind_of, make_copy, marks_of
    from kaocheng.readers.limits import limits_from_environment

    limits = limits_from_environment()
    folder = scheme_folder(arguments)
    if arguments.scheme is not None:
        check_scheme(arguments.scheme, folder)
    _check_output(arguments.file, arguments.output)
    try:
        source = read_source(arguments.file, limits)
        kind = kind_of(source, limits)
        if Path(arguments.output).suffix.lower() != f".{kind}":
            words = Text(
                "输出文件应以 .{kind} 结尾，与原文件类型相同", "the copy is a {kind} file: its name must end in .{kind}"
            )
            raise UsageError(words.format(kind=same(kind)))
        marks = marks_of(source, limits)
        copy = make_copy(source, limits)
    except UsageError:
        raise
    except Unproven as error:
        complain(error.message, language)
        return status.FINDINGS
    except KaochengError as error:
        complain(Text("{path}：{why}", "{path}: {why}").format(path=arguments.file, why=error.message), language)
        return status.UNREADABLE
    findings = _standing(arguments, copy, kind, folder)
    refused = bool(marks) or (bool(findings) and not arguments.force)
    if not refused:
        _write(arguments.output, copy.data)
    shown = _Outcome(arguments.file, None if refused else arguments.output, copy, marks, findings)
    if arguments.format == "json":
        _print_json(shown, sys.stdout, language)
    else:
        _print_text(shown, sys.stdout, language)
    return status.FINDINGS if refused else status.OK


@dataclass(frozen=True)
class _Outcome:
    """What is told. `written`: None where nothing was."""

    path: str
    written: str | None
    copy: Copy
    marks: tuple[tuple[str, Location], ...]
    findings: list[ReportedFinding]


def _check_output(path: str, output: str) -> None:
    same_file = os.path.realpath(path) == os.path.realpath(output)
    with contextlib.suppress(OSError):
        same_file = same_file or os.path.samefile(path, output)
    if same_file:
        raise UsageError(Text("输出文件就是原文件，不能覆盖", "the output is the input itself, which is never changed"))
    if os.path.exists(output) and not os.path.isfile(output):
        raise UsageError(Text("{p} 不是普通文件", "{p} is no regular file").format(p=output))


def _standing(arguments: argparse.Namespace, copy: Copy, kind: str, folder: str | None) -> list[ReportedFinding]:
    """The error findings of the copy as it would be published, those on record as waivers left out."""
    from dataclasses import replace
    from datetime import date

    from kaocheng.audit import Severity, all_rules
    from kaocheng.cli.waivers import waivers_of
    from kaocheng.pipeline import check_file
    from kaocheng.readers.limits import limits_from_environment

    arguments.paths = [arguments.file]
    records = waivers_of(arguments, [arguments.file], {rule.code for rule in all_rules()}, date.today())
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, f"copy.{kind}")
        Path(path).write_bytes(copy.data)
        result = check_file(path, arguments.scheme, limits=limits_from_environment(), scheme_folder=folder)
    if result.error is not None:
        raise UsageError(result.error.message)
    result = replace(result, source=replace(result.source, path=arguments.file))
    (result,) = records.watch([result])
    return [finding for finding in result.findings if finding.severity is Severity.ERROR and finding.waived is None]


def _write(path: str, data: bytes) -> None:
    """The file appears only when it is complete."""
    real = os.path.realpath(path)
    part = f"{real}.{os.getpid()}.part"
    try:
        with open(part, "xb") as stream:
            stream.write(data)
        os.replace(part, real)
    except OSError as error:
        words = Text("无法写入 {p}：{why}", "cannot write {p}: {why}")
        raise UsageError(words.format(p=path, why=error.strerror or str(error))) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _print_json(outcome: _Outcome, stream: TextIO, language: Language) -> None:
    import json

    copy = outcome.copy
    told: dict[str, Any] = {
        "format": 1,
        "source": outcome.path,
        "written": outcome.written,
        "removed": [removal.to_json() for removal in copy.removals],
        "doubtful": copy.doubtful,
        "pictures": copy.pictures,
        "secrecy_marks": [{"mark": mark, "where": _coordinates(where)} for mark, where in outcome.marks],
        "findings": [
            {"code": finding.code, "message": finding.message.in_(language), "where": _coordinates(finding.where)}
            for finding in outcome.findings
        ],
    }
    json.dump(told, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _coordinates(where: Location) -> dict[str, int | str]:
    return {name: value for name, value in where._asdict().items() if value is not None}


def _print_text(outcome: _Outcome, stream: TextIO, language: Language) -> None:
    for line in _lines(outcome):
        print(line.in_(language), file=stream)


def _lines(outcome: _Outcome) -> Iterable[Text]:
    from kaocheng.writers.wording import one_line, place

    copy = outcome.copy
    yield same(one_line(outcome.path))
    for mark, where in outcome.marks:
        yield Text("  ✗ 密级标志“{m}” {at}", "  ✗ secrecy mark “{m}” {at}").format(m=one_line(mark), at=place(where))
    for finding in outcome.findings:
        at = place(finding.where)
        words = finding.message
        yield Text(
            f"  ✗ {finding.code} {at.zh} {one_line(words.zh)}", f"  ✗ {finding.code} {at.en} {one_line(words.en)}"
        )
    title = Text("  删除清单：", "  removed:") if outcome.written else Text("  写出时将删除：", "  would be removed:")
    if copy.removals:
        yield title
    for removal in copy.removals:
        yield _line(removal)
    total = sum(removal.count for removal in copy.removals)
    yield Text("  共 {n} 项", "  {n} in all").format(n=total)
    for name, count in copy.doubtful.items():
        yield Text(
            "  请人工核对：{name} 还有 {n} 处与其他字相连，可能是别的词，未改",
            "  please look: {name} also stands inside other words, {n} places; those were left",
        ).format(name=name, n=count)
    if copy.pictures:
        yield Text("  图片 {n} 幅未检查", "  pictures not looked into: {n}").format(n=copy.pictures)
    if outcome.written:
        yield Text("  已写出 {p}（已复核）", "  written: {p} (proved)").format(p=one_line(outcome.written))
    elif outcome.marks:
        yield Text(
            "  未写出：文件带有密级标志，请先经保密审查",
            "  not written: the file bears a secrecy mark; have it reviewed",
        )
    else:
        yield Text(
            "  未写出：{n} 项错误未处理。改正后再试，或加 --force",
            "  not written: errors stand ({n}). Correct them, or use --force",
        ).format(n=len(outcome.findings))


def _line(removal: Removal) -> Text:
    from kaocheng.publication import KIND_WORDS
    from kaocheng.writers.wording import one_line, place

    at = place(removal.where)
    kind = KIND_WORDS[removal.kind]
    part = f" [{one_line(removal.part)}]" if removal.part else ""
    what = f" {one_line(removal.what)}" if removal.what else ""
    times = f" ×{removal.count}" if removal.count > 1 else ""
    return Text(f"    {kind.zh}{what} {at.zh}{part}{times}", f"    {kind.en}{what} {at.en}{part}{times}")
