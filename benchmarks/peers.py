"""Other libraries on the same files, each in a process of its own so that nothing mixes with our dependencies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOT_INSTALLED = 3
HINT = "not installed: pip install -r benchmarks/peers.txt (sh benchmarks/peers.sh)"
HINT_DOCLING = "not installed: sh benchmarks/peers.sh"


@dataclass(frozen=True)
class Peer:
    """CPU seconds for the files, or why there are none."""

    name: str
    seconds: float | None
    note: str


def measure_peer(name: str, paths: Sequence[Path], rounds: int) -> Peer:
    """Run the worker with the Python of .venv-peers, else with ours."""
    note = HINT_DOCLING if name == "docling" else HINT
    for python in _pythons():
        command = [str(python), str(HERE / "worker.py"), name, str(rounds), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            figures = json.loads(done.stdout.strip().splitlines()[-1])
            return Peer(name, figures["seconds"], figures["version"])
        if done.returncode != NOT_INSTALLED:
            note = "failed: " + " ".join(done.stderr.strip().splitlines()[-1:])
    return Peer(name, None, note)


def _pythons() -> list[Path]:
    own = ROOT / ".venv-peers" / "bin" / "python"
    return [path for path in (own, Path(sys.executable)) if path.exists()]
