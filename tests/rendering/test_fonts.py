"""Fonts: which there are, what they cover, in which order they are tried."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kaocheng.errors import RenderError, UsageError
from kaocheng.rendering import fonts as module
from kaocheng.rendering.fonts import Coverage, Fonts, find_fonts, read_coverage

pytest.importorskip("typst")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    module._search.cache_clear()


def font_file(kind: int, *ranges: tuple[int, int]) -> io.BytesIO:
    """A font file that has nothing but its table of characters."""
    if kind == 12:
        groups = b"".join(struct.pack(">LLL", first, last, 1) for first, last in ranges)
        body = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(ranges)) + groups
    else:
        every = [*ranges, (0xFFFF, 0xFFFF)]
        ends = b"".join(struct.pack(">H", last) for _, last in every)
        starts = b"".join(struct.pack(">H", first) for first, _ in every)
        body = struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(every), 0, 0, 0) + ends + b"\0\0" + starts
    table = struct.pack(">HHHHL", 0, 1, 3, 10 if kind == 12 else 1, 12) + body
    head = struct.pack(">4sHHHH", b"\0\1\0\0", 1, 0, 0, 0)
    return io.BytesIO(head + struct.pack(">4sLLL", b"cmap", 0, 28, len(table)) + table)


@pytest.mark.parametrize("kind", [4, 12])
def test_coverage_of_a_file(kind: int) -> None:
    coverage = read_coverage(font_file(kind, (0x41, 0x5A), (0x4E00, 0x4E10), (0x4E11, 0x4E20)))
    assert coverage == Coverage((0x41, 0x4E00), (0x5A, 0x4E20))
    assert [char in coverage for char in "AZ[一丠両"] == [True, True, False, True, True, False]


@pytest.mark.parametrize("data", [b"", b"not a font at all, not at all", font_file(12, (1, 2)).getvalue()[:20]])
def test_damaged_file_is_no_font(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        read_coverage(io.BytesIO(data))


def fonts_of(monkeypatch: pytest.MonkeyPatch, families: Mapping[str, str]) -> Fonts:
    def coverage(path: str, index: int) -> Coverage:
        points = tuple(sorted(map(ord, families[path])))
        return Coverage(points, points)

    monkeypatch.setattr(module, "_coverage", coverage)
    return Fonts(None, {family: (family, 0) for family in families})  # type: ignore[arg-type]


CHINESE = "预算绩效自评"


def test_simplified_faces_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = fonts_of(
        monkeypatch,
        {
            "Any Sans JP": CHINESE,
            "Any Sans Mono SC": CHINESE,
            "Any Sans SC": CHINESE,
            "Any Latin": "abc",
            "Any TC": "预算",
        },
    )
    assert fonts.chinese() == ("Any Sans SC", "Any Sans Mono SC", "Any Sans JP")


def test_chain_takes_what_is_preferred_and_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = fonts_of(monkeypatch, {"仿宋": CHINESE, "Other SC": CHINESE + "龘", "Signs": "√", "Unused": "Ω"})
    assert fonts.chain(["仿宋_GB2312", "仿宋"], "预龘√☃") == (("仿宋", "Other SC", "Signs"), ("☃",))
    assert fonts.chain(["仿宋_GB2312"], "预") == (("Other SC",), ()) or fonts.chinese()[0] == "仿宋"


def test_computer_without_chinese_fonts_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_search", lambda folder: fonts_of(monkeypatch, {"DejaVu Sans": "abc"}))
    with pytest.raises(RenderError) as caught:
        find_fonts()
    monkeypatch.undo()
    assert caught.value.code == "no-chinese-font"
    assert "apt install fonts-noto-cjk" in caught.value.message.zh
    assert "apt install fonts-noto-cjk" in caught.value.message.en


def test_folder_that_does_not_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path / "none"))
    with pytest.raises(UsageError, match=module.VARIABLE):
        find_fonts()


def test_installed_fonts_serve_simplified_chinese() -> None:
    first = find_fonts().chinese()[0]
    assert not module._FOREIGN.search(first)
