"""One file that holds everything: database, uploaded files, key; with a manifest of hashes as its last entry.

    database.sqlite3 | database.dump     `VACUUM INTO` or `pg_dump -Fc`, taken while people go on working
    files/…                              uploads
    secret-key                           of this installation
    manifest.json                        {"format": 1, "version", "made_at", "database", "journal", "files": [...]}

The manifest comes last: a file that was cut short has none, and is refused. Nothing is restored before every hash has
been compared.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kaocheng import __version__
from kaocheng.errors import KaochengError
from kaocheng.language import Text

FORMAT = 1
_MANIFEST = "manifest.json"
_SQLITE, _DUMP, _KEY, _FILES = "database.sqlite3", "database.dump", "secret-key", "files"
_REBUILT = {"static", ".lock", ".running"}  # what a data folder may hold and still count as empty


class BackupError(KaochengError):
    """Not made, or not restored; nothing was changed."""

    code = "backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `files`: name → (bytes, SHA-256). `journal`: number and hash of the last event."""

    version: str
    made_at: str
    database: str
    journal: tuple[int, str]
    files: dict[str, tuple[int, str]]

    def to_json(self) -> dict[str, Any]:
        rows = [{"name": name, "size": size, "sha256": digest} for name, (size, digest) in self.files.items()]
        journal = {"number": self.journal[0], "hash": self.journal[1]}
        about = {"format": FORMAT, "version": self.version, "made_at": self.made_at, "database": self.database}
        return {**about, "journal": journal, "files": rows}

    @classmethod
    def from_json(cls, data: Any) -> Manifest:
        try:
            if data["format"] != FORMAT:
                words = Text("备份格式 {n} 由更新版本的程序制作", "format {n} was made by a newer version")
                raise BackupError(words.format(n=data["format"]))
            files = {row["name"]: (int(row["size"]), str(row["sha256"])) for row in data["files"]}
            journal = (int(data["journal"]["number"]), str(data["journal"]["hash"]))
            return cls(str(data["version"]), str(data["made_at"]), str(data["database"]), journal, files)
        except (KeyError, TypeError, ValueError):
            raise BackupError(Text("备份清单无法识别", "the manifest of the backup makes no sense")) from None


# Making one.


def make_backup(output: Path) -> Manifest:
    """Write a backup and read it back. The file appears when it is complete; an existing one is never overwritten."""
    from django.conf import settings

    if output.exists():
        raise BackupError(Text("{p} 已存在，不覆盖", "{p} exists and is not overwritten").format(p=output))
    part = output.with_name(f"{output.name}.{os.getpid()}.part")
    try:
        with _private(part) as stream, tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            manifest = _fill(archive, settings.DATA)
        check_backup(part)
        os.link(part, output)  # unlike rename, fails where somebody else's file has appeared meanwhile
    except FileExistsError:
        raise BackupError(Text("{p} 已存在，不覆盖", "{p} exists and is not overwritten").format(p=output)) from None
    except OSError as error:
        words = Text("无法写入 {p}：{why}", "cannot write {p}: {why}")
        raise BackupError(words.format(p=output, why=error.strerror or str(error))) from error
    finally:
        part.unlink(missing_ok=True)
    from kaocheng_web.operations.services import keep_fact

    keep_fact("backup", {"file": output.name, "size": output.stat().st_size, "sha256": _hash_of(output)})
    return manifest


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _fill(archive: tarfile.TarFile, data: Path) -> Manifest:
    from django.db import connection
    from django.utils import timezone

    files: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory(prefix="kaocheng-backup-", dir=data) as folder:
        # The database first: a file that comes later is merely there too, one that is missing would be missed.
        name = _SQLITE if connection.vendor == "sqlite" else _DUMP
        copy = Path(folder) / name
        journal = _copy_sqlite(copy) if connection.vendor == "sqlite" else _dump_postgresql(copy)
        files[name] = _add(archive, copy, name)
    if (data / _KEY).is_file():
        files[_KEY] = _add(archive, data / _KEY, _KEY)
    for path in sorted((data / _FILES).rglob("*")):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(data).as_posix()
            files[inside] = _add(archive, path, inside)
    made_at = timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds")
    manifest = Manifest(__version__, made_at, connection.vendor, journal, files)
    text = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(_MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))
    return manifest


def _copy_sqlite(copy: Path) -> tuple[int, str]:
    """A consistent copy; writers wait for nothing."""
    import sqlite3
    from contextlib import closing

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as made:
        (said,) = made.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise BackupError(Text("数据库已损坏：{why}", "the database is damaged: {why}").format(why=said))
        # The head as it stands in the copy, not in the database, which goes on.
        found = made.execute("SELECT number, hash FROM journal_head WHERE id = 1").fetchone()
    return (0, "0" * 64) if found is None else (int(found[0]), str(found[1]))


def _dump_postgresql(copy: Path) -> tuple[int, str]:
    from django.db import connection, transaction

    from kaocheng_web.journal.models import Head

    # One snapshot for the head and for the dump.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        head = Head.objects.filter(pk=1).first()
        _run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={copy}")
    return (0, "0" * 64) if head is None else (head.number, head.hash)


def _run_postgresql(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the configured database; the password stays out of the process list."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    environment = dict(os.environ)
    for name, key in (("PGHOST", "HOST"), ("PGPORT", "PORT"), ("PGUSER", "USER"), ("PGPASSWORD", "PASSWORD")):
        if database.get(key):
            environment[name] = str(database[key])
    command = [program, f"--dbname={database['NAME']}", *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        words = Text("找不到 {p}，请安装 PostgreSQL 客户端", "{p} is missing; install the client of PostgreSQL")
        raise BackupError(words.format(p=program)) from None
    if done.returncode:
        words = Text("{p} 失败：{why}", "{p} failed: {why}")
        raise BackupError(words.format(p=program, why=done.stderr.strip()[-500:]))


def _add(archive: tarfile.TarFile, path: Path, name: str) -> tuple[int, str]:
    entry = tarfile.TarInfo(name)
    with path.open("rb") as stream:
        entry.size = os.fstat(stream.fileno()).st_size
        entry.mode, entry.mtime = 0o600, int(path.stat().st_mtime)
        hashing = _Hashing(stream)
        archive.addfile(entry, hashing)
    return entry.size, hashing.digest.hexdigest()


class _Hashing:
    """A stream that is hashed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        return data


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# Reading one.


def check_backup(path: Path) -> Manifest:
    """Compare every entry with the manifest. Raises BackupError where something is missing, altered or foreign."""
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, mode="r:") as archive:
            for entry, stream in _entries(archive):
                if entry.name == _MANIFEST:
                    manifest = Manifest.from_json(json.loads(stream.read()))
                else:
                    # A BufferedReader, which typeshed calls IO[bytes].
                    digest = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
                    found[entry.name] = (entry.size, digest.hexdigest())
    except (tarfile.TarError, EOFError, json.JSONDecodeError):
        raise BackupError(Text("{p} 已损坏，或不是备份文件", "{p} is damaged, or no backup").format(p=path)) from None
    except OSError as error:
        words = Text("无法读取 {p}：{why}", "cannot read {p}: {why}")
        raise BackupError(words.format(p=path, why=error.strerror or str(error))) from None
    if manifest is None:
        raise BackupError(Text("{p} 不完整：没有清单", "{p} is incomplete: it has no manifest").format(p=path))
    if found != manifest.files:
        names = {*found.items()} ^ {*manifest.files.items()}
        name = min(name for name, _ in names)
        words = Text("{p} 中的 {name} 与清单不符", "{name} in {p} is not what the manifest says")
        raise BackupError(words.format(p=path, name=name))
    if not {_SQLITE, _DUMP} & set(found):
        raise BackupError(Text("{p} 中没有数据库", "{p} holds no database").format(p=path))
    return manifest


def _entries(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    seen: set[str] = set()
    for entry in archive:
        parts = PurePosixPath(entry.name).parts
        ours = entry.name in (_SQLITE, _DUMP, _KEY, _MANIFEST) or parts[:1] == (_FILES,)
        stream = archive.extractfile(entry) if entry.isfile() else None
        if stream is None or not ours or ".." in parts or entry.name in seen:
            words = Text("备份中有不该有的内容：{name}", "the backup holds something that does not belong: {name}")
            raise BackupError(words.format(name=entry.name))
        seen.add(entry.name)
        yield entry, stream


def restore_backup(path: Path, data: Path, *, force: bool = False) -> tuple[Manifest, Path | None]:
    """Put a backup in place. What stood there is refused, or, with `force`, set aside; returns where.

    A PostgreSQL database is the one of KAOCHENG_DATABASE_URL.
    """
    manifest = check_backup(path)
    is_dump = manifest.database == "postgresql"
    if is_dump != bool(os.environ.get("KAOCHENG_DATABASE_URL")):
        words = Text(
            "备份来自 {kind}，与当前设置 KAOCHENG_DATABASE_URL 不符",
            "the backup is of {kind}, which is not what KAOCHENG_DATABASE_URL says",
        )
        raise BackupError(words.format(kind="PostgreSQL" if is_dump else "SQLite"))
    occupied = data.is_dir() and any(entry.name not in _REBUILT for entry in data.iterdir())
    if occupied and not force:
        words = Text(
            "{p} 不是空的。确认要替换时加 --force，原有内容会移到旁边，不删除",
            "{p} is not empty. With --force its contents are set aside (not deleted) and replaced",
        )
        raise BackupError(words.format(p=data))
    data.parent.mkdir(parents=True, exist_ok=True)
    with _not_running(data), tempfile.TemporaryDirectory(prefix=".kaocheng-restore-", dir=data.parent) as folder:
        fresh = Path(folder) / "data"
        fresh.mkdir(mode=0o700)
        _unpack(path, fresh, manifest)
        if is_dump:
            _load_dump(fresh / _DUMP, force=force)
            (fresh / _DUMP).unlink()
        else:
            (fresh / _SQLITE).rename(fresh / "kaocheng.sqlite3")
        aside = _set_aside(data) if data.exists() else None
        fresh.rename(data)
    if aside is not None and not occupied:
        shutil.rmtree(aside)  # only what is rebuilt anyway
        aside = None
    return manifest, aside


@contextmanager
def _not_running(data: Path) -> Iterator[None]:
    """Refuses while `kaocheng serve` or a worker holds the folder."""
    if not data.is_dir():
        yield
        return
    with open(data / ".running", "a", encoding="ascii") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            words = Text("系统正在运行，请先停止再恢复", "the application is running on {p}; stop it first")
            raise BackupError(words.format(p=data)) from None
        yield


def _unpack(path: Path, folder: Path, manifest: Manifest) -> None:
    with tarfile.open(path, mode="r:") as archive:
        for entry, stream in _entries(archive):
            if entry.name == _MANIFEST:
                continue
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _private(target) as written:
                shutil.copyfileobj(stream, written)
            # Compared again, as written: the file may have been exchanged since it was checked.
            if (target.stat().st_size, _hash_of(target)) != manifest.files.get(entry.name):
                raise BackupError(Text("{name} 未能完整写出", "{name} was not written whole").format(name=entry.name))


def _load_dump(dump: Path, *, force: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    os.environ["KAOCHENG_DATA"] = str(dump.parent)  # else the settings would fill the folder that is to be replaced
    import django
    from django.db import connection

    django.setup()
    if connection.introspection.table_names() and not force:
        words = Text(
            "目标数据库不是空的，确认要替换时加 --force", "the database is not empty; --force replaces what it holds"
        )
        raise BackupError(words)
    connection.close()
    # One transaction: either the database is the one of the backup afterwards, or nothing has changed.
    _run_postgresql(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(dump)
    )


def _set_aside(data: Path) -> Path:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    aside = data.with_name(f"{data.name}.before-restore-{stamp}")
    data.rename(aside)
    return aside
