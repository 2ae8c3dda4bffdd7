"""A backup of PostgreSQL, restored into an empty database and over a full one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.installation import Installation

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif("KAOCHENG_DATABASE_URL" not in os.environ, reason="runs under scripts/with_postgres.py"),
]
_PREPARE = "import django; django.setup(); from kaocheng_web.operations.preparation import prepare; prepare(demo=False)"
_JOURNAL = "SELECT number, action, previous, hash FROM journal_event ORDER BY number"
_PEOPLE = "SELECT username, password FROM accounts_person ORDER BY id"


def _run(where: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kaocheng", *arguments, "--data", str(where.data), "--lang", "en"]
    return subprocess.run(command, env=where.environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def source(tmp_path: Path) -> Installation:
    where = Installation(tmp_path / "source", DJANGO_SETTINGS_MODULE="kaocheng_web.settings")
    subprocess.run([sys.executable, "-c", _PREPARE], env=where.environment, check=True, timeout=120)
    (where.data / "files").mkdir()
    (where.data / "files" / "one.bin").write_bytes(b"evidence")
    return where


def test_what_is_restored_is_what_was_backed_up(source: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    made = _run(source, "backup", "-o", str(backup))
    assert (made.returncode, made.stderr) == (0, "")
    target = Installation(tmp_path / "target")
    done = _run(target, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert target.query(_JOURNAL) == source.query(_JOURNAL) != []
    assert target.query(_PEOPLE) == source.query(_PEOPLE) != []
    assert (target.data / "files" / "one.bin").read_bytes() == b"evidence"
    head = next(line for line in done.stdout.splitlines() if line.startswith("head")).split()[-1]
    assert _run(target, "verify-log", "--head", head).returncode == 0


def test_a_full_database_is_replaced_only_when_told_to(source: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    assert _run(source, "backup", "-o", str(backup)).returncode == 0
    before = source.query(_PEOPLE)
    refused = _run(source, "restore", str(backup))
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
    assert _run(source, "restore", str(backup), "--force").returncode == 0
    assert source.query(_PEOPLE) == before
