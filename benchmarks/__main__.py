"""`python -m benchmarks [--quick] [--json]`: figures, targets and the environment they were taken in."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.clock import child_seconds, interleave
from benchmarks.files import ROOT, seeds
from benchmarks.floors import docx_floor, pdf_floor, xlsx_floor
from benchmarks.peers import Peer, measure_peer

MILLI = 1000


@dataclass(frozen=True)
class Figure:
    """One line: `value` in `unit`, beside its target, or a note why there is none. `target`: "≤ 3" or "≥ 10"."""

    group: str
    name: str
    value: float | None
    unit: str
    target: str = ""
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """None where there is no target or no figure."""
        if not self.target or self.value is None:
            return None
        sign, bound = self.target.split()
        return self.value <= float(bound) if sign == "≤" else self.value >= float(bound)


def docx(rounds: int) -> Iterator[Figure]:
    """Five reports with tables."""
    from kaocheng.extraction import extract
    from kaocheng.readers.registry import read

    paths = seeds("docx")
    work: dict[str, Callable[[], object]] = {
        "floor": lambda: docx_floor(paths),
        "read": lambda: [read(path) for path in paths],
        "extract": lambda: [extract(read(path)) for path in paths],
    }
    check = _check()
    if check is not None:
        work["check"] = lambda: [check(path) for path in paths]
    best = interleave(work, rounds)
    yield _time("docx", "floor: unzip and parse", best["floor"], len(paths))
    yield _time("docx", "reading", best["read"], len(paths))
    yield _time("docx", "reading and extraction", best["extract"], len(paths))
    yield Figure("docx", "reading ÷ floor", best["read"] / best["floor"], "×", "≤ 3")
    yield Figure("docx", "reading and extraction ÷ floor", best["extract"] / best["floor"], "×", "≤ 3")
    if "check" in best:
        yield _time("docx", "whole check", best["check"], len(paths))
        yield Figure("docx", "whole check ÷ floor", best["check"] / best["floor"], "×", "≤ 8")
    for name, target in (("python-docx", ""), ("markitdown", ""), ("docling", "≥ 10")):
        yield from _beside("docx", measure_peer(name, paths, rounds), best["extract"], len(paths), target)


def pdf(rounds: int) -> Iterator[Figure]:
    """The same reports printed."""
    from kaocheng.readers.registry import read

    paths = seeds("pdf")
    pages = pdf_floor(paths)
    best = interleave({"floor": lambda: pdf_floor(paths), "read": lambda: [read(path) for path in paths]}, rounds)
    yield _time("pdf", "floor: bare character boxes", best["floor"], pages, "page")
    yield _time("pdf", "reading", best["read"], pages, "page")
    yield Figure("pdf", "reading ÷ floor", best["read"] / best["floor"], "×", "≤ 1.5")
    peer = measure_peer("pdfplumber", paths, max(1, rounds // 3))
    yield from _beside("pdf", peer, best["read"], pages, "≥ 10", "page")


def xlsx(rounds: int) -> Iterator[Figure]:
    """A workbook of four sheets."""
    from kaocheng.extraction import extract
    from kaocheng.readers.registry import read

    paths = seeds("xlsx")
    work: dict[str, Callable[[], object]] = {
        "floor": lambda: xlsx_floor(paths),
        "read": lambda: [read(path) for path in paths],
        "extract": lambda: [extract(read(path)) for path in paths],
    }
    best = interleave(work, rounds)
    yield _time("xlsx", "floor: unzip and parse", best["floor"], len(paths))
    yield _time("xlsx", "reading", best["read"], len(paths))
    yield _time("xlsx", "reading and extraction", best["extract"], len(paths))
    yield Figure("xlsx", "reading and extraction ÷ floor", best["extract"] / best["floor"], "×", "≤ 3")
    for name in ("openpyxl", "python-calamine", "fastexcel"):
        yield from _beside("xlsx", measure_peer(name, paths, rounds), best["extract"], len(paths))


def start(rounds: int) -> Iterator[Figure]:
    """The command line as a whole process."""
    command = str(Path(sys.executable).parent / "kaocheng")
    yield Figure("command", "kaocheng --version", child_seconds([command, "--version"], rounds), "s CPU", "≤ 0.15")
    path = seeds("docx")[0]
    seconds = child_seconds([command, "check", str(path)], rounds)
    yield Figure("command", f"kaocheng check {path.name}", seconds, "s CPU", "≤ 0.5")


def memory(count: int) -> Iterator[Figure]:
    """Many files through one process."""
    command = [sys.executable, "-m", "benchmarks.memory", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise RuntimeError(" ".join(done.stderr.strip().splitlines()[-1:]))
    figures = json.loads(done.stdout)
    samples = ", ".join(f"{megabytes:g}" for _, megabytes in figures["samples"])
    note = f"before {figures['before']:g}; every 100 files: {samples}"
    yield Figure("memory", f"peak after {count} files in one process", figures["after"], "MB", "≤ 300", note)


def environment() -> dict[str, Any]:
    """What the figures were taken on."""
    libraries = ("kaocheng", "lxml", "pypdfium2", "xlrd", "tqdm")
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.system(),
        "libraries": {name: importlib.metadata.version(name) for name in libraries},
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="CPU time beside floors and peers.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, 100 files instead of 1,000")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", default="", help="docx, pdf, xlsx, command or memory")
    options = parser.parse_args(arguments)
    rounds = 3 if options.quick else 9
    count = 100 if options.quick else 1000
    groups: dict[str, Callable[[], Iterator[Figure]]] = {
        "docx": lambda: docx(rounds),
        "pdf": lambda: pdf(rounds),
        "xlsx": lambda: xlsx(rounds),
        "command": lambda: start(rounds),
        "memory": lambda: memory(count),
    }
    surroundings = environment()
    figures: list[Figure] = []
    for name, measure in groups.items():
        if options.only and options.only != name:
            continue
        try:
            figures += measure()
        except Exception as error:  # one group that cannot be measured does not hide the others
            figures.append(Figure(name, "not measured", None, "", note=f"{type(error).__name__}: {error}"))
    if options.json:
        rows = [{**asdict(figure), "reached": figure.reached} for figure in figures]
        print(json.dumps({"environment": surroundings, "figures": rows}, ensure_ascii=False, indent=1))
    else:
        _print(surroundings, figures)
    return 1 if any(figure.reached is False for figure in figures) else 0


def _check() -> Callable[[Path], object] | None:
    """The whole check, warmed up; None where it does not run."""
    import kaocheng

    try:
        kaocheng.check(seeds("docx")[0])
    except Exception as error:
        print(f"whole check not measured: {type(error).__name__}: {error}", file=sys.stderr)
        return None
    return kaocheng.check


def _time(group: str, name: str, seconds: float, count: int, thing: str = "file") -> Figure:
    return Figure(group, name, MILLI * seconds / count, f"ms/{thing}")


def _beside(group: str, peer: Peer, ours: float, count: int, target: str = "", thing: str = "file") -> Iterator[Figure]:
    if peer.seconds is None:
        yield Figure(group, peer.name, None, "", target, peer.note)
        return
    yield Figure(group, f"{peer.name} {peer.note}", MILLI * peer.seconds / count, f"ms/{thing}")
    yield Figure(group, f"{peer.name} ÷ ours", peer.seconds / ours, "×", target)


def _cpu_model() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _print(surroundings: dict[str, Any], figures: list[Figure]) -> None:
    libraries = ", ".join(f"{name} {version}" for name, version in surroundings["libraries"].items())
    print(f"{surroundings['cpu']}, {surroundings['cores']} cores, load {surroundings['load']}")
    print(f"Python {surroundings['python']} on {surroundings['system']}; {libraries}")
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            print(f"\n{group}")
        value = "–" if figure.value is None else f"{figure.value:.3g}" if figure.value < 100 else f"{figure.value:.0f}"
        mark = "" if figure.reached is None else "" if figure.reached else "  missed"
        line = f"  {figure.name:<42}{value:>8} {figure.unit:<8}{figure.target:>8}{mark}  {figure.note}"
        print(line.rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
