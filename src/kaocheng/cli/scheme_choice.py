"""What the commands that choose schemes share: `--scheme`, `--scheme-dir`, and the checks before anything is read."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping

from kaocheng.cli.parser import Parser

VARIABLE = "KAOCHENG_SCHEMES"


def add_scheme(parser: Parser) -> None:
    parser.add_argument(
        "--scheme",
        metavar="ID",
        help=parser.say(
            "指定计分方案（编号或方案文件），代替按地区和年度选择（见 kaocheng scheme list）",
            "scoring scheme (an id or a scheme file) instead of the one chosen from region and year "
            "(see kaocheng scheme list)",
        ),
    )


def add_scheme_dir(parser: Parser) -> None:
    parser.add_argument(
        "--scheme-dir",
        metavar="DIR",
        help=parser.say(
            f"存放本地计分方案（*.toml）的文件夹，参与选择；默认取环境变量 {VARIABLE}",
            f"folder of schemes of your own (*.toml), which join the choice; by default from the variable {VARIABLE}",
        ),
    )


def scheme_folder(arguments: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> str | None:
    """The folder of `--scheme-dir`, else of the environment, with everything in it checked.

    Raises UsageError where there is no such folder, SchemeError for a file in it that is wrong.
    """
    folder: str | None = arguments.scheme_dir or environment.get(VARIABLE) or None
    if folder is not None:
        from kaocheng.schemes import local_schemes

        local_schemes(folder)
    return folder


def check_scheme(scheme_id: str, folder: str | None = None) -> None:
    """Raise UsageError, with what comes close, for a scheme that does not exist."""
    from kaocheng.cli.suggestion import suggest
    from kaocheng.errors import UsageError
    from kaocheng.schemes import load_scheme, scheme_ids

    try:
        load_scheme(scheme_id, folder)
    except UsageError as error:
        raise UsageError(suggest(error.message, scheme_id, scheme_ids(folder))) from None
