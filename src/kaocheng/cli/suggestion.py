"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable

from kaocheng.language import Text


def suggest(message: Text, word: str, known: Iterable[str]) -> Text:
    """The message with the known words that are close to the one given."""
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), {name.lower(): name for name in known}, n=3, cutoff=0.5)
    names = {name.lower(): name for name in known}
    if not close:
        return message
    found = [names[name] for name in close]
    return Text(f"{message.zh}；相近的有：{'、'.join(found)}", f"{message.en}; close matches: {', '.join(found)}")
