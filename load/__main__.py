"""`python -m load [--quick] [--json] [--database sqlite|postgresql]`: clerks at work on a real server of two processes.

Three phases, on each database in an installation of its own:
1. one clerk, alone: our form beside a bare view of the framework, in turns; the ratio of the medians. The bare view
   (`load.bare`) prints the same rows from a plain template and writes what is sent, with no check and no form layout
2. two hundred clerks who think 6 to 14 seconds between two saves
3. fifty clerks who never think
Then everything in the database is compared with what the clerks were told (`load.verifying`).

Everything stays on this machine. It takes about two minutes for each database, with --quick forty seconds. Exit
status 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from load.clerk import Clerk, Tally, staff
from load.seeding import FIELDS, ROWS, form

ROOT = Path(__file__).parents[1]
TARGETS = {"read": 0.150, "save": 0.150, "check": 0.300}
RATIO = 3.0


@dataclass(frozen=True)
class Plan:
    """`think`: shortest and longest pause of a clerk who thinks, in seconds. `seconds`: of typing in the phase with
    thinking and in the one without; completing the forms and submitting them comes on top, some three long pauses."""

    thinking: int
    hurrying: int
    think: tuple[float, float]
    seconds: tuple[float, float]
    rounds: int


WHOLE = Plan(thinking=200, hurrying=50, think=(6.0, 14.0), seconds=(35.0, 10.0), rounds=40)
QUICK = Plan(thinking=40, hurrying=10, think=(2.0, 4.0), seconds=(8.0, 3.0), rounds=15)


def measure(plan: Plan) -> dict[str, Any]:
    """All phases on the database of KAOCHENG_DATABASE_URL, or an embedded one."""
    with tempfile.TemporaryDirectory(prefix="kaocheng-load-") as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "KAOCHENG_DATA": str(folder / "data"),
            "KAOCHENG_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "load.settings",
        }
        _python(environment, "load.seeding", str(plan.thinking + plan.hurrying + 1), str(folder / "clerks.json"))
        found = json.loads((folder / "clerks.json").read_text("utf-8"))
        with _server(environment) as server:
            ratio, alone = measure_ratio(found[-1:], server.port, plan.rounds)
            slow = hire(found[: plan.thinking], server, plan.seconds[0], plan.think)
            quick = hire(found[plan.thinking : -1], server, plan.seconds[1], None)
        clerks = [*alone, *slow["clerks"], *quick["clerks"]]
        (folder / "claims.json").write_text(json.dumps(claims_of(clerks)), "utf-8")
        _python(environment, "load.verifying", str(folder / "claims.json"), str(folder / "verified.json"))
        verified = json.loads((folder / "verified.json").read_text("utf-8"))
        verified["conflicts told"] = sum(clerk.conflicts for clerk in clerks)
        verified["unsubmitted"] = sum(clerk.submits and not clerk.submitted for clerk in clerks[1:])
    phases = {"thinking": slow["figures"], "hurrying": quick["figures"]}
    return {"ratio": ratio, **phases, "verified": verified}


def _python(environment: dict[str, str], module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, cwd=ROOT, check=True, timeout=120)


@dataclass(frozen=True)
class Server:
    """Where it listens, and the process id of the first of its web processes."""

    port: int
    process: int

    def cpu_seconds(self) -> float:
        """Processor time of the web processes so far: unlike the clock, it does not see what else the machine does."""
        total = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if self.process in (int(path.parent.name), int(fields[1])):
                    total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _server(environment: dict[str, str]) -> Iterator[Server]:
    """Two web processes of eight threads and a worker, as `kaocheng serve` starts them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "kaocheng_web.operations.process"]
    children = [
        subprocess.Popen([*command, *words], env=environment, cwd=ROOT, stdin=subprocess.PIPE)
        for words in (["web", "127.0.0.1", str(port), "2", "8"], ["worker"])
    ]
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield Server(port, children[0].pid)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.communicate(timeout=60)


def measure_ratio(found: list[dict[str, Any]], port: int, rounds: int) -> tuple[dict[str, Any], list[Clerk]]:
    """Medians in milliseconds of our form and of the bare one, asked for in turns, and ours divided by the other."""
    tally = Tally()
    clerk = staff(found, port, tally)[0]
    clerk.read()
    clerk.save(clerk.finish())
    path = f"/bare/{clerk.filing}/"
    header = {"Content-Type": "application/x-www-form-urlencoded"}
    # The bare form writes what stands there already, so that what is verified afterwards is ours.
    given, typed = form()
    cells = {**given, **typed}
    names = [f"indicators[{number}].{name}" for number in range(ROWS) for name in FIELDS]
    body = urlencode({name: cells.get(name, "") for name in names}).encode()
    for turn in range(rounds + 3):
        if turn == 3:  # the first ones warm both up
            tally.times.clear()
        clerk.read()
        clerk.ask("bare read", "GET", path)
        clerk.save({"objectives[0].actual": f"完成日常养护400公里，验收合格率96%，第{turn}次核对。"})
        clerk.ask("bare save", "POST", path, body, **header)
    clerk.close()
    medians = {kind: round(1000 * statistics.median(times), 1) for kind, times in tally.times.items()}
    ratios = {kind: round(medians[kind] / medians[f"bare {kind}"], 2) for kind in ("read", "save")}
    return {"milliseconds": medians, "ratio": ratios, "wrong": tally.wrong}, [clerk]


def hire(
    found: list[dict[str, Any]], server: Server, seconds: float, think: tuple[float, float] | None
) -> dict[str, Any]:
    """Let clerks work at the same time. {"clerks", "figures"}"""
    tally = Tally()
    clerks = staff(found, server.port, tally)
    start, used = time.monotonic(), server.cpu_seconds()
    threads = [threading.Thread(target=clerk.work, args=(start + seconds, think)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - start
    count = sum(map(len, tally.times.values()))
    figures: dict[str, Any] = {
        "clerks": len(clerks),
        "seconds": round(elapsed, 1),
        "requests": count,
        "requests/s": round(count / elapsed, 1),
        "cpu ms": round(1000 * (server.cpu_seconds() - used) / count, 1),
        "wrong": tally.wrong,
    }
    for kind, times in sorted(tally.times.items()):
        figures[kind] = {"count": len(times), **{f"p{q}": _percentile(times, q) for q in (50, 95, 99)}}
    return {"clerks": clerks, "figures": figures}


def _percentile(times: list[float], percent: int) -> float:
    """In milliseconds; the smallest time that so many percent of the requests did not exceed."""
    ordered = sorted(times)
    return round(1000 * ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 1)


def claims_of(clerks: list[Clerk]) -> list[dict[str, Any]]:
    """What the server told the clerks, by draft."""
    claims: dict[int, dict[str, Any]] = {}
    for clerk in clerks:
        claim = claims.setdefault(clerk.filing, {"filing": clerk.filing, "cells": {}, "writes": 0, "submitted": False})
        claim["cells"] |= clerk.written
        claim["writes"] += clerk.writes
        claim["submitted"] |= clerk.submitted
    return list(claims.values())


def problems_of(result: dict[str, Any]) -> list[str]:
    """Targets missed."""
    found = []
    for phase in ("thinking", "hurrying"):
        wrong = result[phase]["wrong"]
        found += [f"{phase}: {what} × {count}" for what, count in wrong.items()]
    for kind, target in TARGETS.items():
        p95 = result["thinking"].get(kind, {}).get("p95", 0.0)
        if p95 > 1000 * target:
            found.append(f"thinking: p95 of {kind} is {p95} ms, target ≤ {1000 * target:.0f} ms")
    found += [
        f"ratio of {kind} is {ratio}, target ≤ {RATIO:g}"
        for kind, ratio in result["ratio"]["ratio"].items()
        if ratio > RATIO
    ]
    nothing = ("lost", "duplicated", "version wrong", "journal faults", "conflicts", "conflicts told", "unsubmitted")
    verified = result["verified"]
    return found + [f"{name}: {verified[name]}, target 0" for name in nothing if verified.get(name)]


def show(database: str, result: dict[str, Any]) -> None:
    print(f"\n{database}")
    ratio = result["ratio"]
    print("  bare = the same rows from a plain template, written as sent: no check, layout, merging, version, journal")
    for kind in ("read", "save"):
        ours, bare = ratio["milliseconds"][kind], ratio["milliseconds"][f"bare {kind}"]
        print(
            f"  alone      {kind:<8} {ours:7.1f} ms   bare {bare:.1f} ms   "
            f"ratio {ratio['ratio'][kind]:.2f} (≤ {RATIO:g})"
        )
    for phase in ("thinking", "hurrying"):
        one = result[phase]
        print(
            f"  {phase:<10} {one['clerks']} clerks, {one['requests']} requests in {one['seconds']} s: "
            f"{one['requests/s']}/s, {one['cpu ms']} ms of processor each"
        )
        for kind in ("read", "save", "check", "explain", "submit"):
            if kind in one:
                row = one[kind]
                target = f"   (p95 ≤ {1000 * TARGETS[kind]:.0f})" if phase == "thinking" and kind in TARGETS else ""
                print(
                    f"    {kind:<8} {row['count']:6}   p50 {row['p50']:7.1f}   p95 {row['p95']:7.1f}   "
                    f"p99 {row['p99']:7.1f} ms{target}"
                )
    row = result["verified"]
    print(
        f"  verified   {row['writes']} writes, {row['cells']} cells, {row['submitted']} submissions: "
        f"{row['lost']} lost, {row['duplicated']} duplicated; journal {row['journal']} entries, "
        f"{row['journal faults']} faults"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m load", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="40 clerks and 10, who think less; for a minute")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--inside", metavar="FILE", help=argparse.SUPPRESS)  # as started by ourselves
    given = parser.parse_args(arguments)
    if given.inside:
        Path(given.inside).write_text(json.dumps(measure(QUICK if given.quick else WHOLE)), "utf-8")
        return 0
    results: dict[str, Any] = {}
    for database in (given.database,) if given.database else ("sqlite", "postgresql"):
        found = _run(database, quick=given.quick)
        if found is None:
            print("postgresql: left out, PostgreSQL is not installed (apt install postgresql)", file=sys.stderr)
            continue
        results[database] = found
        if not given.json:
            show(database, found)
    missed = [f"{database}: {text}" for database, result in results.items() for text in problems_of(result)]
    environment = {"python": platform.python_version(), "processors": os.cpu_count(), "load": os.getloadavg()[0]}
    if given.json:
        print(json.dumps({"environment": environment, "results": results, "missed": missed}, indent=1))
    else:
        about = "Python {python}, {processors} processors, load average {load:.1f}"
        print("\n" + about.format(**environment))
        print("\n".join(["Missed:", *missed]) if missed else "All targets are met.")
    return 1 if missed else 0


def _run(database: str, *, quick: bool) -> dict[str, Any] | None:
    """In a process of its own; None where there is no PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="kaocheng-load-") as name:
        output = Path(name) / "result.json"
        command = [sys.executable, "-m", "load", "--inside", str(output), *(["--quick"] if quick else [])]
        environment = {key: value for key, value in os.environ.items() if key != "KAOCHENG_DATABASE_URL"}
        if database == "postgresql":
            command = [sys.executable, "scripts/with_postgres.py", "--", *command]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if database == "postgresql" and done.returncode == 69:
            return None
        if done.returncode:
            raise SystemExit(f"{database}: the measurement itself failed")
        found: dict[str, Any] = json.loads(output.read_text("utf-8"))
        return found


if __name__ == "__main__":
    sys.exit(main())
