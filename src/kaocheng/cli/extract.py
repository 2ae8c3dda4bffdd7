"""`kaocheng extract`: the structured report, nothing judged."""

from __future__ import annotations

import argparse
import os
from functools import partial

from kaocheng.cli import files, status
from kaocheng.cli.output import open_output, takes_colour
from kaocheng.cli.parser import Commands
from kaocheng.language import Language, Text


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add(
        "extract", Text("读取自评报告为结构化数据，不作判断", "read reports as structured data, nothing judged")
    )
    files.add_paths(parser)
    files.add_output(parser, ("text", "json", "jsonl"))
    files.add_jobs(parser)
    parser.epilog = parser.say(
        "退出状态：0 全部读取；2 用法错误；3 有文件未能读取",
        "exit status: 0 everything was read; 2 wrong use; 3 some input could not be read",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng import corpus
    from kaocheng.pipeline import extract_file, failed_extract
    from kaocheng.readers.limits import limits_from_environment

    paths = files.find_files(arguments.paths)
    tally = files.Tally()
    with open_output(arguments.output, paths) as stream:
        task = partial(extract_file, limits=limits_from_environment())
        results = corpus.run(task, paths, lost=failed_extract, jobs=min(arguments.jobs, len(paths)))
        shown = files.with_progress(tally.watch(results), len(paths), arguments.output)
        if arguments.format == "text":
            from kaocheng.writers import text

            text.write_extracts(shown, stream, language, takes_colour(stream, os.environ))
        else:
            from kaocheng.writers import json

            write = json.write_lines if arguments.format == "jsonl" else json.write_object
            write(shown, stream, language)
    return status.UNREADABLE if tally.unread else status.OK
