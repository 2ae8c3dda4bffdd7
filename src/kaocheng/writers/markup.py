"""Text into markup: escaping, choosing a language, and the signs for severities."""

from __future__ import annotations

import html
import re

from kaocheng.audit.finding import Severity
from kaocheng.language import Language, Text

SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "!", Severity.INFO: "i"}
# What HTML does not allow in text, and marks that turn the direction of the rest of the line.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escape(text: str) -> str:
    """A text from anywhere, safe between tags and in quoted attributes."""
    return html.escape(_FORBIDDEN.sub("\ufffd", text), quote=True)


class Words:
    """Picks a language and escapes."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, zh: str | Text, en: str = "") -> str:
        return escape((zh if isinstance(zh, Text) else Text(zh, en)).in_(self._language))


def sign(severity: Severity) -> str:
    return f'<span class="sign {severity.value}" aria-hidden="true">{SIGNS[severity]}</span>'
