"""The table of contents of an OLE compound file, the container of old office files and of encrypted new ones.

Only names are read; the xls reader has its own way in.
Source: [MS-CFB], sections 2.2 (header), 2.3 (FAT) and 2.6 (directory).
"""

from __future__ import annotations

import struct

from kaocheng.errors import DamagedInput
from kaocheng.language import Text

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY_BYTES = 128
_NO_ENTRY = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_DIFAT_IN_HEADER = 109
_ROOT = 5


def stream_names(data: bytes) -> frozenset[str]:
    """The names directly below the root: an embedded workbook lies deeper and does not count.

    Raises `DamagedInput` when the directory cannot be followed.
    """
    try:
        return _stream_names(data)
    except (struct.error, IndexError, ValueError) as error:
        raise DamagedInput(
            Text(
                "文件不完整或已损坏（旧版办公文件的目录无法读取）。请重新下载，或用原软件打开并重新保存。",
                "The file is truncated or damaged (the directory of the old office file cannot be read). "
                "Download it again, or open it in its own program and save it again.",
            )
        ) from error


def _stream_names(data: bytes) -> frozenset[str]:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise ValueError("sector size")
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", data, 48)
    fat_sectors = [number for number in struct.unpack_from(f"<{_DIFAT_IN_HEADER}I", data, 76) if number < _LAST_SECTOR]
    directory = bytearray()
    seen: set[int] = set()
    while sector < _LAST_SECTOR:
        if sector in seen:
            raise ValueError("circular directory")
        seen.add(sector)
        start = (sector + 1) * size
        if start >= len(data):
            raise ValueError("sector beyond the end")
        directory += data[start : start + size]
        index, offset = divmod(sector, size // 4)
        (sector,) = struct.unpack_from("<I", data, (fat_sectors[index] + 1) * size + offset * 4)
    return _children(bytes(directory))


def _children(directory: bytes) -> frozenset[str]:
    """Walk the tree of siblings that hangs below the root entry."""
    if len(directory) < _ENTRY_BYTES or directory[66] != _ROOT:
        raise ValueError("no root entry")
    names: set[str] = set()
    seen: set[int] = {_NO_ENTRY}
    (child,) = struct.unpack_from("<I", directory, 76)
    pending = [child]
    while pending:
        entry = pending.pop()
        if entry in seen:
            continue
        seen.add(entry)
        start = entry * _ENTRY_BYTES
        (length,) = struct.unpack_from("<H", directory, start + 64)
        names.add(directory[start : start + min(max(length, 2), 64) - 2].decode("utf-16-le", "replace"))
        pending.extend(struct.unpack_from("<2I", directory, start + 68))
    return frozenset(names)
