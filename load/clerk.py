"""A clerk: a connection, a session, a draft, and what he did to it."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from load.seeding import ROWS, form

_KEPT = 4.0  # seconds a connection may rest; the server closes it after five
_TOKEN = re.compile(r'data-token="([^"]+)"')
_VERSION = re.compile(r'data-version="(\d+)"')
_FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]+)"')


@dataclass
class Tally:
    """What all clerks of a phase measured. `times`: kind of request → seconds. `wrong`: status → how often."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, status: int) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(seconds)
            if status not in (200, 302):
                self.wrong[f"{kind} {status}"] = self.wrong.get(f"{kind} {status}", 0) + 1


@dataclass
class Clerk:
    """`written`: path → text the server said it had kept. `writes`: how many requests it said it had kept."""

    number: int
    port: int
    filing: int
    cookie: str
    tally: Tally
    rows: range
    meeting: threading.Barrier  # of those who write on the same draft
    submits: bool
    written: dict[str, str] = field(default_factory=dict)
    writes: int = 0
    conflicts: int = 0
    submitted: bool = False
    _token: str = ""
    _csrf: str = ""
    _version: int = 0
    _warnings: tuple[str, ...] = ()
    _connection: http.client.HTTPConnection | None = None
    _used: float = 0.0

    def ask(self, kind: str, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """One request, timed from the first byte sent to the last received."""
        cookies = self.cookie + (f"; csrftoken={self._csrf}" if self._csrf else "")
        headers = {"Cookie": cookies, "X-CSRFToken": self._token, **headers}
        start = time.perf_counter()
        try:
            if self._connection is None or start - self._used > _KEPT:
                self.close()
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            status, content = answer.status, answer.read()
            for value in answer.headers.get_all("Set-Cookie") or ():
                if value.startswith("csrftoken="):
                    self._csrf = value[10:].partition(";")[0]
        except (OSError, http.client.HTTPException):
            self.close()
            status, content = 0, b""
        self._used = time.perf_counter()
        self.tally.add(kind, self._used - start, status)
        return status, content

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def read(self) -> None:
        status, content = self.ask("read", "GET", f"/filings/{self.filing}/")
        if status == 200:
            text = content.decode()
            self._token, self._version = _TOKEN.findall(text)[0], int(_VERSION.findall(text)[0])
            self._warnings = tuple(_FINGERPRINT.findall(text))

    def save(self, changes: dict[str, str]) -> None:
        pairs = {path: [self.written.get(path, ""), text] for path, text in changes.items()}
        body = json.dumps({"version": self._version, "changes": pairs}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        status, content = self.ask("save", "POST", f"/filings/{self.filing}/cells/", body, **headers)
        if status == 200:
            said = json.loads(content)
            self._version = said["version"]
            self.writes += 1
            self.conflicts += len(said["conflicts"])
            self.written |= changes

    def check(self) -> None:
        self.ask("check", "GET", f"/filings/{self.filing}/cells/", Accept="application/json")

    def submit(self) -> None:
        """Give the reasons that are asked for, then send the form off."""
        self.read()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for fingerprint in self._warnings:
            words = urlencode({"fingerprint": fingerprint, "text": "已核实，情况属实。"}).encode()
            self.ask("explain", "POST", f"/filings/{self.filing}/explain/", words, Accept="application/json", **kind)
        body = urlencode({"action": "submit", "version": self._version}).encode()
        status, _ = self.ask("submit", "POST", f"/workflow/move/self_evaluation/{self.filing}/", body, **kind)
        self.submitted = status == 302

    def types(self) -> Iterator[dict[str, str]]:
        """One save after the other, for ever: two rows at a time, no text twice."""
        _, typed = form()
        turn = 0
        while True:
            turn += 1
            rows = [self.rows[(2 * turn + offset) % len(self.rows)] for offset in (0, 1)]
            changes = {}
            for row in rows:
                path = f"indicators[{row}]"
                changes |= {name: text for name, text in typed.items() if name.startswith(path)}
                changes[f"{path}.deviation"] = f"无偏差，第{turn}次核对"
            yield {name: text for name, text in changes.items() if self.written.get(name) != text}

    def finish(self) -> dict[str, str]:
        """What the draft still lacks on this clerk's part."""
        _, typed = form()
        mine = {name for row in self.rows for name in typed if name.startswith(f"indicators[{row}]")}
        mine |= {name for name in typed if not name.startswith("indicators") and self.submits}
        return {name: typed[name] for name in sorted(mine) if self.written.get(name) != typed[name]}

    def work(self, until: float, think: tuple[float, float] | None) -> None:
        """Read, type and save until the time is over; then complete the form and, once the others have too, submit."""
        chance = random.Random(self.number)
        try:
            if think is not None:  # people do not begin in the same second
                time.sleep(chance.uniform(0, sum(think) / 2))
            self.read()
            for turn, changes in enumerate(self.types(), 1):
                if think is not None:
                    time.sleep(chance.uniform(*think))
                if time.monotonic() >= until:
                    break
                self.save(changes)
                if turn % 2 == 0:
                    self.check()
                elif turn % 3 == 0:
                    self.read()
            if left := self.finish():
                self.save(left)
            self.meeting.wait(timeout=60)
            if self.submits:
                if think is not None:
                    time.sleep(chance.uniform(0, 2 * think[1]))
                self.submit()
        except threading.BrokenBarrierError:
            pass  # somebody's draft was not completed; the result says so
        finally:
            self.close()


def staff(found: list[dict[str, Any]], port: int, tally: Tally) -> list[Clerk]:
    """Clerks for the drafts that `load.seeding` made."""
    sharing: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        sharing.setdefault(one["filing"], []).append(one)
    clerks = []
    for filing, writers in sharing.items():
        meeting = threading.Barrier(len(writers))
        for place, one in enumerate(writers):
            rows = range(place, ROWS, len(writers))
            clerks.append(Clerk(len(clerks), port, filing, one["cookie"], tally, rows, meeting, submits=place == 0))
    return clerks
