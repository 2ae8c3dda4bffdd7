"""A backup is restored and compared, byte for byte and row for row."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from kaocheng_web.operations import backup
from kaocheng_web.operations.backup import BackupError, check_backup, restore_backup

_KAOCHENG = [sys.executable, "-m", "kaocheng"]


def _run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KAOCHENG_LOG_LEVEL": "ERROR"}
    for name in ("KAOCHENG_DATA", "KAOCHENG_SECRET_KEY", "KAOCHENG_DATABASE_URL"):
        environment.pop(name, None)
    command = [*_KAOCHENG, *arguments, "--data", str(data), "--lang", "en"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """These are about the embedded database; test_backup_postgresql is about the other."""
    monkeypatch.delenv("KAOCHENG_DATABASE_URL", raising=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an administrator and a file."""
    folder = tmp_path_factory.mktemp("backup") / "data"
    script = (
        "import django; django.setup(); from kaocheng_web.operations.preparation import prepare; prepare(demo=False)"
    )
    environment = {**os.environ, "KAOCHENG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "kaocheng_web.settings"}
    for name in ("KAOCHENG_SECRET_KEY", "KAOCHENG_DATABASE_URL"):
        environment.pop(name, None)
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=180)
    (folder / "files" / "evidence").mkdir(parents=True)
    (folder / "files" / "evidence" / "one.bin").write_bytes(os.urandom(100_000))
    return folder


@pytest.fixture(scope="module")
def made(data: Path) -> Path:
    output = data.parent / "backup.tar"
    done = _run("backup", "-o", str(output), data=data)
    assert (done.returncode, done.stderr) == (0, "")
    return output


def _rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "kaocheng.sqlite3")) as database:
        return [line for line in database.iterdump() if "operations_fact" not in line]


def test_what_is_restored_is_what_was_backed_up(data: Path, made: Path, tmp_path: Path) -> None:
    target = tmp_path / "restored"
    done = _run("restore", str(made), data=target)
    assert done.returncode == 0, done.stderr
    assert _rows(target) == _rows(data)
    for name in ("files/evidence/one.bin", "secret-key"):
        assert (target / name).read_bytes() == (data / name).read_bytes()
    assert (target / "secret-key").stat().st_mode & 0o077 == 0
    head = next(line for line in done.stdout.splitlines() if line.startswith("head")).split()[-1]
    verified = _run("verify-log", "--head", head, data=target)
    assert (verified.returncode, "the journal is whole" in verified.stdout) == (0, True)


def test_a_wrong_head_is_told(data: Path) -> None:
    done = _run("verify-log", "--head", f"1:{'0' * 64}", data=data)
    assert done.returncode == 1
    assert "entry 1: is not the head written down before" in done.stdout


def test_a_full_target_is_refused_or_set_aside(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    (target / "mine").write_text("keep", encoding="utf-8")
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(made, target)
    assert [path.name for path in target.iterdir()] == ["mine"]
    _, aside = restore_backup(made, target, force=True)
    assert aside is not None
    assert (aside / "mine").read_text("utf-8") == "keep"
    assert (target / "kaocheng.sqlite3").is_file()
    assert not (target / "mine").exists()


def test_a_running_installation_is_left_alone(made: Path, tmp_path: Path) -> None:
    import fcntl

    target = tmp_path / "data"
    target.mkdir()
    with open(target / ".running", "a", encoding="ascii") as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        with pytest.raises(BackupError, match="running"):
            restore_backup(made, target, force=True)


def test_an_existing_backup_is_not_overwritten(data: Path, made: Path) -> None:
    before = made.read_bytes()
    done = _run("backup", "-o", str(made), data=data)
    assert done.returncode == 2
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir() if "part" in path.name] == []


@pytest.mark.parametrize("where", [0.05, 0.3, 0.9])
def test_a_changed_byte_is_found_and_nothing_is_restored(made: Path, tmp_path: Path, where: float) -> None:
    manifest = check_backup(made)
    content = bytearray(made.read_bytes())
    # Somewhere in the content of an entry: blanks between entries carry nothing.
    with tarfile.open(made) as archive:
        entry = max(archive.getmembers(), key=lambda entry: entry.size)
    content[entry.offset_data + int(entry.size * where)] ^= 1
    (tmp_path / "bad.tar").write_bytes(content)
    with pytest.raises(BackupError, match=rf"{entry.name}"):
        restore_backup(tmp_path / "bad.tar", tmp_path / "target")
    assert entry.name in manifest.files
    assert not (tmp_path / "target").exists()


def test_a_file_cut_short_is_found(made: Path, tmp_path: Path) -> None:
    content = made.read_bytes()
    for length in (0, 100, len(content) // 2, len(content) - 20_000):
        (tmp_path / "cut.tar").write_bytes(content[:length])
        with pytest.raises(BackupError):
            check_backup(tmp_path / "cut.tar")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "other.txt"])
def test_what_does_not_belong_is_refused(made: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    hostile.write_bytes(made.read_bytes())
    with tarfile.open(hostile, "a") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(BackupError, match="does not belong"):
        restore_backup(hostile, tmp_path / "target")


def test_links_are_refused(made: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar"
    hostile.write_bytes(made.read_bytes())
    with tarfile.open(hostile, "a") as archive:
        entry = tarfile.TarInfo("files/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    with pytest.raises(BackupError, match="does not belong"):
        check_backup(hostile)


def test_a_backup_of_another_kind_of_database_is_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOCHENG_DATABASE_URL", "postgresql://nobody@localhost/none")
    with pytest.raises(BackupError, match="SQLite"):
        restore_backup(made, tmp_path / "target")


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    done = _run("backup", "-o", str(tmp_path / "b.tar"), data=tmp_path / "nothing")
    assert (done.returncode, "there is no data" in done.stderr) == (2, True)
    assert not (tmp_path / "nothing").exists()


def test_the_format_number_is_that_of_the_manifest() -> None:
    with pytest.raises(BackupError, match="newer version"):
        backup.Manifest.from_json({"format": backup.FORMAT + 1})
