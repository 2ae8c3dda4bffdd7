"""A person's own docx or xlsx, untouched but for a comment at each finding."""

from __future__ import annotations

from datetime import datetime

from kaocheng.errors import UsageError
from kaocheng.language import Language, Text
from kaocheng.pipeline import CheckResult
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source
from kaocheng.writers.annotation import docx, xlsx
from kaocheng.writers.annotation.remarks import AUTHOR

_WRITERS = {"docx": docx.annotate, "xlsx": xlsx.annotate}

__all__ = ["AUTHOR", "annotate", "suffix_of"]


def annotate(
    source: Source, result: CheckResult, when: datetime, language: Language = "zh", limits: Limits = DEFAULT
) -> bytes:
    """The file with a comment by `AUTHOR` at each place that a finding names.

    Findings of one place share a comment; those without a place share one at the title. Comments that are there stay.
    Every part but those that hold comments or point to them keeps its bytes.

    `result`: of exactly these bytes. `when`: the date of the comments, in the local time of the reader (Word knows no
    other). Raises UsageError for a file of another format, ReadError for one that is damaged or too large.
    """
    reader = result.source.reader or ""
    if reader not in _WRITERS:
        raise UsageError(
            Text(
                "只能在 docx、xlsx 文件中加批注，{path} 是 {kind}。请改用 --format html，或将文件另存为 docx、xlsx。",
                "only docx and xlsx take comments; {path} is {kind}. "
                "Use --format html, or save the file as docx or xlsx.",
            ).format(path=source.path, kind=reader or Text("未读出的文件", "a file that was not read"))
        )
    return _WRITERS[reader](source, result, when, language, limits)


def suffix_of(source: Source, reader: str) -> str:
    """The suffix that the annotated copy needs: its own, or the usual one where its name says something else.

    A document with macros is only opened under its own suffix.
    """
    return source.suffix if source.suffix in _SUFFIXES.get(reader, ()) else f".{reader}"


_SUFFIXES = {"docx": (".docx", ".docm", ".dotx", ".dotm"), "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm")}
