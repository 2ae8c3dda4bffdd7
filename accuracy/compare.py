"""What is known to be printed beside what was extracted: every field gets one verdict.

Blanks, `<p>` marks and `[bookmark…]` marks do not count: the formats of one report differ in them. Rows and forms are
aligned in order by the words they share, so that one lost row does not make all that follow it wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accuracy.record import Expected, Found, Node

# Found under two names; counted once when it stands where nothing is printed.
ALIASES = frozenset({"budget"})

_NOISE = re.compile(r"\[bookmark[^\]]*\]|</?p>|[\s\u3000\u00a0\u200b\ufeff]")


class Verdict(StrEnum):
    RIGHT = "right"
    MISSING = "missing"  # printed, and not found
    DOUBTED = "doubted"  # not right, and the extraction says that it is not sure
    WRONG = "wrong"  # printed, found differently, without a word
    SPURIOUS = "spurious"  # found where nothing is printed


@dataclass(frozen=True)
class Outcome:
    """One field: where, what was printed, what was found."""

    place: str
    verdict: Verdict
    expected: str | None
    found: str | None

    def __str__(self) -> str:
        return f"{self.verdict:<8} {self.place}: printed {self.expected!r}, found {self.found!r}"


@dataclass(frozen=True)
class Tally:
    """Counts of one group. `fields`: how many are printed."""

    fields: int = 0
    right: int = 0
    silent: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Tally:
        counts = Counter(outcome.verdict for outcome in outcomes)
        return cls(
            fields=sum(counts.values()) - counts[Verdict.SPURIOUS],
            right=counts[Verdict.RIGHT],
            silent=counts[Verdict.WRONG] + counts[Verdict.SPURIOUS],
        )

    @property
    def recall(self) -> float:
        """Share of the printed fields that are right, in per cent."""
        return 100 * self.right / self.fields if self.fields else 0.0

    @property
    def silent_rate(self) -> float:
        """Silent errors per printed field, in per cent."""
        return 100 * self.silent / self.fields if self.fields else 0.0


def plain(text: str) -> str:
    """What is left of a text when formats no longer differ.

    >>> plain("<p>产出指标\\n（50 分）</p>")
    '产出指标（50分）'
    """
    return _NOISE.sub("", text)


def compare(expected: Node[Expected], found: Node[Found], place: str = "") -> Iterator[Outcome]:
    """A verdict for every field that is printed, and for every one that is not and was found."""
    for name, want in expected.fields.items():
        outcome = _judge(f"{place}{name}", want, found.fields.get(name))
        if outcome is not None:
            yield outcome
    for name, wanted in expected.lists.items():
        compared = {key for node in wanted for key in node.fields}
        for number, (want_node, found_node) in enumerate(align(wanted, found.lists.get(name, [])), start=1):
            where = f"{place}{name}[{number}]."
            if want_node is None:
                yield from _surplus(where, found_node, compared)
            else:
                yield from compare(want_node, Node() if found_node is None else found_node, where)


def align(
    wanted: list[Node[Expected]], found: list[Node[Found]]
) -> list[tuple[Node[Expected] | None, Node[Found] | None]]:
    """Pairs in order, None where one side has no partner; the pairing that shares the most words wins."""
    words_wanted = [_words(node) for node in wanted]
    words_found = [_words(node) for node in found]
    rows, columns = len(wanted), len(found)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = _likeness(words_wanted[i], words_found[j])
            together = best[i + 1][j + 1] + paired if paired else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[Node[Expected] | None, Node[Found] | None]] = []
    i = j = 0
    while i < rows or j < columns:
        paired = _likeness(words_wanted[i], words_found[j]) if i < rows and j < columns else 0.0
        if paired and best[i][j] == best[i + 1][j + 1] + paired:
            pairs.append((wanted[i], found[j]))
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            pairs.append((wanted[i], None))
            i += 1
        else:
            pairs.append((None, found[j]))
            j += 1
    return pairs


def _words(node: Node[Any]) -> Counter[str]:
    """The texts and the numbers of a node: a figure is known by either."""
    words: Counter[str] = Counter()
    for leaf in node.leaves():
        text = plain(str(leaf))
        if text:
            words[text] += 1
        if leaf.number is not None:
            words[f"#{leaf.number.normalize():f}"] += 1
    return words


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """0 … 1: share of the texts that both sides have."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _judge(place: str, want: Expected | None, got: Found | None) -> Outcome | None:
    if want is None:
        if got is None or got.unsure:
            return None
        return Outcome(place, Verdict.SPURIOUS, None, got.text)
    if got is None:
        return Outcome(place, Verdict.MISSING, str(want), None)
    same_text = not want.texts or plain(got.text) in {plain(text) for text in want.texts}
    same_number = want.number is None or got.number == want.number
    same_name = want.name is None or plain(got.name or got.text) == plain(want.name)
    if same_text and same_number and same_name:
        return Outcome(place, Verdict.RIGHT, str(want), got.text)
    shown = got.text if not same_text else f"{got.text} = {got.name if got.number is None else got.number}"
    return Outcome(place, Verdict.DOUBTED if got.unsure else Verdict.WRONG, str(want), shown)


def _surplus(place: str, found: Node[Found] | None, compared: set[str]) -> Iterator[Outcome]:
    """Everything in a row that is not printed at all, as far as its kind of row is compared."""
    if found is None:
        return
    for name, got in found.fields.items():
        known = name in compared if compared else name not in ALIASES
        if known and got is not None and not got.unsure:
            yield Outcome(f"{place}{name}", Verdict.SPURIOUS, None, got.text)
    for name, nodes in found.lists.items():
        for number, node in enumerate(nodes, start=1):
            yield from _surplus(f"{place}{name}[{number}].", node, set())
