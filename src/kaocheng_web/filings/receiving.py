"""What is received of an upload, and how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadhandler import FileUploadHandler

from kaocheng.language import Text
from kaocheng_web.interface.words import say


class Bounded(FileUploadHandler):
    """Keeps one byte more than is allowed and lets the rest of a file go by, so that no upload fills the disk.

    The one byte tells whoever looks at the size that the file was too large: everybody who takes a file asks
    `too_large` before he reads it.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data[: max(0, settings.UPLOAD_LIMIT + 1 - start)] or None

    def file_complete(self, file_size: int) -> Any:
        return None


def too_large(upload: File[Any], most: int | None = None) -> Text | None:
    """What to say of a file of more than `most` bytes, or than the installation takes; None of any other."""
    limit = settings.UPLOAD_LIMIT if most is None else min(most, settings.UPLOAD_LIMIT)
    if (upload.size or 0) <= limit:
        return None
    return Text("文件超过{n}MB", "the file is larger than {n} MB").format(n=limit // 1024**2)


def at_most(most: int | None = None) -> Callable[[File[Any]], None]:
    """`too_large` for the field of a form."""

    def check(upload: File[Any]) -> None:
        words = too_large(upload, most)
        if words is not None:
            raise ValidationError(say(words), code="too-large")

    return check


def choosable(kinds: tuple[str, ...]) -> str:
    """For the attribute `accept` of a file input.

    >>> choosable(("pdf", "jpg"))
    '.pdf,.jpg,.jpeg'
    """
    others = {"jpg": (".jpeg",), "html": (".htm",)}
    return ",".join(name for kind in kinds for name in (f".{kind}", *others.get(kind, ())))
