"""`kaocheng serve`, really started."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.web.installation import Installation

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


class Server:
    """A `kaocheng serve` and what it said."""

    def __init__(self, where: Installation, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "kaocheng", "serve", "--port", str(self.port), "--data", str(where.data)]
        self.process = subprocess.Popen(
            [*command, "--lang", "en", "--workers", "1", "--threads", "2", *options],
            env=where.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def greeting(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Kaocheng is running" in line:
                return said
        raise AssertionError(said)

    def rest(self) -> str:
        """What it says until its end."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def health(self) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return int(answer.status)
        except URLError:
            return 0

    def children(self) -> dict[str, int]:
        """Name → process id of those it started."""
        found = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text().rpartition(")")[2].split()[1])
                words = (path.parent / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if parent == self.process.pid and "kaocheng_web.operations.process" in words:
                found[words[words.index("kaocheng_web.operations.process") + 1]] = int(path.parent.name)
        return found


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("serve") / "data")


@pytest.fixture
def server(where: Installation) -> Iterator[Server]:
    server = Server(where)
    yield server
    if server.process.poll() is None:
        server.process.terminate()
        server.process.wait(timeout=60)
    assert server.process.stdout is not None
    server.process.stdout.close()


def test_it_serves_mends_itself_and_stops(server: Server, where: Installation) -> None:
    said = server.greeting()
    assert re.search(r"name admin +password \S{19}\n", said)
    assert f"http://127.0.0.1:{server.port}/" in said
    assert server.health() == 200
    assert where.data.stat().st_mode & 0o777 == 0o700
    before = server.children()
    assert set(before) == {"web", "worker"}
    os.kill(before["worker"], signal.SIGKILL)
    assert _until(lambda: server.children().get("worker") not in (None, before["worker"]))
    assert server.health() == 200
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=60) == 0
    assert server.rest().endswith("Stopped.\n")
    assert not any(map(_is_alive, before.values()))


def test_nothing_is_left_of_a_server_that_was_killed(server: Server) -> None:
    said = server.greeting()
    assert "password" not in said, "only the first time"
    children = server.children()
    server.process.kill()
    server.process.wait()
    assert _until(lambda: not any(map(_is_alive, children.values())))
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", server.port))


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "kaocheng", "serve", "--port", str(taken.getsockname()[1])]
        environment = {**os.environ, "KAOCHENG_DATA": str(tmp_path / "data")}
        done = subprocess.run(
            [*command, "--lang", "en"], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr.startswith("kaocheng: cannot serve on 127.0.0.1:")
    assert done.stderr.count("\n") == 1


def _until(condition: object) -> bool:
    for _ in range(300):
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
