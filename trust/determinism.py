"""`python -m trust.determinism [FILE …]`; exit status 1: two runs differ.

The same input and the same rule set and scheme hashes give the same bytes. The files are checked in fresh processes:
twice as they are, with other hash seeds, from another working directory, in another locale and time zone, in parallel,
and with a second Python version where one is installed. Without one the comparison is skipped and says so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from accuracy.facts import ROOT

SEEDS = ROOT / "samples" / "seeds"
VENVS = ROOT / ".build"
FORMATS = ("json", "jsonl", "html", "text")
_VERSIONS = ((3, 12), (3, 13), (3, 14), (3, 11))
_CHECKED = (0, 1)  # exit status of a check that ran: without and with findings


@dataclass(frozen=True)
class Run:
    """One way to run the same check. `environment`: what differs from a plain one."""

    name: str
    interpreter: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False
    jobs: int = 1

    def output(self, files: Sequence[Path], output_format: str) -> bytes:
        """What the command prints for the files. Raises RuntimeError where it does not run."""
        # The path is part of the output, so every run names the files in the same words.
        arguments = [str(self.interpreter), "-m", "kaocheng", "check", *map(str, files), "--format", output_format]
        arguments += ["--lang", "zh", "--jobs", str(self.jobs)]
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                arguments,
                capture_output=True,
                cwd=folder if self.elsewhere else ROOT,
                env=_plain_environment() | {"PYTHONPATH": str(ROOT / "src"), **self.environment},
                check=False,
            )
        if done.returncode not in _CHECKED:
            raise RuntimeError(
                f"{self.name}: exit status {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
            )
        return done.stdout


def same_interpreter() -> Iterator[Run]:
    """Runs that may not differ, with this Python. The first is the measure."""
    own = Path(sys.executable)
    yield Run("hash seed 0", own, {"PYTHONHASHSEED": "0"})
    yield Run("the same again", own, {"PYTHONHASHSEED": "0"})
    yield Run("hash seed 4711", own, {"PYTHONHASHSEED": "4711"})
    yield Run("random hash seed, other directory", own, {"PYTHONHASHSEED": "random"}, elsewhere=True)
    yield Run("other locale and time zone", own, {"LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONUTF8": "1"})
    yield Run("optimised, without asserts", own, {"PYTHONOPTIMIZE": "1"})
    yield Run("two processes", own, jobs=2)


def other_version() -> Run | str:
    """A run with another Python version, in a virtual environment of its own; or why there is none."""
    for major, minor in _VERSIONS:
        if (major, minor) == sys.version_info[:2]:
            continue
        found = next((path for path in _interpreters(f"{major}.{minor}") if _runs(path, f"{major}.{minor}")), None)
        if found is None:
            continue
        made = _environment(found, f"{major}.{minor}")
        if isinstance(made, Path):
            return Run(f"Python {major}.{minor}", made)
        return made
    versions = ", ".join(
        f"python{major}.{minor}" for major, minor in _VERSIONS if (major, minor) != sys.version_info[:2]
    )
    return f"no other Python found (looked for {versions} and PYTHON312 and the like in the environment)"


def _interpreters(version: str) -> Iterator[Path]:
    """Where a Python of this version could be: named by a variable, on the path, or installed by pyenv or uv."""
    named = os.environ.get(f"PYTHON{version.replace('.', '')}")
    on_path = shutil.which(f"python{version}")
    yield from (Path(found) for found in (named, on_path) if found)
    homes = (os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", Path.home() / ".local" / "share" / "uv" / "python")
    for home in homes:
        yield from sorted(Path(home).glob(f"**/*{version}*/bin/python{version}"))


def _runs(python: Path, version: str) -> bool:
    """A shim of a version manager may stand on the path and not run."""
    says = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        done = subprocess.run([str(python), "-c", says], capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.decode().strip() == version


def _environment(python: Path, version: str) -> Path | str:
    """The interpreter of `.build/venv-VERSION` with the pinned dependencies, made where it is missing; or why not."""
    folder = VENVS / f"venv-{version}"
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        steps = (
            [str(python), "-m", "venv", str(folder)],
            [
                str(interpreter),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "-r",
                str(ROOT / "requirements.lock"),
            ],
        )
        for step in steps:
            done = subprocess.run(step, capture_output=True, check=False)
            if done.returncode:
                shutil.rmtree(folder, ignore_errors=True)
                said = done.stderr.decode(errors="replace")[-200:]
                return f"{python} is there, but `{' '.join(step[1:4])} …` failed: {said}"
    return interpreter


def _plain_environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ}


def files() -> list[Path]:
    """The seed reports in every channel."""
    return sorted(path for folder in ("docx", "xlsx", "pdf", "html", "txt") for path in (SEEDS / folder).iterdir())


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m trust.determinism", description="The same input, the same bytes.")
    parser.add_argument("files", nargs="*", type=Path, help="files to check (default: the seed reports)")
    chosen = [path.resolve() for path in parser.parse_args(arguments).files] or files()
    runs = list(same_interpreter())
    second = other_version()
    runs += [second] if isinstance(second, Run) else []
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    print(f"{len(chosen)} files, formats: {', '.join(FORMATS)}; this is Python {version}")
    measure = {name: runs[0].output(chosen, name) for name in FORMATS}
    total = hashlib.sha256(b"".join(measure.values())).hexdigest()[:16]
    print(f"  {runs[0].name:<36} {total}  {sum(map(len, measure.values()))} bytes")
    rules, same = _rule_set(), True
    for run in runs[1:]:
        printed = {name: run.output(chosen, name) for name in FORMATS}
        differing = [name for name in FORMATS if printed[name] != measure[name]]
        same &= not differing
        print(f"  {run.name:<36} {'the same' if not differing else 'different'}")
        for name in differing:
            print(f"    {name}: {_first_difference(measure[name], printed[name])}")
    if _rule_set() != rules:
        print("  the rules were changed while this ran; nothing can be said, please run it again")
    if isinstance(second, str):
        print(f"  two Python versions: skipped, {second}")
    return 0 if same else 1


def _rule_set() -> str:
    """The hash of the rules as they stand on disk now, by a fresh process."""
    says = "from kaocheng.audit import all_rules, rule_set_hash; print(rule_set_hash(all_rules()))"
    done = subprocess.run([sys.executable, "-c", says], capture_output=True, check=True, cwd=ROOT)
    return done.stdout.decode().strip()


def _first_difference(one: bytes, other: bytes) -> str:
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, place - 30)
    first, second = (text[start : place + 30].decode(errors="replace") for text in (one, other))
    return f"byte {place}: {first!r} / {second!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
