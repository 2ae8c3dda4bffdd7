"""`kaocheng serve`: prepares, then watches over the web processes and one worker until it is told to stop."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO

from kaocheng.cli import status
from kaocheng.errors import UsageError
from kaocheng.language import Language, Text, same

_START_SECONDS = 60.0  # until the web processes must have answered
_STOP_SECONDS = 30.0  # for requests and the job at hand; then they are killed
_SETTLED_SECONDS = 60.0  # a process that lived so long starts again at once


@dataclass
class Child:
    """A process that is started again when it dies."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = field(default=0.0)

    def start(self) -> None:
        command = [sys.executable, "-P", "-m", "kaocheng_web.operations.process", *self.arguments]
        # A session of its own: Ctrl-C at the terminal comes to us, and we stop the children in order.
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        self.started = time.monotonic()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self, now: float) -> bool:
        """Start it again when it has died, after a pause that grows. True where it has just died."""
        if self.is_alive():
            return False
        if self.restart_at == 0.0:
            self.deaths = 1 if now - self.started > _SETTLED_SECONDS else self.deaths + 1
            self.restart_at = now + min(30.0, 0.5 * 2 ** (self.deaths - 1))
            return True
        if now >= self.restart_at:
            self.restart_at = 0.0
            self.start()
        return False

    def signal(self, number: int) -> None:
        if self.is_alive() and self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)


def serve(host: str, port: int, workers: int, threads: int, *, demo: bool, language: Language) -> int:
    """Prepare and serve. Returns the exit status after Ctrl-C or SIGTERM."""
    import django

    _check_port(host, port)
    django.setup()
    from kaocheng_web.operations.preparation import NotReady, prepare

    _say(Text("正在准备数据库……", "Preparing the database …"), language)
    try:
        prepared = prepare(demo=demo)
    except NotReady as error:
        raise UsageError(error.message) from error
    if prepared.safety_copy is not None:
        words = Text("升级前的数据库已另存为 {p}", "The database before the upgrade was kept as {p}")
        _say(words.format(p=prepared.safety_copy), language)
    if sys.stderr.isatty():  # a person looks on: the lines of every request would bury what matters
        os.environ.setdefault("KAOCHENG_LOG_LEVEL", "WARNING")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    running = mark_as_running()  # kept open as long as we live
    web = Child("web", ["web", host, str(port), str(workers), str(threads)])
    children = (web, Child("worker", ["worker"]))
    try:
        for child in children:
            child.start()
        if not _wait_until_ready(web, host, port, stop):
            if stop.is_set():
                return status.OK
            raise UsageError(Text("网页服务未能启动，原因见上", "the web processes did not start; see above"))
        _greet(host, port, prepared.administrator, demo=demo, language=language)
        while not stop.wait(0.25):
            now = time.monotonic()
            for child in children:
                if child.tend(now):
                    words = Text("{name} 进程意外退出，正在重新启动", "the process {name} died; starting it again")
                    print(words.format(name=same(child.name)).in_(language), file=sys.stderr, flush=True)
        _say(Text("正在停止……", "Stopping …"), language)
    finally:
        _stop(children)
        running.close()
    _say(Text("已停止。", "Stopped."), language)
    return status.OK


def mark_as_running() -> IO[str]:
    """A shared lock on the data folder, so that nobody restores a backup into it meanwhile. The lock goes with us."""
    from django.conf import settings

    mark = open(settings.DATA / ".running", "a", encoding="ascii")  # noqa: SIM115
    fcntl.flock(mark, fcntl.LOCK_SH)
    return mark


def _say(words: Text, language: Language) -> None:
    print(words.in_(language), flush=True)


def _greet(host: str, port: int, administrator: tuple[str, str] | None, *, demo: bool, language: Language) -> None:
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    address = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    if administrator is not None:
        name, password = administrator
        words = Text(
            "已建立首个管理员账号，口令只显示这一次，首次登录须修改：\n    账号 {name}    口令 {password}",
            "The first administrator was made; the password is shown once and is changed at the first sign-in:\n"
            "    name {name}    password {password}",
        )
        _say(words.format(name=name, password=password), language)
    if demo:
        words = Text(
            "示例县已就绪，登录页列有各岗位账号。仅供试用，不得存放真实数据。",
            "The example county is ready; the sign-in page lists one login per role. Keep no real data in it.",
        )
        _say(words, language)
    words = Text("考成已启动：{address}  （按 Ctrl-C 停止）", "Kaocheng is running: {address}  (Ctrl-C stops it)")
    _say(words.format(address=address), language)


def _check_port(host: str, port: int) -> None:
    """Tell now, in one sentence, what the server would tell later in twenty lines."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        words = Text("无法在 {host}:{port} 上提供服务：{why}", "cannot serve on {host}:{port}: {why}")
        raise UsageError(words.format(host=host, port=port, why=why)) from None


def _wait_until_ready(web: Child, host: str, port: int, stop: threading.Event) -> bool:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and web.is_alive() and not stop.is_set():
        if is_ready(host, port):
            return True
        stop.wait(0.15)
    return False


def is_ready(host: str, port: int) -> bool:
    """Whether /healthz answers 200."""
    from django.conf import settings

    name = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost").lstrip(".")
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        connection = http.client.HTTPConnection(target, port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"{name}:{port}"})
            return connection.getresponse().status == 200
        finally:
            connection.close()
    except OSError:
        return False


def _stop(children: tuple[Child, ...]) -> None:
    """Ask, wait, then kill."""
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
        if child.process.stdin is not None:
            child.process.stdin.close()
