"""`kaocheng report`: the whole self-evaluation report, with gaps for what only a person knows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kaocheng.cli import status
from kaocheng.cli.output import complain, open_output
from kaocheng.cli.parser import Commands, Parser
from kaocheng.cli.scheme_choice import add_scheme, add_scheme_dir, check_scheme, scheme_folder
from kaocheng.language import Language, Text

if TYPE_CHECKING:
    from kaocheng.composition import Composition, Gap
    from kaocheng.model import Report
    from kaocheng.rendering import Format

_FORMATS: tuple[Format, ...] = ("docx", "pdf")


def add(commands: Commands) -> None:
    """The command and its options."""
    words = Text(
        "编写绩效自评报告（docx、pdf）：数字由自评表得出，只有人知道的留空并提示",
        "write the self-evaluation report (docx, pdf): figures from the forms, gaps for what only a person knows",
    )
    parser = commands.add("report", words)
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help=parser.say(
            "自评表或自评报告文件，或 extract 输出的 json、jsonl",
            "forms or a report, or json, jsonl that extract printed",
        ),
    )
    parser.add_argument("-o", dest="output", metavar="FILE", help=parser.say("写入的文件", "the file to write"))
    parser.add_argument(
        "--last-year",
        metavar="FILE",
        help=parser.say("上年度的自评表或自评报告，用于比较", "forms or report of the year before, to compare with"),
    )
    parser.add_argument(
        "--outline",
        metavar="ID",
        help=parser.say(
            "提纲（编号或 TOML 文件），代替按地区和类型选择", "outline (an id or a TOML file) instead of the one chosen"
        ),
    )
    parser.add_argument(
        "--region",
        metavar="NAME",
        help=parser.say(
            "地区名称或六位行政区划代码，代替文件中识别的地区",
            "name or six-digit code of the region, instead of the one recognised",
        ),
    )
    add_scheme(parser)
    add_scheme_dir(parser)
    parser.add_argument("--list", action="store_true", dest="listing", help=parser.say("列出提纲", "list the outlines"))
    _epilog(parser)
    parser.set_defaults(run=run)


def _epilog(parser: Parser) -> None:
    parser.epilog = parser.say(
        "报告总是中文；需要填写的地方列在标准错误输出中。退出状态：0 已写出；2 用法错误；3 文件未能读取",
        "The report is in Chinese; its gaps are listed on standard error. "
        "exit status: 0 written; 2 wrong use; 3 the input could not be read",
    )


def run(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng.errors import DataError, ReadError, UsageError

    if arguments.listing:
        return _list(language)
    if arguments.path is None or arguments.output is None:
        raise UsageError(Text("请指定自评文件，并用 -o 指定写入的文件", "name an input, and with -o the file to write"))
    kind = next((k for k in _FORMATS if arguments.output.lower().endswith(f".{k}")), None)
    if kind is None:
        raise UsageError(Text("-o 的文件名应以 .docx 或 .pdf 结尾", "the name behind -o must end in .docx or .pdf"))
    try:
        composition = _composed(arguments)
        _write(composition, kind, arguments)
    except (ReadError, DataError) as error:
        complain(error.message, language)
        return status.UNREADABLE
    _tell_gaps(composition, language)
    return status.OK


def _composed(arguments: argparse.Namespace) -> Composition:
    from kaocheng.readers.limits import limits_from_environment
    from kaocheng.reporting import assess, choose_outline, compose_report, load_report

    folder = scheme_folder(arguments)
    if arguments.scheme is not None:
        check_scheme(arguments.scheme, folder)
    limits = limits_from_environment()
    report = load_report(arguments.path, limits)
    earlier = None if arguments.last_year is None else load_report(arguments.last_year, limits)
    if arguments.region is not None:
        report = _moved(report, arguments.region)
        earlier = None if earlier is None else _moved(earlier, arguments.region)
    assessment = assess(report, arguments.scheme, folder=folder, earlier=earlier)
    return compose_report(assessment, choose_outline(report.kind, report.region_code, arguments.outline))


def _moved(report: Report, region: str) -> Report:
    """The report with the region given. Raises UsageError for one that is not known or not clear."""
    from kaocheng.errors import UsageError
    from kaocheng.schemes.regions import find_region, region_of_code

    found = region_of_code(region) if region.isdigit() and len(region) == 6 else find_region(region)
    if found is None:
        words = Text("不认识的地区或有重名：{region}", "no such region, or several of this name: {region}")
        raise UsageError(words.format(region=region))
    return replace(report, region_code=found.code)


def _write(composition: Composition, kind: Format, arguments: argparse.Namespace) -> None:
    from kaocheng.rendering import render

    inputs = [path for path in (arguments.path, arguments.last_year) if path is not None]
    data = render(composition, kind)
    with open_output(arguments.output, inputs) as stream:
        stream.buffer.write(data)


def _tell_gaps(composition: Composition, language: Language) -> None:
    gaps = composition.gaps
    if not gaps:
        complain(Text("没有需要填写的地方", "nothing is left to fill in"), language)
        return
    complain(Text(f"还有 {len(gaps)} 处需要填写：", f"{len(gaps)} gaps to fill in:"), language)
    for number, (heading, gap) in enumerate(_placed(composition), 1):
        print(f"  {number}. {heading}{'：' if heading else ''}{gap.prompt}", file=sys.stderr)


def _placed(composition: Composition) -> Iterator[tuple[str, Gap]]:
    """Every gap with the heading it stands under, in reading order."""
    from kaocheng.composition import Gap, Heading, Paragraph, Signature

    heading = ""
    for block in composition.blocks:
        if isinstance(block, Heading):
            heading = block.text if block.level else ""
        elif isinstance(block, Paragraph):
            yield from ((heading, piece) for piece in block.pieces if isinstance(piece, Gap))
        elif isinstance(block, Signature):
            yield from (("", piece) for piece in (block.unit, block.date) if isinstance(piece, Gap))


def _list(language: Language) -> int:
    from kaocheng.reporting import outlines
    from kaocheng.writers.columns import aligned

    rows = [[o.id, o.region, "、".join(o.kinds), o.status.value, o.title.in_(language)] for o in outlines()]
    sys.stdout.writelines(line + "\n" for line in aligned(rows))
    return status.OK
