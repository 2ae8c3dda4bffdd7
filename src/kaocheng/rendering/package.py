"""Parts into an Office package: a zip file in which nothing depends on the day or the machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name
_MS_DOS = 0
_LEVEL = 6


def pack(parts: Iterable[tuple[str, str]]) -> bytes:
    """The parts, by name and in order, as the bytes of a package. Equal parts give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, text in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _MS_DOS
            package.writestr(entry, text.encode("utf-8"))
    return stream.getvalue()
