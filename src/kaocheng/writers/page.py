"""Lines for people at a terminal: one language, colours where they are wanted, nothing that steers the terminal."""

from __future__ import annotations

from typing import TextIO

from kaocheng.language import Language, Text
from kaocheng.writers.columns import aligned
from kaocheng.writers.wording import one_line

_CODES = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "33", "blue": "36", "green": "32"}


class Page:
    """Where the lines go: the stream, the language, and whether it takes colours."""

    def __init__(self, stream: TextIO, language: Language, colour: bool) -> None:
        self._stream, self._language, self._colour = stream, language, colour

    def line(self, words: Text | str = "", indent: int = 0, style: str = "") -> None:
        """One line. Whatever comes from a document is made safe for a terminal here."""
        self._put(one_line(self.say(words)), indent, style)

    def _put(self, text: str, indent: int, style: str) -> None:
        if text and style and self._colour:
            text = f"\x1b[{_CODES[style]}m{text}\x1b[0m"
        self._stream.write(" " * indent + text + "\n" if text else "\n")

    def rows(self, rows: list[list[Text | str]], right: frozenset[int], indent: int) -> None:
        """Aligned columns; the first row is the heading."""
        lines = aligned([[one_line(self.say(cell)) for cell in row] for row in rows], right)
        for index, line in enumerate(lines):
            self._put(line, indent, "" if index else "dim")

    def say(self, words: Text | str) -> str:
        return words if isinstance(words, str) else words.in_(self._language)
