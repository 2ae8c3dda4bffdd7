"""`kaocheng render`: extracted reports back into documents, and empty forms to fill in."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from kaocheng.cli import status
from kaocheng.cli.output import complain
from kaocheng.cli.parser import Commands
from kaocheng.errors import DataError, KaochengError, MissingDependency, UsageError
from kaocheng.language import Language, Text, same

if TYPE_CHECKING:
    from kaocheng.composition import Composition
    from kaocheng.templates import Composed

_FORMATS = ("docx", "xlsx", "pdf")
_HELP = Text(
    "FILE 是 kaocheng extract（或 check）以 --format jsonl 或 json 输出的内容，- 表示标准输入。每份报告写成一个文件，"
    "以来源文件命名，重名时加序号；原文件不会被覆盖。写出的文件逐行列在标准输出。"
    "空白表：kaocheng render --template F-01 --blank -o 自评表.xlsx。"
    "退出状态：0 全部写出；2 用法错误；3 有内容未能写出",
    "FILE is what kaocheng extract (or check) printed with --format jsonl or json; - is standard input. Each report "
    "becomes one file named after its source, numbered where names collide; sources are never overwritten. The files "
    "written are listed on standard output. An empty form: kaocheng render --template F-01 --blank -o form.xlsx. "
    "Exit status: 0 everything was written; 2 wrong use; 3 something could not be written",
)
# What cannot stand in a file name on some system, control characters among it.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_DATA = ("project", "goals", "amounts", "indicators")
_SHOWN = 8  # fields left out that are named
_LONGEST = 180  # bytes of a name without number and suffix; file systems allow 255


def add(commands: Commands) -> None:
    """The command and its options."""
    words = Text("把读取结果写成 docx、xlsx 或 pdf 文件", "write extracted reports as docx, xlsx or pdf files")
    parser = commands.add("render", words)
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=parser.say(
            "extract 输出的 jsonl 或 json 文件，- 为标准输入", "jsonl or json that extract printed; - is standard input"
        ),
    )
    parser.add_argument("--to", choices=_FORMATS, help=parser.say("输出的文件类型", "type of the files to write"))
    parser.add_argument(
        "-o",
        dest="output",
        required=True,
        metavar="OUT",
        help=parser.say("输出文件夹；空白表为输出文件", "folder to write to; with --blank the file"),
    )
    parser.add_argument(
        "--template",
        metavar="ID",
        help=parser.say(
            "改用这个表样（kaocheng template list 列出全部），默认按原表样",
            "lay the forms out by this template (kaocheng template list); by default as they were read",
        ),
    )
    parser.add_argument("--blank", action="store_true", help=parser.say("输出空白表", "write an empty form"))
    parser.add_argument(
        "--data",
        metavar="JSON",
        help=parser.say("空白表中预填的项目、指标和金额", "project, indicators and amounts to fill in beforehand"),
    )
    parser.epilog = _HELP.in_(parser.language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, language: Language) -> int:
    if arguments.blank:
        return _blank(arguments)
    if arguments.data is not None:
        raise UsageError(Text("--data 只与 --blank 同用", "--data goes with --blank only"))
    if arguments.file is None:
        raise UsageError(Text("缺少参数：FILE（或 --blank）", "FILE is missing (or --blank)"))
    if arguments.to is None:
        raise UsageError(Text("缺少参数：--to docx|xlsx|pdf", "--to docx|xlsx|pdf is missing"))
    if arguments.template is not None:
        from kaocheng.templates import load_template

        load_template(arguments.template)  # an id that does not exist is wrong use, before anything is written
    lines = _read(arguments.file)
    names = _Names(_folder(arguments.output), arguments.to, lines, arguments.file)
    unwritten = False
    for line in lines:
        try:
            composition, remarks = _compose(line, arguments.template)
            data = _rendered(composition, arguments.to)
        except UsageError:
            raise
        except Exception as error:  # one bad report never stops a run
            complain(Text("{where}：{why}", "{where}: {why}").format(where=line.name, why=_reason(error)), language)
            unwritten = True
            continue
        for remark in remarks:
            complain(Text("{where}：{what}", "{where}: {what}").format(where=line.name, what=remark), language)
        path, renamed = names.take(line.path)
        _write(path, data)
        if renamed:
            words = Text("{p} 是原文件，改写到 {n}", "{p} is a source; written to {n} instead")
            complain(words.format(p=renamed, n=path), language)
        sys.stdout.write(f"{path}\n")
    return status.UNREADABLE if unwritten else status.OK


def _reason(error: Exception) -> Text:
    if isinstance(error, KaochengError):
        return error.message
    words = Text("程序内部错误，请报告：{error}", "internal error, please report it: {error}")
    return words.format(error=f"{type(error).__name__}: {error}")


class _Line(NamedTuple):
    """One object of the input. `name`: for messages. `path`: of its source, "" where it names none. `data`: the object,
    or why there is none."""

    name: str
    path: str
    data: dict[str, Any] | DataError


# Reading


def _read(name: str) -> list[_Line]:
    """The objects of a file or of standard input, in order; a line that is no JSON is kept as its error.

    Raises UsageError when there is nothing to read.
    """
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        words = Text("无法读取 {p}：{why}", "cannot read {p}: {why}")
        raise UsageError(words.format(p=name, why=error.strerror or str(error))) from None
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    whole = _parse(text)
    if isinstance(whole, dict):
        files = whole.get("files") if isinstance(whole.get("files"), list) and "report" not in whole else None
        found = [whole] if files is None else files
        return [_line(item, name, None) for item in found]
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not numbered:
        raise UsageError(Text("{p} 没有内容", "{p} is empty").format(p=name))
    return [_line(_parse(line), name, number) for number, line in numbered]


def _parse(text: str) -> object:
    """The value of a JSON text, or the DataError that says why there is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return DataError(Text("不是 JSON（{why}）", "this is no JSON ({why})").format(why=reason))


def _line(data: object, name: str, number: int | None) -> _Line:
    here = "-" if name == "-" else name
    place = here if number is None else f"{here}:{number}"
    if isinstance(data, DataError):
        return _Line(place, "", data)
    if not isinstance(data, dict):
        return _Line(place, "", DataError(Text("应为 JSON 对象", "expected a JSON object")))
    source = data.get("source")
    path = source.get("path") if isinstance(source, dict) else None
    return _Line(f"{place} {path}", path, data) if isinstance(path, str) else _Line(place, "", data)


# Composing and rendering


def _compose(line: _Line, template: str | None) -> tuple[Composition, list[Text]]:
    """The report of a line as a document, and what the reader should be told about it.

    Raises DataError for a line that is not ours, holds an error, or a report without anything to write.
    """
    from kaocheng.model.codec import report_of_line
    from kaocheng.templates import compose

    if isinstance(line.data, DataError):
        raise line.data
    report = report_of_line(line.data)
    if report is None:
        error = line.data.get("error")
        said = error.get("message") if isinstance(error, dict) else None
        why = same(said) if isinstance(said, str) else Text("没有原因", "no reason given")
        raise DataError(Text("原文件未能读取，略过：{why}", "the source was not read, skipped: {why}").format(why=why))
    composed = compose(report, template)
    if not composed.composition.blocks:
        raise DataError(Text("报告中没有表，略过", "the report holds no forms, skipped"))
    return composed.composition, _remarks(composed)


def _remarks(composed: Composed) -> list[Text]:
    """The fields that the chosen template has no place for."""
    if not composed.omitted:
        return []
    shown = "、".join(composed.omitted[:_SHOWN])
    words = Text(
        "所选表样没有位置、未列入的内容 {n} 项：{shown}{more}",
        "{n} fields have no place in the template and were left out: {shown}{more}",
    )
    more = Text("等", " …") if len(composed.omitted) > _SHOWN else same("")
    return [words.format(n=len(composed.omitted), shown=Text(shown, shown.replace("、", ", ")), more=more)]


def _rendered(composition: Composition, to: str) -> bytes:
    """The bytes of a document.

    Raises UsageError where an optional package is missing: the next document would fail in the same way.
    """
    from kaocheng.rendering import FORMATS, render

    try:
        return render(composition, next(known for known in FORMATS if known == to))
    except MissingDependency as error:
        raise UsageError(error.message, code=error.code) from None


# Empty forms


def _blank(arguments: argparse.Namespace) -> int:
    """Write one empty form. An existing file is left alone: somebody may have filled it in."""
    from kaocheng.composition import Composition
    from kaocheng.templates import blank_form, lay_out, load_template

    path = Path(arguments.output)
    to = path.suffix.lower().removeprefix(".")
    if arguments.file is not None:
        raise UsageError(Text("--blank 不读取 FILE", "--blank reads no FILE"))
    if arguments.template is None:
        raise UsageError(Text("--blank 需要 --template ID", "--blank needs --template ID"))
    if to not in _FORMATS or arguments.to not in (None, to):
        expected = arguments.to or "docx、.xlsx 或 .pdf"
        words = Text("输出文件应以 .{zh} 结尾", "the name of the file must end in .{en}")
        raise UsageError(words.format(zh=expected, en=arguments.to or "docx, .xlsx or .pdf"))
    if path.exists():
        raise UsageError(Text("{p} 已存在，不覆盖", "{p} exists and is not overwritten").format(p=str(path)))
    template = load_template(arguments.template)
    form = blank_form(template, **_given(arguments.data))
    grid = lay_out(form, template, to_fill=True).grid
    _write(path, _rendered(Composition(grid.title or template.title, (grid,)), to))
    sys.stdout.write(f"{path}\n")
    return status.OK


def _given(name: str | None) -> dict[str, Any]:
    """Project, goals, indicators and amounts of a file of --data, every value as text. Raises UsageError."""
    if name is None:
        return {}
    wrong = Text(
        "{p}：应为含 {keys} 的 JSON 对象，各值为文字或数字",
        "{p}: expected a JSON object of {keys}, texts or numbers in them",
    )
    refusal = UsageError(wrong.format(p=name, keys=same(" / ".join(_DATA))))
    try:
        text = Path(name).read_text("utf-8-sig")
        data = json.loads(text, parse_float=str, parse_int=str)
    except OSError as error:
        words = Text("无法读取 {p}：{why}", "cannot read {p}: {why}")
        raise UsageError(words.format(p=name, why=error.strerror or str(error))) from None
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(data, dict) or not set(data) <= set(_DATA):
        raise refusal
    for key, value in data.items():
        rows = [value] if key == "project" else value
        if not isinstance(rows, list) or not all(_is_texts(row) for row in rows):
            raise refusal
    return data


def _is_texts(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(value, str) for value in row.values())


# Writing


class _Names:
    """Names for the files: after the source, each once, none of a source or of the input."""

    def __init__(self, folder: Path, to: str, lines: list[_Line], given: str) -> None:
        self.folder = folder
        self.to = to
        self.taken: set[str] = set()
        self.sources = {os.path.realpath(path) for path in (given, *(line.path for line in lines)) if path}

    def take(self, source: str) -> tuple[Path, Path | None]:
        """The path to write to, and the one it would have been, had it not been a source."""
        stem, refused = _stem(source), None
        for number in _count():
            path = self.folder / f"{stem}{number}.{self.to}"
            if path.name.casefold() in self.taken:
                continue
            if self._is_source(path):
                refused = refused or path
                continue
            self.taken.add(path.name.casefold())
            return path, refused
        raise AssertionError("unreachable")

    def _is_source(self, path: Path) -> bool:
        if os.path.realpath(path) in self.sources:
            return True
        if not path.exists():
            return False
        return any(os.path.exists(source) and os.path.samefile(path, source) for source in self.sources)


def _count() -> Iterator[str]:
    """What is added to a name: nothing, then -2, -3 …"""
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _stem(path: str) -> str:
    """The name of a source without folder and suffix, fit for any file system.

    >>> _stem("报告/../某某局 2022年.docx"), _stem("C:\\\\报告\\\\a.pdf"), _stem("..")
    ('某某局 2022年', 'a', 'report')
    """
    name = PurePosixPath(path.replace("\\", "/")).name
    stem = _UNSAFE.sub("", Path(name).stem if name.strip(".") else "").strip(" .")
    stem = stem.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    if not stem or stem.startswith("-"):
        stem = f"report{stem}"
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def _folder(name: str) -> Path:
    """The folder of -o, made where it does not exist."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = Text("{p} 不能用作输出文件夹：{why}", "{p} cannot be the folder to write to: {why}")
        raise UsageError(words.format(p=name, why=error.strerror or str(error))) from None
    return folder


def _write(path: Path, data: bytes) -> None:
    """The file appears only when it is complete. Raises UsageError when it cannot be written."""
    real = os.path.realpath(path)
    part = f"{real}.{os.getpid()}.part"
    try:
        with open(part, "xb") as stream:
            stream.write(data)
        os.replace(part, real)
    except OSError as error:
        words = Text("无法写入 {p}：{why}", "cannot write {p}: {why}")
        raise UsageError(words.format(p=str(path), why=error.strerror or str(error))) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)
