"""What a file is, by its content and not by its name."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kaocheng.language import Text
from kaocheng_web.filings.services import clean
from kaocheng_web.workflow.services import Refusal, Refused

_OFFICE = "application/vnd.openxmlformats-officedocument"
_BY_START = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
)
_BY_PART = (
    ("word/document.xml", "docx", f"{_OFFICE}.wordprocessingml.document"),
    ("xl/workbook.xml", "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
)
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"
_MOST_PARTS = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """`stored_name`: random, so that nothing of the name reaches the disk."""

    name: str
    stored_name: str
    media_type: str
    size: int
    sha256: str


def examine(upload: UploadedFile) -> Known:
    """Raises Refused for a file that is too large, empty, of another kind, or that carries macros."""
    size = upload.size or 0
    if not size or size > settings.UPLOAD_LIMIT:
        words = Text("文件为空或超过{n}MB", "empty, or larger than {n} MB")
        raise _refused(words.format(n=settings.UPLOAD_LIMIT // 1024**2))
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    found = _kind(data)
    if found is None:
        raise _refused(
            Text(
                "只接受 PDF、图片（PNG、JPG）和不含宏的 Word、Excel 文件", "PDF, PNG, JPG, Word or Excel without macros"
            )
        )
    suffix, media_type = found
    stem = clean(PurePath((upload.name or "").replace("\\", "/")).stem).replace("\n", " ").strip()[:150] or "file"
    return Known(f"{stem}.{suffix}", f"{uuid4().hex}.{suffix}", media_type, size, hashlib.sha256(data).hexdigest())


def _kind(data: bytes) -> tuple[str, str] | None:
    for start, suffix, media_type in _BY_START:
        if data.startswith(start):
            return suffix, media_type
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if len(parts) > _MOST_PARTS or any("vbaproject" in part.lower() for part in parts):
        return None
    return next(((suffix, media_type) for part, suffix, media_type in _BY_PART if part in parts), None)


def _refused(words: Text) -> Refused:
    return Refused("file", words, [Refusal("file", words, "file")])
