"""Where results go: standard output or a file, always UTF-8, and nothing else goes there."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from kaocheng.errors import UsageError
from kaocheng.language import Language, Text


def use_utf8(stream: TextIO) -> None:
    """Make a standard stream UTF-8 with plain line ends; a file name that is no UTF-8 is printed escaped."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


@contextlib.contextmanager
def open_output(path: str | None, inputs: Iterable[str] = ()) -> Iterator[TextIO]:
    """Standard output, or the file of `-o`. A file appears only when it is complete.

    Raises UsageError when the file cannot be written or is one of the inputs.
    """
    if path is None or path == "-":
        yield sys.stdout
        return
    real = os.path.realpath(path)
    if any(os.path.realpath(name) == real for name in inputs):
        raise UsageError(Text("输出文件 {p} 也是输入文件", "the output file {p} is also an input").format(p=path))
    if os.path.exists(real) and not os.path.isfile(real):
        with _opened(path, real) as stream:  # a device or a pipe: nothing to replace
            yield stream
        return
    part = f"{real}.{os.getpid()}.part"
    try:
        with _opened(path, part) as stream:
            yield stream
        os.replace(part, real)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _opened(path: str, name: str) -> TextIO:
    try:
        return open(name, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        words = Text("无法写入 {p}：{why}", "cannot write {p}: {why}")
        raise UsageError(words.format(p=path, why=error.strerror or str(error))) from None


def takes_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Colours for a terminal only; NO_COLOR switches them off, FORCE_COLOR on."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") != "0":
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def complain(message: Text, language: Language) -> None:
    """One line for the operator."""
    mark = "kaocheng: " if language == "en" else "kaocheng："
    print(mark + message.in_(language), file=sys.stderr)
