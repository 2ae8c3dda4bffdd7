"""What the guides promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaocheng_web import settings

ROOT = Path(__file__).parents[3]
_NAMED = re.compile(r"`(test_\w+)`")


def _rows(name: str) -> list[tuple[str, list[str]]]:
    """(item, tests) of the tables of a page."""
    lines = (ROOT / "docs" / name).read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| ") and line.count(" | ") == 3]
    return [(row[0].strip("| "), _NAMED.findall(row[3])) for row in rows if "V" in row[0] or row[0][2].isdigit()]


def test_every_test_that_is_named_exists() -> None:
    known = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        known |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    named = {test for _, tests in _rows("security.md") for test in tests}
    assert len(named) > 60
    assert not named - known


def test_both_languages_name_the_same_items_and_tests() -> None:
    assert _rows("security.md") == _rows("security.en.md")


@pytest.mark.parametrize("name", ["deployment.md", "deployment.en.md"])
def test_every_setting_stands_in_the_guide(name: str) -> None:
    settings_known = set(re.findall(r"^(KAOCHENG_\w+)", settings.__doc__ or "", re.MULTILINE))
    guide = (ROOT / "docs" / name).read_text("utf-8")
    assert not [setting for setting in settings_known if setting not in guide]


def test_every_file_of_deploy_is_explained() -> None:
    for name in ("deployment.md", "deployment.en.md"):
        guide = (ROOT / "docs" / name).read_text("utf-8")
        assert not [path.name for path in (ROOT / "deploy").iterdir() if path.name not in guide]


def test_the_example_of_the_environment_holds_known_settings_only() -> None:
    text = (ROOT / "deploy" / "kaocheng.env").read_text("utf-8")
    known = set(re.findall(r"KAOCHENG_\w+", settings.__doc__ or ""))
    assert set(re.findall(r"KAOCHENG_\w+", text)) <= known
