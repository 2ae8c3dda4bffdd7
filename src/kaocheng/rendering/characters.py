"""Text on its way into XML: nothing a parser would trip over, nothing that could become markup."""

from __future__ import annotations

import re

# What XML 1.0 does not allow, and the marks that turn the direction of writing (they hide what a text says).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def clean(text: str) -> str:
    """The text without control characters; every line end is "\\n".

    >>> clean("甲\\x0b乙\\r\\n丙")
    '甲乙\\n丙'
    """
    if text.isprintable():  # almost every cell; no forbidden character is printable
        return text
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def escape(text: str) -> str:
    """Cleaned text as the content of an element or of an attribute in double quotes.

    >>> escape('<b> & "x"')
    '&lt;b&gt; &amp; &quot;x&quot;'
    """
    text = clean(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text
