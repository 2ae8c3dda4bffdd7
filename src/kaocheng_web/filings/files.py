"""What an uploaded file is, by its content and not by its name."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files import File

from kaocheng.errors import KaochengError, UnknownFormat
from kaocheng.language import Text
from kaocheng.readers import Limits, Source, limits_from_environment
from kaocheng.readers.registry import reader_name
from kaocheng_web.filings.receiving import too_large
from kaocheng_web.interface.attachments import MEDIA_TYPES
from kaocheng_web.workflow.services import Refused

_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
# What some system cannot have in a name, and signs that turn the direction of writing around: "附件fdp.exe".
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]'
)
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Known:
    """`name`: as it was called, cleaned, with the suffix of what it is. `stored_name`: random, so that nothing a person
    wrote reaches the disk."""

    name: str
    stored_name: str
    media_type: str
    size: int
    sha256: str


def examine(upload: File[bytes], accepted: Collection[str], *, macros: bool = False) -> Known:
    """`accepted`: keys of MEDIA_TYPES. `macros`: whether an office file may carry them.

    Raises Refused for a file that is empty, too large or of another kind; the message says what it is and what to do.
    """
    name = clean_name(upload.name or "")
    size = upload.size or 0
    if not size:
        raise _refused(name, "empty", Text("文件是空的", "the file is empty"))
    large = too_large(upload)
    if large is not None:
        raise _refused(name, "too-large", large)
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    try:
        kind = kind_of(data)
    except KaochengError as error:
        raise _refused(name, error.code, error.message) from None
    if kind not in accepted:
        shown = "、".join(accepted)
        words = Text("内容是{kind}，这里只接受{zh}", "the content is {kind}; accepted here: {en}")
        raise _refused(name, "wrong-type", words.format(kind=kind, zh=shown, en=shown.replace("、", ", ")))
    if not macros and _has_macros(data):
        words = Text("文件含宏，请另存为不含宏的格式后再上传", "the file carries macros; save it without them")
        raise _refused(name, "macros", words)
    stem = PurePosixPath(name).stem if "." in name else name
    stored = f"{uuid4().hex}.{kind}"
    return Known(f"{stem}.{kind}", stored, MEDIA_TYPES[kind], size, hashlib.sha256(data).hexdigest())


def kind_of(data: bytes) -> str:
    """A key of MEDIA_TYPES. Raises ReadError for what none of them is, for damaged, locked and absurd packages."""
    for start, kind in _PICTURES:
        if data.startswith(start):
            return kind
    try:
        return reader_name(Source("", data), limits())
    except UnknownFormat:
        if "OFD.xml" in _parts(data):
            return "ofd"
        raise


def limits() -> Limits:
    """How large and how deep a document may be here."""
    return limits_from_environment()


def clean_name(name: str) -> str:
    """The last part of a path, without what no file system or page should meet.

    >>> clean_name("C:\\\\材料\\\\验收\\n单.pdf"), clean_name("../../etc/passwd"), clean_name("\\u202e.")
    ('验收单.pdf', 'passwd', 'file')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE.sub("", last).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if dot and len(suffix) <= 5:
        return f"{stem.strip()[:_LONGEST]}.{suffix}"
    return cleaned[:_LONGEST] or "file"


def _has_macros(data: bytes) -> bool:
    return any("vbaproject" in part.lower() for part in _parts(data))


def _parts(data: bytes) -> list[str]:
    if not data.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []


def _refused(name: str, code: str, words: Text) -> Refused:
    told = Text("“{name}”：{why}", "“{name}”: {why}").format(name=name, why=words)
    return Refused.about("file", told, code)
