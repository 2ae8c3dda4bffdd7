"""`check --fix`: what can be corrected with certainty, and with `--apply` a corrected copy."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from kaocheng.cli import status
from kaocheng.cli.output import complain, open_output
from kaocheng.cli.parser import Parser
from kaocheng.errors import ReadError, UsageError
from kaocheng.language import Language, Text, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaocheng.audit import Severity
    from kaocheng.correction import Corrected, Correction, Proposal, Refusal
    from kaocheng.pipeline import CheckResult
    from kaocheng.readers.limits import Limits

BESIDE = ""  # `--apply` without a name: beside the file

STATUS_WORDS = Text(
    "加 --fix 时：0 没有可改正之处，也没有达到 --fail-on 级别的问题；1 有其一。加 --apply 时，"
    "按写出的文件（没有写出的按原文件）是否仍有达到该级别的问题",
    "with --fix: 0 nothing to correct and no finding at the --fail-on level, 1 otherwise; with --apply: whether the "
    "file written (where none was, the file itself) still has findings at that level",
)


def add_fix(parser: Parser) -> None:
    parser.add_argument(
        "--fix",
        action="store_true",
        help=parser.say(
            "列出能够确定的改正（合计、执行率、执行得分、得分率、等级）和须由人决定的各处，不改任何文件",
            "list the corrections that are certain (sums, rates, execution scores, grades) and what needs a person; "
            "changes no file",
        ),
    )
    parser.add_argument(
        "--apply",
        nargs="?",
        const=BESIDE,
        metavar="OUT",
        help=parser.say(
            "与 --fix 同用：另存一份改正后的 docx 或 xlsx，不写文件名时为“原名.fixed.后缀”；写出前重新读取、重新核查，"
            "原文件不改动",
            "with --fix: write a corrected docx or xlsx, NAME.fixed.SUFFIX beside the file unless named; it is read "
            "and checked again first, and the file itself never changes",
        ),
    )
    parser.add_argument(
        "--tracked",
        action="store_true",
        help=parser.say(
            "与 --apply 同用：在 Word 文件中留修订痕迹，由人逐处接受或拒绝",
            "with --apply: as tracked changes of a Word document, for a person to accept or reject",
        ),
    )


def check_fix(arguments: argparse.Namespace, paths: list[str]) -> None:
    """Raise UsageError for options that do not go together, before anything is read."""
    if not arguments.fix:
        for name, given in (("--apply", arguments.apply is not None), ("--tracked", arguments.tracked)):
            if given:
                raise UsageError(Text("{o} 须与 --fix 同用", "{o} needs --fix").format(o=name))
        return
    if arguments.tracked and arguments.apply is None:
        raise UsageError(Text("--tracked 须与 --apply 同用", "--tracked needs --apply"))
    if arguments.annotate is not None:
        raise UsageError(Text("--fix 与 --annotate 不能同用", "--fix and --annotate do not go together"))
    if arguments.format not in ("text", "json"):
        raise UsageError(Text("--fix 的输出格式只有 text 和 json", "--fix prints text or json only"))
    if len(paths) != 1:
        words = Text("--fix 一次只能用于一个文件，现有 {n} 个", "--fix takes one file at a time, not {n}")
        raise UsageError(words.format(n=len(paths)))
    if arguments.apply is not None:
        _check_out(paths[0], arguments.apply, arguments.output)


def _check_out(path: str, out: str, output: str | None) -> None:
    name = _beside(path) if out == BESIDE else out
    if output is not None and os.path.realpath(output) == os.path.realpath(name):
        raise UsageError(Text("--apply 与 -o 不能写入同一个文件", "--apply and -o cannot write the same file"))
    if os.path.exists(name) and os.path.samefile(name, path):
        raise UsageError(Text("输出文件就是原文件，不能覆盖", "the output is the input itself, which is never changed"))
    if out == BESIDE and os.path.exists(name):
        words = Text("{p} 已存在，请用 --apply 另外指定文件名", "{p} exists; name another file with --apply")
        raise UsageError(words.format(p=name))


def _beside(path: str) -> str:
    stem, suffix = os.path.splitext(path)
    return f"{stem}.fixed{suffix}"


def run_fix(
    arguments: argparse.Namespace,
    path: str,
    check: Callable[[str], CheckResult],
    limits: Limits,
    folder: str | None,
    language: Language,
) -> int:
    """`check`: reads and checks the file, waivers and selected rules considered, with its document."""
    from kaocheng.audit import Severity
    from kaocheng.correction import propose

    result = check(path)
    if result.error is not None:
        words = Text("{path}：{why}", "{path}: {why}")
        complain(words.format(path=path, why=result.error.message), language)
        return status.UNREADABLE
    proposal = propose(result, scheme_folder=folder)
    level = Severity(arguments.fail_on)
    if arguments.apply is None:
        _tell(_Outcome(path, proposal.corrections, proposal.refused), arguments, language)
        return status.FINDINGS if proposal.corrections or result.fails_at(level) else status.OK
    try:
        copy = _corrected(arguments, result, proposal, limits, folder)
    except (UsageError, ReadError) as error:
        _tell(_Outcome(path, proposal.corrections, proposal.refused, failed=True), arguments, language)
        complain(error.message, language)
        return status.WRONG_USE if isinstance(error, UsageError) else status.UNREADABLE
    written = None
    if copy.data is not None:
        written = _beside(path) if arguments.apply == BESIDE else arguments.apply
        with open_output(written, [path]) as stream:
            stream.buffer.write(copy.data)
    _tell(_Outcome(path, copy.made, copy.refused, written, applied=True), arguments, language)
    return status.FINDINGS if _still_fails(result, copy, level) else status.OK


def _corrected(
    arguments: argparse.Namespace, result: CheckResult, proposal: Proposal, limits: Limits, folder: str | None
) -> Corrected:
    from datetime import datetime

    from kaocheng.correction import correct
    from kaocheng.readers.source import open_source
    from kaocheng.writers.annotation import suffix_of

    source = open_source(result.source.path, limits)
    if source.sha256 != result.source.sha256:
        words = Text("{path} 在核查期间有改动，请重新运行", "{path} changed while it was checked; run again")
        raise UsageError(words.format(path=source.path))
    copy = correct(
        source,
        result,
        proposal,
        when=datetime.now(),
        tracked=arguments.tracked,
        limits=limits,
        scheme_folder=folder,
    )
    suffix = suffix_of(source, result.source.reader or "")
    out = _beside(source.path) if arguments.apply == BESIDE else arguments.apply
    if os.path.splitext(out)[1].lower() != suffix:
        words = Text("改正后的文件应以 {s} 结尾：{out}", "the name of the corrected copy must end in {s}: {out}")
        raise UsageError(words.format(s=suffix, out=out))
    return copy


def _still_fails(result: CheckResult, copy: Corrected, level: Severity) -> bool:
    """Whether a finding that counted in the file, by its rule and waivers, still stands in the copy."""
    from kaocheng.correction.case import key_of

    left = {key_of(finding) for finding in copy.result.findings}
    return any(f.severity.rank <= level.rank and key_of(f) in left for f in result.open_findings)


@dataclass(frozen=True)
class _Outcome:
    """What is told. `applied`: a copy was asked for; `written`: its name, None where there is none.

    `failed`: it could not be written, which is told apart.
    """

    path: str
    corrections: tuple[Correction, ...]
    refused: tuple[Refusal, ...]
    written: str | None = None
    applied: bool = False
    failed: bool = False


def _tell(outcome: _Outcome, arguments: argparse.Namespace, language: Language) -> None:
    with open_output(arguments.output, [outcome.path]) as stream:
        if arguments.format == "json":
            _print_json(outcome, stream, language)
        else:
            for line in _lines(outcome):
                print(line.in_(language), file=stream)


def _print_json(outcome: _Outcome, stream: TextIO, language: Language) -> None:
    import json

    told: dict[str, Any] = {
        "format": 1,
        "source": outcome.path,
        "written": outcome.written,
        "corrections": [correction.to_json(language) for correction in outcome.corrections],
        "refused": [refusal.to_json(language) for refusal in outcome.refused],
    }
    json.dump(told, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _lines(outcome: _Outcome) -> Iterator[Text]:
    from kaocheng.writers.wording import one_line

    yield same(one_line(outcome.path))
    if outcome.corrections:
        yield Text("  已改正：", "  corrected:") if outcome.written else Text("  可以改正：", "  can be corrected:")
    for correction in outcome.corrections:
        spot = _spot(correction)
        before, after, why = one_line(correction.before), one_line(correction.after), correction.why
        yield Text(
            f"    {correction.code} {spot.zh}：{before} → {after}",
            f"    {correction.code} {spot.en}: {before} → {after}",
        )
        yield Text(f"      依据：{one_line(why.zh)}", f"      because: {one_line(why.en)}")
        if correction.depends:
            yield Text("      随上面的改正而改", "      follows from a correction above")
    if outcome.refused:
        yield Text("  不能确定，须由人决定：", "  not certain, needs a person:")
    for refusal in outcome.refused:
        spot, reason = _spot(refusal), refusal.reason
        yield Text(
            f"    {refusal.code} {spot.zh}：{one_line(reason.zh)}",
            f"    {refusal.code} {spot.en}: {one_line(reason.en)}",
        )
    if not outcome.corrections and not outcome.refused:
        yield Text("  没有算术上的问题", "  no arithmetic to correct")
    if outcome.written:
        yield Text("  已写出 {p}（已复核）", "  written: {p} (proved)").format(p=one_line(outcome.written))
    elif outcome.applied:
        yield Text("  没有能够确定的改正，未写出文件", "  nothing is certain; no file was written")
    elif outcome.corrections and not outcome.failed:
        yield Text("  加 --apply 另存改正后的文件", "  add --apply to write a corrected copy")


def _spot(item: Correction | Refusal) -> Text:
    from kaocheng.writers.wording import one_line, place

    where, subject = place(item.where), one_line(item.subject)
    return Text(f"{where.zh} “{subject}”".strip(), f"{where.en} “{subject}”".strip()) if subject else where
