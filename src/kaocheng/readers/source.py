"""A file as readers get it: its name, its bytes, and its bytes as text."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property

from kaocheng.errors import EmptyInput, ReadError, UnknownFormat, UsageError
from kaocheng.language import Text
from kaocheng.readers.limits import DEFAULT, Limits


@dataclass(frozen=True)
class Source:
    """One input. `path`: as the caller named it, for messages only; nothing is decided by it. `data`: all bytes."""

    path: str
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path)

    @property
    def suffix(self) -> str:
        """The suffix of the name in small letters with its dot, or nothing."""
        return os.path.splitext(self.path)[1].lower()

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def open_source(path: str | os.PathLike[str], limits: Limits = DEFAULT) -> Source:
    """Read a file into memory.

    Raises `UsageError` when there is no such file, `ReadError` when it may not be opened, `EmptyInput` when it has no
    bytes, `LimitExceeded` when it is larger than `limits.max_file_bytes` (then not more than that is read).
    """
    name = os.fspath(path)
    try:
        # One byte more than allowed tells "too large" from "just fits", and a device that never ends is cut off too.
        with open(name, "rb") as stream:
            limits.check("max_file_bytes", os.fstat(stream.fileno()).st_size)
            data = stream.read(limits.max_file_bytes + 1)
    except FileNotFoundError:
        raise UsageError(Text("找不到文件“{path}”。", 'No such file: "{path}".').format(path=name)) from None
    except IsADirectoryError:
        raise UsageError(
            Text("“{path}”是文件夹，不是文件。", '"{path}" is a folder, not a file.').format(path=name)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(
            Text(
                "无法打开文件“{path}”：{reason}。请检查文件权限。",
                'Cannot open "{path}": {reason}. Check the permissions of the file.',
            ).format(path=name, reason=reason)
        ) from error
    limits.check("max_file_bytes", len(data))
    if not data:
        raise empty_input()
    return Source(name, data)


def empty_input() -> EmptyInput:
    """The error for a file without content."""
    return EmptyInput(
        Text(
            "文件是空的，没有可读取的内容。请确认上传的是已填写的文件。",
            "The file is empty. Make sure that it is the completed document.",
        )
    )


# In text of any encoding these never occur; in decoded pictures and programs they soon do.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before utf-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TOLERATED = 0.05  # damaged characters per sound character outside ASCII; one more may be cut at the end


def decode_text(data: bytes) -> str:
    """Bytes as text: by byte order mark, else UTF-8, UTF-16 without mark, GB 18030 (with GBK and GB 2312), by content.

    Single damaged characters become U+FFFD, so that one bad byte does not lose a report.
    Raises `UnknownFormat` for bytes that are no text.

    >>> decode_text("绩效自评".encode("gbk"))
    '绩效自评'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _accepted(data[len(mark) :].decode(encoding, "replace"))
    if b"\0" in data:
        return _accepted(data.decode(_utf16_order(data), "replace"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return _accepted(data.decode(encoding))
        except UnicodeDecodeError:
            # Most UTF-8 bytes also decode as (nonsense) GB 18030: one damaged byte must not tip the balance.
            text = data.decode(encoding, "replace")
            damaged = text.count("\ufffd")
            sound = len(text) - damaged - len(data.decode("ascii", "ignore"))
            if damaged <= _TOLERATED * sound or (damaged == 1 and text.endswith("\ufffd") and sound > 2):
                return _accepted(text)
    raise _no_text()


def _utf16_order(data: bytes) -> str:
    """The byte order, from the side on which the zero bytes of blanks, digits and line ends stand."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"


def _accepted(text: str) -> str:
    if _CONTROL.search(text) or text.count("\ufffd") > max(1, _TOLERATED * len(text)):
        raise _no_text()
    return text


def _no_text() -> UnknownFormat:
    return UnknownFormat(
        Text(
            "无法识别文件格式：内容既不是文字，也不是已知的文档格式。请提供 docx、xlsx、xls、pdf、html 或 txt 文件。",
            "Unknown format: the content is neither text nor a known document format. "
            "Provide a docx, xlsx, xls, pdf, html or txt file.",
        )
    )
