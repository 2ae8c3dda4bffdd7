"""Reads every sample, compares it with what is printed, and sums up by group and channel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accuracy.compare import Outcome, Tally, compare
from accuracy.facts import ROOT, Sample, real_forms, shuffled, templates, variants
from accuracy.found import found_in
from accuracy.record import Expected, Node
from accuracy.render_forms import BUILD, CHANNELS, render_all
from accuracy.truth import truth_of_sample, truth_of_seed

SEEDS = ROOT / "samples" / "seeds"
BASELINE = ROOT / "accuracy" / "baseline.json"

SEED_TARGETS = {"docx": 99.8, "xlsx": 99.8, "pdf": 99.5, "txt": 98.0, "html": 99.8}
FORM_TARGET = 98.0
SILENT_TARGET = 0.2


@dataclass(frozen=True)
class File:
    """One file and what it prints."""

    group: str
    channel: str
    path: Path
    truth: Node[Expected]


@dataclass(frozen=True)
class Result:
    """One file measured. `failure`: why it could not be read at all; every printed field then counts as missing."""

    file: File
    outcomes: tuple[Outcome, ...]
    failure: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of the table: a group in one channel, beside its targets (per cent)."""

    group: str
    channel: str
    files: int
    tally: Tally
    recall_target: float

    @property
    def key(self) -> str:
        return f"{self.group}/{self.channel}"

    @property
    def reached(self) -> bool:
        return self.tally.recall >= self.recall_target and self.tally.silent_rate <= SILENT_TARGET

    def as_json(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "channel": self.channel,
            "files": self.files,
            "fields": self.tally.fields,
            "right": self.tally.right,
            "silent": self.tally.silent,
            "recall": round(self.tally.recall, 3),
            "silent_rate": round(self.tally.silent_rate, 3),
            "recall_target": self.recall_target,
            "silent_target": SILENT_TARGET,
            "reached": self.reached,
        }


def seed_files() -> Iterator[File]:
    """The seed reports in every channel they exist in. Scans are left out: they have no text layer."""
    for channel in SEED_TARGETS:
        for path in sorted((SEEDS / channel).glob(f"*.{channel}")):
            truth = truth_of_seed(SEEDS / "truth" / f"{path.stem}.json", channel)
            yield File("seeds", channel, path, truth)


def form_files(folder: Path = BUILD, seed: int | None = None) -> Iterator[File]:
    """The forms of other provinces, the templates and the variants, freshly rendered; with a seed, shuffled ones."""
    chosen: list[Sample] = [*real_forms(), *templates(), *variants()] if seed is None else list(shuffled(seed))
    files = render_all(folder, chosen)
    for sample in chosen:
        truth = truth_of_sample(sample)
        for channel in CHANNELS:
            yield File(sample.group, channel, files[sample.name, channel], truth)


def measure(file: File) -> Result:
    """Read, extract, compare."""
    from kaocheng.extraction import extract
    from kaocheng.readers.registry import read

    try:
        found = found_in(extract(read(file.path)))
    except Exception as error:  # a crash is a result of the measurement, not its end
        return Result(file, tuple(compare(file.truth, Node())), f"{type(error).__name__}: {error}")
    return Result(file, tuple(compare(file.truth, found)))


def lines(results: list[Result]) -> list[Line]:
    """One line per group and channel, in the order of first appearance."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        grouped.setdefault((result.file.group, result.file.channel), []).append(result)
    return [
        Line(
            group,
            channel,
            len(members),
            Tally.of(outcome for member in members for outcome in member.outcomes),
            SEED_TARGETS[channel] if group == "seeds" else FORM_TARGET,
        )
        for (group, channel), members in grouped.items()
    ]


def read_baseline() -> dict[str, Any]:
    """The figures last recorded, by group and channel; empty where none were."""
    loaded: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    return loaded


def record_baseline(figures: dict[str, dict[str, float]]) -> None:
    """Keep these figures as the ones to compare with."""
    BASELINE.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
