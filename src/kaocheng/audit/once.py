"""Work done once for one report, however many rules ask for it.

A dozen rules read the sentences of the same report. The result is kept by identity: the same object, not an equal one,
because comparing two reports costs more than reading one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

_KEPT = 16  # the forms of one report, and a little more; a long run must not gather documents


def once(function: Callable[[S], T]) -> Callable[[S], T]:
    """Remember what a function gave for the last few objects it was asked about. The result must be immutable."""
    kept: dict[int, tuple[Any, T]] = {}

    @functools.wraps(function)
    def recall(subject: S) -> T:
        entry = kept.get(id(subject))
        # The object is kept beside the result, so its identity cannot pass to another one.
        if entry is not None and entry[0] is subject:
            return entry[1]
        result = function(subject)
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)), None)
        kept[id(subject)] = (subject, result)
        return result

    return recall
