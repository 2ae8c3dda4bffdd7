"""The fonts of this computer: which can print a text, and in which order they are tried.

Fonts are looked for in the folder named by KAOCHENG_FONTS and where the operating system keeps them. The search takes a
tenth of a second, so what it finds is kept for the life of the process.
"""

from __future__ import annotations

import functools
import os
import re
import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kaocheng.errors import MissingDependency, RenderError, UsageError
from kaocheng.language import Text

if TYPE_CHECKING:
    import typst

VARIABLE = "KAOCHENG_FONTS"

_PROBE = frozenset("预算绩效自评")  # a font that has these prints simplified Chinese
# Faces drawn for simplified Chinese before those drawn for other places: 骨, 直 or 门 look foreign in them.
_FOREIGN = re.compile(r"\b(?:TC|HK|TW|HW|KR|K|JP|J)\b")
_MONOSPACED = re.compile(r"\bMono\b")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font as ranges of code points: `starts` ascending, `ends` inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, char: object) -> bool:
        if not isinstance(char, str):
            return False
        index = bisect_right(self.starts, ord(char)) - 1
        return index >= 0 and ord(char) <= self.ends[index]


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts found. `search`: the handle of typst. `files`: family → file and index of its most regular face."""

    search: typst.Fonts
    files: Mapping[str, tuple[str, int]]

    def coverage(self, family: str) -> Coverage:
        """The characters of a family; none for a file that cannot be read."""
        return _coverage(*self.files[family])

    def chinese(self) -> tuple[str, ...]:
        """Families that print simplified Chinese, those drawn for it first."""
        return tuple(
            family for family in self._ordered() if all(char in self.coverage(family) for char in sorted(_PROBE))
        )

    def chain(self, candidates: Iterable[str], chars: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Families to try in turn for a text, and the characters that none of them has.

        `candidates`: names by preference; those not installed are passed over. As many others follow as the text needs.
        """
        families = [name for name in candidates if name in self.files]
        if not any(char in self.coverage(family) for family in families for char in _PROBE):
            families += self.chinese()[:1]
        missing = _without(chars, (self.coverage(family) for family in families))
        for family in (*self.chinese(), *self._ordered()):
            if not missing:
                break
            rest = _without(missing, [self.coverage(family)])
            if len(rest) < len(missing) and family not in families:
                families.append(family)
                missing = rest
        return tuple(families), missing

    def _ordered(self) -> list[str]:
        return sorted(self.files, key=lambda family: (bool(_FOREIGN.search(family)), _is_monospaced(family), family))


def _is_monospaced(family: str) -> bool:
    return _MONOSPACED.search(family) is not None


def _without(chars: Iterable[str], coverages: Iterable[Coverage]) -> tuple[str, ...]:
    rest = tuple(sorted(set(chars)))
    for coverage in coverages:
        rest = tuple(char for char in rest if char not in coverage)
    return rest


def find_fonts() -> Fonts:
    """The fonts of this computer.

    Raises MissingDependency without the extra `pdf`, UsageError where KAOCHENG_FONTS names no folder, RenderError
    where no font prints Chinese.
    """
    folder = os.environ.get(VARIABLE) or None
    if folder is not None and not Path(folder).is_dir():
        raise UsageError(
            Text(
                "环境变量 {name} 指定的字体文件夹不存在：{folder}。",
                "The folder of fonts named by {name} does not exist: {folder}.",
            ).format(name=VARIABLE, folder=folder)
        )
    fonts = _search(folder)
    if not fonts.chinese():
        raise RenderError(_no_chinese_font(), code="no-chinese-font")
    return fonts


def _no_chinese_font() -> Text:
    return Text(
        "本机没有可显示中文的字体，未生成 PDF。Debian、Ubuntu 请运行 apt install fonts-noto-cjk，"
        "Fedora 请运行 dnf install google-noto-cjk-fonts；也可将字体文件放入一个文件夹，"
        "并用环境变量 {name} 指定该文件夹。Windows 和 macOS 自带中文字体，无需安装。",
        "No font on this computer prints Chinese, so no PDF was made. On Debian and Ubuntu run "
        "apt install fonts-noto-cjk, on Fedora dnf install google-noto-cjk-fonts; or put font files into a folder and "
        "name it in the environment variable {name}. Windows and macOS bring Chinese fonts with them.",
    ).format(name=VARIABLE)


@functools.lru_cache(maxsize=4)
def _search(folder: str | None) -> Fonts:
    try:
        import typst
    except ImportError:
        raise MissingDependency(
            Text(
                '生成 PDF 需要安装附加组件，请运行：pip install "kaocheng[pdf]"',
                'Making a pdf needs an optional package; run: pip install "kaocheng[pdf]"',
            )
        ) from None
    search = typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[folder] if folder is not None else []
    )
    regular: dict[str, tuple[tuple[bool, int, str, int], str, int]] = {}
    for face in search.fonts():
        if face.path is None:
            continue
        rank = (face.style != "normal", abs(face.weight - 400), face.path, face.index)
        if face.family not in regular or rank < regular[face.family][0]:
            regular[face.family] = rank, face.path, face.index
    return Fonts(search, {family: (path, index) for family, (_, path, index) in regular.items()})


# ── the table of characters in a font file (OpenType, "cmap") ─────────────────────────────────────────────────────────
_UNICODE = {(3, 10): 0, (0, 6): 1, (0, 4): 2, (3, 1): 3, (0, 3): 4, (0, 2): 5, (0, 1): 6, (0, 0): 7}  # best first
_NOTHING = Coverage((), ())


@functools.lru_cache(maxsize=512)
def _coverage(path: str, index: int) -> Coverage:
    try:
        with open(path, "rb") as file:
            return read_coverage(file, index)
    except (OSError, struct.error, ValueError):
        return _NOTHING


def read_coverage(file: BinaryIO, index: int = 0) -> Coverage:
    """The characters of the face number `index` of a font file.

    Raises `struct.error` or ValueError for what is no font file.
    """
    table, length = _find_table(file, index, b"cmap")
    file.seek(table)
    data = file.read(length)
    _, count = struct.unpack_from(">HH", data)
    best: tuple[int, int] | None = None
    for platform, encoding, offset in struct.iter_unpack(">HHL", data[4 : 4 + 8 * count]):
        rank = _UNICODE.get((platform, encoding))
        if rank is not None and (best is None or rank < best[0]):
            best = rank, offset
    if best is None:
        return _NOTHING
    start = best[1]
    (kind,) = struct.unpack_from(">H", data, start)
    if kind == 12:
        (groups,) = struct.unpack_from(">L", data, start + 12)
        return _joined(
            (first, last)
            for first, last, glyph in struct.iter_unpack(">LLL", data[start + 16 : start + 16 + 12 * groups])
            if glyph
        )
    if kind == 4:
        (doubled,) = struct.unpack_from(">H", data, start + 6)
        segments = doubled // 2
        ends = struct.unpack_from(f">{segments}H", data, start + 14)
        starts = struct.unpack_from(f">{segments}H", data, start + 16 + doubled)
        return _joined(pair for pair in zip(starts, ends, strict=True) if pair[0] != 0xFFFF)
    return _NOTHING


def _find_table(file: BinaryIO, index: int, name: bytes) -> tuple[int, int]:
    """Offset and length of a table of a face."""
    start = 0
    head = file.read(12)
    if head[:4] == b"ttcf":
        (faces,) = struct.unpack_from(">L", head, 8)
        if not 0 <= index < faces:
            raise ValueError("no such face")
        file.seek(12 + 4 * index)
        (start,) = struct.unpack(">L", file.read(4))
        file.seek(start)
        head = file.read(12)
    (tables,) = struct.unpack_from(">H", head, 4)
    for tag, _, offset, length in struct.iter_unpack(">4sLLL", file.read(16 * tables)):
        if tag == name:
            return offset, length
    raise ValueError("no such table")


def _joined(ranges: Iterable[tuple[int, int]]) -> Coverage:
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(ranges):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return Coverage(tuple(starts), tuple(ends))
