"""`kaocheng replay`: what the scores would be if another scheme held."""

from __future__ import annotations

import argparse
import os
from functools import partial

from kaocheng.cli import files, status
from kaocheng.cli.output import open_output, takes_colour
from kaocheng.cli.parser import Commands
from kaocheng.cli.scheme_choice import add_scheme_dir, check_scheme, scheme_folder
from kaocheng.language import Language, Text


def add(commands: Commands) -> None:
    """The command and its options."""
    words = Text(
        "试算：换一个计分方案，得分和等级会怎样", "what if: scores and grades under another scheme, and what moves"
    )
    parser = commands.add("replay", words)
    files.add_paths(parser)
    files.add_output(parser, ("text", "json", "jsonl"))
    parser.add_argument(
        "--scheme",
        metavar="ID",
        required=True,
        help=parser.say("试算方案（编号或方案文件）", "the scheme to try (an id or a scheme file)"),
    )
    parser.add_argument(
        "--against",
        metavar="ID",
        help=parser.say(
            "对照方案；默认为每份报告按地区和年度选出的方案",
            "the scheme to compare with; by default the one chosen for each report from region and year",
        ),
    )
    add_scheme_dir(parser)
    files.add_jobs(parser)
    parser.epilog = parser.say(
        "变化都是从对照方案到试算方案。退出状态：0 全部读取；2 用法错误；3 有文件未能读取",
        "moves go from the scheme of --against to that of --scheme. "
        "exit status: 0 everything was read; 2 wrong use; 3 some input could not be read",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng import corpus
    from kaocheng.pipeline import failed_replay, replay_file
    from kaocheng.readers.limits import limits_from_environment

    folder = scheme_folder(arguments)
    for scheme in (arguments.scheme, arguments.against):
        if scheme is not None:
            check_scheme(scheme, folder)
    paths = files.find_files(arguments.paths)
    task = partial(
        replay_file,
        scheme=arguments.scheme,
        against=arguments.against,
        limits=limits_from_environment(),
        scheme_folder=folder,
    )
    tally = files.Tally()
    with open_output(arguments.output, paths) as stream:
        results = corpus.run(task, paths, lost=failed_replay, jobs=min(arguments.jobs, len(paths)))
        shown = files.with_progress(tally.watch(results), len(paths), arguments.output)
        if arguments.format == "text":
            from kaocheng.writers import comparison

            comparison.write_text(shown, stream, language, takes_colour(stream, os.environ))
        elif arguments.format == "json":
            from kaocheng.writers import comparison

            comparison.write_object(shown, stream, language)
        else:
            from kaocheng.writers import json

            json.write_lines(shown, stream, language)
    return status.UNREADABLE if tally.unread else status.OK
