"""`kaocheng doctor`: what is well, what is doubtful, and what to do about it."""

from __future__ import annotations

import datetime
import os
import shutil
import smtplib
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from kaocheng import __version__
from kaocheng.language import Text

Level = Literal["ok", "warning", "problem"]
_SQLITE_MINIMUM = (3, 31, 0)
_FREE_WARNING, _FREE_PROBLEM = 5 * 2**30, 2**29  # bytes
_BACKUP_DAYS = 2
_CLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """One matter. `advice`: what to do, where something is to be done."""

    level: Level
    what: Text
    advice: Text | None = None


def examine(*, mail: bool = False) -> Iterator[Line]:
    """Every check in turn; one that cannot be made says so. `mail`: also speak to the mail server."""
    checks: list[Callable[[], Iterator[Line]]] = [
        _python,
        _packages,
        _fonts,
        _folder,
        _disk,
        _settings,
        _database,
        _clock,
        _work,
    ]
    if mail:
        checks.append(_mail)
    for check in checks:
        try:
            yield from check()
        except (OSError, DatabaseError) as error:
            words = Text("{name}：无法检查（{why}）", "{name}: could not be examined ({why})")
            name = check.__name__.lstrip("_")
            yield Line("problem", words.format(name=name, why=str(error).strip() or type(error).__name__))


def _python() -> Iterator[Line]:
    found = ".".join(map(str, sys.version_info[:3]))
    words = Text("考成 {v}，Python {p}", "Kaocheng {v}, Python {p}").format(v=__version__, p=found)
    yield Line("ok", words)
    if sys.version_info >= (3, 14):
        yield Line("warning", Text("此 Python 版本未经测试", "this version of Python has not been tested"))


def _packages() -> Iterator[Line]:
    missing = [name for name in ("gunicorn", "whitenoise", "argon2", "allauth", "ninja") if find_spec(name) is None]
    if missing:
        words = Text("缺少组件：{names}", "packages missing: {names}").format(names=", ".join(missing))
        yield Line("problem", words, Text("pip install 'kaocheng[web]'", "pip install 'kaocheng[web]'"))
    else:
        yield Line("ok", Text("网页组件齐全", "the packages of the web application are there"))
    if find_spec("typst") is None:
        words = Text("未安装 PDF 组件，不能导出 PDF", "the pdf package is missing; no PDF can be made")
        yield Line("warning", words, Text("pip install 'kaocheng[pdf]'", "pip install 'kaocheng[pdf]'"))
    if connection.vendor == "postgresql":
        missing = [name for name in ("pg_dump", "pg_restore") if shutil.which(name) is None]
        if missing:
            words = Text("缺少 {names}，不能备份", "{names} missing: no backup can be made")
            advice = Text("安装 PostgreSQL 客户端", "install the PostgreSQL client")
            yield Line("problem", words.format(names="、".join(missing)), advice)


def _fonts() -> Iterator[Line]:
    if find_spec("typst") is None:
        return
    from kaocheng.errors import KaochengError
    from kaocheng.rendering.fonts import find_fonts

    try:
        found = find_fonts()
    except KaochengError as error:
        advice = Text("apt install fonts-noto-cjk，或把仿宋、宋体字体放入系统", "apt install fonts-noto-cjk")
        yield Line("problem", error.message, advice)
        return
    yield Line("ok", Text("PDF 中文字体：{f}", "Chinese font for PDF: {f}").format(f=found.chinese()[0]))


def _folder() -> Iterator[Line]:
    data: Path = settings.DATA
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        words = Text("数据文件夹 {p} 他人可读（{m:o}）", "others may read the data folder {p} ({m:o})")
        yield Line("problem", words.format(p=data, m=mode), Text(f"chmod 700 {data}", f"chmod 700 {data}"))
    else:
        yield Line("ok", Text("数据文件夹 {p} 仅本账号可读", "the data folder {p} is private").format(p=data))
    if not os.access(data, os.W_OK | os.X_OK):
        words = Text("数据文件夹不可写", "the data folder cannot be written")
        yield Line(
            "problem", words, Text("改为由运行本程序的账号所有（chown）", "chown it to the account of the program")
        )
    key = data / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Line(
            "problem", Text("密钥文件他人可读", "others may read the key"), Text(f"chmod 600 {key}", f"chmod 600 {key}")
        )
    if connection.vendor == "sqlite" and (kind := _file_system(data)) in _NETWORK:
        words = Text("数据文件夹在网络盘（{k}）上，SQLite 会损坏", "the data folder is on a network drive ({k})")
        advice = Text("改用本地磁盘，或改用 PostgreSQL", "SQLite breaks there: use a local disk, or PostgreSQL")
        yield Line("problem", words.format(k=kind), advice)


_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "glusterfs", "ceph", "fuse.sshfs"}


def _file_system(folder: Path) -> str:
    """Type of the file system a folder is on, "" where it is not known."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    inside = [(point, kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(inside, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _disk() -> Iterator[Line]:
    free = shutil.disk_usage(settings.DATA).free
    words = Text("磁盘剩余 {n:.1f} GiB", "{n:.1f} GiB free on the disk").format(n=free / 2**30)
    advice = Text("清理磁盘或扩容", "free some space or enlarge the disk")
    level: Level = "problem" if free < _FREE_PROBLEM else "warning" if free < _FREE_WARNING else "ok"
    yield Line(level, words, None if level == "ok" else advice)


def _settings() -> Iterator[Line]:
    if settings.DEBUG:
        words = Text("调试模式已打开", "debug mode is on")
        yield Line("problem", words, Text("去掉 KAOCHENG_DEBUG", "remove KAOCHENG_DEBUG"))
    if settings.EXAMPLE:
        yield Line(
            "warning",
            Text("这是示例数据，口令公开", "this is the example, with public passwords"),
            Text("正式使用时另设数据文件夹", "use another data folder for real work"),
        )
    local = {"127.0.0.1", "localhost", "[::1]"}
    if "*" in settings.ALLOWED_HOSTS:
        words = Text("KAOCHENG_HOSTS 为 *，接受任何域名", "KAOCHENG_HOSTS is *: any host name is accepted")
        yield Line("problem", words, Text("写明实际域名", "name the hosts that are used"))
    elif set(settings.ALLOWED_HOSTS) - local and not settings.HTTPS:
        words = Text("对外提供服务但未启用 HTTPS", "served to others without HTTPS")
        advice = Text(
            "在前面放 TLS 反向代理，设 KAOCHENG_HTTPS=1 与 KAOCHENG_PROXY=1",
            "put a TLS proxy in front; set KAOCHENG_HTTPS=1 and KAOCHENG_PROXY=1",
        )
        yield Line("warning", words, advice)
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        words = Text("启用了 HTTPS 但未声明反向代理，会反复跳转", "HTTPS without a proxy: pages redirect for ever")
        yield Line("problem", words, Text("设 KAOCHENG_PROXY=1", "set KAOCHENG_PROXY=1"))
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        words = Text("未设邮件服务器，邮件存为文件", "there is no mail server; mails are kept as files")
        yield Line("warning", words, Text("设 KAOCHENG_EMAIL_URL", "set KAOCHENG_EMAIL_URL"))


def _has_database() -> bool:
    """Without looking in, which would make an empty one."""
    database = settings.DATABASES["default"]
    return connection.vendor != "sqlite" or Path(database["NAME"]).exists() or "memory" in str(database["NAME"])


def _database() -> Iterator[Line]:
    from kaocheng_web.operations.preparation import pending_migrations, unknown_migrations

    if not _has_database():
        words = Text("尚未建立数据库", "there is no database yet")
        yield Line("warning", words, Text("启动 kaocheng serve 会建立", "kaocheng serve makes it"))
        return
    if connection.vendor == "sqlite":
        fine = sqlite3.sqlite_version_info >= _SQLITE_MINIMUM
        words = Text("SQLite {v}", "SQLite {v}").format(v=sqlite3.sqlite_version)
        yield Line("ok" if fine else "problem", words, None if fine else Text("升级系统的 SQLite", "upgrade SQLite"))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            said = cursor.fetchone()[0]
        if said != "ok":
            words = Text("数据库文件已损坏：{why}", "the database file is damaged: {why}").format(why=said)
            yield Line("problem", words, Text("用最近的备份恢复", "restore the latest backup"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield Line("ok", Text("PostgreSQL {v}", "PostgreSQL {v}").format(v=cursor.fetchone()[0]))
    if unknown := unknown_migrations():
        words = Text("数据库由更新版本建立（{n} 步未知）", "the database is of a newer version ({n} unknown steps)")
        yield Line("problem", words.format(n=len(unknown)), Text("升级程序", "upgrade the program"))
    elif pending := pending_migrations():
        words = Text("数据库尚未升级（缺 {n} 步）", "the database is not up to date ({n} steps)")
        advice = Text("启动 kaocheng serve 会自动升级", "kaocheng serve brings it up to date")
        yield Line("problem", words.format(n=len(pending)), advice)
    else:
        yield Line("ok", Text("数据库结构与程序一致", "the database fits the program"))


def _clock() -> Iterator[Line]:
    here = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - here).total_seconds())
        if apart > _CLOCK_SECONDS:
            words = Text("与数据库服务器的时钟相差 {n:.0f} 秒", "the clock of the database server is {n:.0f} s away")
            yield Line("problem", words.format(n=apart), Text("启用时间同步（chrony）", "synchronise time (chrony)"))
    offset = datetime.datetime.now().astimezone().utcoffset()
    shown = timezone.localtime(here).strftime("%Y-%m-%d %H:%M")
    words = Text("时间 {t}（{z}）", "the time is {t} ({z})").format(t=shown, z=settings.TIME_ZONE)
    if offset != timezone.localtime(here).utcoffset():
        advice = Text(
            "系统时区不同，日志与定时任务按 {z} 计", "the system has another time zone; jobs and pages go by {z}"
        )
        yield Line("warning", words, advice.format(z=settings.TIME_ZONE))
    elif not 2025 <= here.year <= 2100:
        yield Line("problem", words, Text("系统日期有误，请校准", "the date is wrong; set the clock"))
    else:
        yield Line("ok", words)


def _work() -> Iterator[Line]:
    from kaocheng_web.jobs.selectors import queue_state
    from kaocheng_web.operations.models import Fact

    if not _has_database() or Fact._meta.db_table not in connection.introspection.table_names():
        return
    queue = queue_state()
    late = queue["oldest"] is not None and timezone.now() - queue["oldest"] > datetime.timedelta(minutes=10)
    words = Text("后台任务：排队 {w}，失败 {f}", "jobs: {w} waiting, {f} failed")
    advice = Text(
        "后台进程可能未运行：检查 kaocheng serve 或 kaocheng worker", "the worker may be down: see serve or worker"
    )
    filled = words.format(w=queue["waiting"], f=queue["failed"])
    yield Line("problem" if late else "warning" if queue["failed"] else "ok", filled, advice if late else None)
    facts = {fact.name: fact for fact in Fact.objects.all()}
    backup = facts.get("backup")
    if backup is None:
        yield Line(
            "warning",
            Text("从未备份", "there is no backup yet"),
            Text("用定时器运行 kaocheng backup", "run kaocheng backup by a timer"),
        )
    else:
        days = (timezone.now() - backup.at).days
        words = Text("最近备份：{d} 天前", "latest backup: {d} days ago").format(d=days)
        yield Line("ok" if days < _BACKUP_DAYS else "warning", words)
    journal = facts.get("journal")
    if journal is not None and journal.value.get("faults"):
        words = Text("操作日志校验发现异常", "the journal has faults")
        yield Line("problem", words, Text("运行 kaocheng verify-log 查看", "run kaocheng verify-log"))


def _mail() -> Iterator[Line]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return
    from django.core.mail import get_connection

    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        server = get_connection()
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        words = Text("邮件服务器 {w} 无法使用：{why}", "the mail server {w} does not work: {why}")
        yield Line(
            "problem",
            words.format(w=where, why=type(error).__name__),
            Text("检查 KAOCHENG_EMAIL_URL", "check KAOCHENG_EMAIL_URL"),
        )
    else:
        yield Line("ok", Text("邮件服务器 {w} 可用", "the mail server {w} answers").format(w=where))
