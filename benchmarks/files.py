"""The files that are measured: the same for us, for the floor and for the peers."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "samples" / "seeds"


def seeds(channel: str) -> list[Path]:
    """The seed reports in one format."""
    return sorted((SEEDS / channel).glob(f"*.{channel}"))
