"""Damaged copies of real reports through the whole check, for minutes: `make fuzz`.

Every copy must give a report or an error that says what is wrong. An error code "internal" is a fault of ours.
"""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaocheng.pipeline import check_file

SEEDS = Path(__file__).resolve().parents[2] / "samples" / "seeds"
FILES = sorted(path for kind in ("docx", "xlsx", "pdf", "html", "txt") for path in (SEEDS / kind).iterdir())
ROUNDS = int(os.environ.get("KAOCHENG_FUZZ_ROUNDS", "60"))


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_damaged_copies(path: Path, tmp_path: Path) -> None:
    random_source = random.Random(path.name)
    for number, data in enumerate(damaged(path.read_bytes(), random_source)):
        copy = tmp_path / f"{number}{path.suffix}"
        copy.write_bytes(data)
        result = check_file(str(copy))
        assert result.error is None or result.error.code != "internal", (number, result.error)
        copy.unlink()
    assert not list(tmp_path.iterdir()), "something was written beside the input"


def damaged(data: bytes, source: random.Random) -> Iterator[bytes]:
    """Cut, flipped, spliced; and for packages the same inside their parts, packed again."""
    for _ in range(ROUNDS):
        yield scar(data, source)
        if data[:2] == b"PK":
            yield repacked(data, source)


def scar(data: bytes, source: random.Random) -> bytes:
    kind = source.randrange(4)
    place = source.randrange(len(data))
    if kind == 0:
        return data[:place]
    if kind == 1:
        flipped = bytearray(data)
        for _ in range(source.randrange(1, 30)):
            flipped[source.randrange(len(flipped))] = source.randrange(256)
        return bytes(flipped)
    length = source.randrange(1, 4000)
    if kind == 2:
        return data[:place] + data[place + length :]
    return data[:place] + data[place : place + length] * source.randrange(2, 6) + data[place:]


def repacked(data: bytes, source: random.Random) -> bytes:
    original = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in original.namelist() if name.endswith(".xml")]
    victim = source.choice(names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in original.namelist():
            part = original.read(name)
            package.writestr(name, scar(part, source) if name == victim and part else part)
    return out.getvalue()
