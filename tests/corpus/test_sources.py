"""Which files the paths stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaocheng.corpus import expand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        *("b.docx", "a.PDF", "~$b.docx", ".hidden.docx", "notes.md", "photo.jpg", "10.txt"),
        *("2022/乙.xlsx", "2022/甲.xlsx", "2022/深/丙.docx", ".git/x.docx"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def names(folder: Path, *paths: Path | str) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in expand(map(str, paths))]


def test_folder_gives_known_suffixes_in_a_stable_order(folder: Path) -> None:
    expected = ["10.txt", "a.PDF", "b.docx", "2022/乙.xlsx", "2022/甲.xlsx", "2022/深/丙.docx"]
    assert names(folder, folder) == expected


def test_named_file_is_always_taken(folder: Path) -> None:
    assert names(folder, folder / "notes.md", folder / "missing.docx") == ["notes.md", "missing.docx"]


def test_each_file_once_in_input_order(folder: Path) -> None:
    assert names(folder, folder / "b.docx", folder / "2022", folder)[:3] == ["b.docx", "2022/乙.xlsx", "2022/甲.xlsx"]
    assert len(names(folder, folder, folder)) == 6


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "2022" / "again").symlink_to(folder, target_is_directory=True)
    assert len(names(folder, folder)) == 6
