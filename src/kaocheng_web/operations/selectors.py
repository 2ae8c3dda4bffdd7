"""Figures about the installation."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from kaocheng import __version__
from kaocheng_web.jobs.selectors import queue_state
from kaocheng_web.operations.models import Fact


@dataclass(frozen=True, slots=True)
class Status:
    """For the status page. Sizes in bytes; `facts`: name → Fact."""

    versions: dict[str, str]
    database: str
    database_bytes: int
    files_bytes: int
    free_bytes: int
    queue: dict[str, Any]
    facts: dict[str, Fact]


def status() -> Status:
    total, count = folder_size(settings.MEDIA_ROOT)
    del count
    return Status(
        versions=versions(),
        database=connection.vendor,
        database_bytes=database_size(),
        files_bytes=total,
        free_bytes=shutil.disk_usage(settings.DATA).free,
        queue=queue_state(),
        facts={fact.name: fact for fact in Fact.objects.all()},
    )


def versions() -> dict[str, str]:
    found = {"kaocheng": __version__, "Python": platform.python_version(), "Django": django.get_version()}
    if connection.vendor == "sqlite":
        return found | {"SQLite": sqlite3.sqlite_version}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return found | {"PostgreSQL": str(cursor.fetchone()[0])}


def database_size() -> int:
    """Bytes the database takes."""
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        return sum(path.stat().st_size for suffix in ("", "-wal") if (path := Path(name + suffix)).is_file())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def folder_size(folder: Path) -> tuple[int, int]:
    """Bytes and number of the files below a folder."""
    sizes = [path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)
