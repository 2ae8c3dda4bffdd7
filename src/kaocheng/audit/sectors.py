"""The trades of public units and the expressions only they use, to notice a paragraph that came from another trade.

The lists are data (`registers/sectors.toml`). A phrase is in a list only if no other trade would say it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from kaocheng.language import Text


@dataclass(frozen=True)
class Sector:
    """A trade. `units`: words in the name of a unit that belongs to it. `own`: words that make its business ours too,
    when they stand in a project's name, a goal or the unit's duties. `phrases`: what only this trade says."""

    name: Text
    units: tuple[str, ...]
    own: tuple[str, ...]
    phrases: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.phrases, key=len, reverse=True))))


@cache
def sectors() -> tuple[Sector, ...]:
    """The trades of the register."""
    return tuple(
        Sector(
            Text(entry["name"], entry["english"]),
            tuple(entry["units"]),
            tuple(entry["own"]),
            tuple(entry["phrases"]),
        )
        for entry in _register()["sector"]
    )


def sectors_of(unit: str) -> tuple[Sector, ...]:
    """The trades a unit's name shows; none where the name shows none."""
    return tuple(sector for sector in sectors() if any(word in unit for word in sector.units))


def is_general(unit: str) -> bool:
    """Whether a unit deals with every trade: a town government, a finance bureau, a development zone."""
    return any(word in unit for word in _register()["general"])


def mentions_any(text: str) -> bool:
    """Whether any trade's own expression stands in the text: a quick look before the slow one."""
    return _any_phrase().search(text) is not None


@cache
def _any_phrase() -> re.Pattern[str]:
    words = {phrase for sector in sectors() for phrase in sector.phrases}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _register() -> dict[str, Any]:
    text = (files("kaocheng.audit") / "registers" / "sectors.toml").read_text("utf-8")
    return tomllib.loads(text)
