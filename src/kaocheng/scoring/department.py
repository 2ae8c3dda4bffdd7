"""From projects to the department: which method reproduces the printed score."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.scoring.sheet import Replayed


@dataclass(frozen=True, slots=True)
class DepartmentMethod:
    """One way to a department score. `claimed`: from the printed project scores; `replayed`: from the replayed ones.

    `name`: "simple-mean", "weighted-by-adjusted-budget", "weighted-by-executed-amount", "own-table".
    """

    name: str
    words: Text
    claimed: Replayed
    replayed: Replayed


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """The printed department score beside every method; `reproduced_by` names those that give the printed figure."""

    printed: Decimal | None
    methods: tuple[DepartmentMethod, ...]
    reproduced_by: tuple[str, ...]
