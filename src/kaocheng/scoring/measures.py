"""Which way is better for a measure, judged from its name. The words are data: data/measures.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Literal, NamedTuple

_FILE = Path(__file__).parent / "data/measures.toml"
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_NOISE = re.compile(r"[\s\u3000“”\"'《》：:，,。.；;\d%％≥≤＞＜=]+")
_JOINTS = re.compile(r"[、/]|(?<=率)[和及与]")


class _Words(NamedTuple):
    tails: tuple[str, ...]  # longest first
    unclear: tuple[str, ...]
    directions: dict[str, Literal["higher", "lower"]]
    longest: int


@functools.lru_cache(maxsize=4096)
def direction_of(name: str) -> Literal["higher", "lower"] | None:
    """Whether more or less of it is better, or None where the name does not say.

    The last word decides, as in Chinese the head noun comes last.

    >>> direction_of("设备故障率"), direction_of("故障处置率"), direction_of("图书册数")
    ('lower', 'higher', None)
    """
    words = _words()
    name = _NOISE.sub("", _BRACKETS.sub("", name))
    if name.startswith(words.unclear):
        return None
    name = _JOINTS.split(name)[-1] or name
    while name:
        for length in range(min(words.longest, len(name)), 0, -1):
            found = words.directions.get(name[-length:])
            if found is not None:
                return found
        tail = next((tail for tail in words.tails if name.endswith(tail)), None)
        if tail is None:
            return None
        name = name.removesuffix(tail)
    return None


@functools.cache
def _words() -> _Words:
    data = tomllib.loads(_FILE.read_text("utf-8"))
    directions: dict[str, Literal["higher", "lower"]] = dict.fromkeys(data["higher"], "higher")
    directions |= dict.fromkeys(data["lower"], "lower")
    return _Words(
        tails=tuple(sorted(data["tails"], key=len, reverse=True)),
        unclear=tuple(data["unclear_beginnings"]),
        directions=directions,
        longest=max(map(len, directions)),
    )
