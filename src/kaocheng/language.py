"""Words for people, in Chinese and English.

Every message of the library is a `Text`: both languages travel together, and the outermost layer
(command line, writers, web) picks one. Messages are never parsed: codes and values carry the meaning.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence in both languages.

    >>> Text("第{row}行", "row {row}").format(row=3).in_("en")
    'row 3'
    """

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The sentence in one language."""
        return self.en if language == "en" else self.zh

    def format(self, **values: Any) -> Text:
        """Fill the placeholders of both sentences; a value that is itself a `Text` gives each its own language."""
        return Text(
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
        )


def same(words: str) -> Text:
    """A word that is the same in both languages: a number, a printed label, a code."""
    return Text(words, words)
