"""Ticks and signs set in symbol fonts, as the Unicode characters a reader takes them for.

A tick in a form is often the letter "R" in Wingdings 2, and "≥" the letter "³" in Symbol. Source: the character tables
of the fonts Symbol, Wingdings, Wingdings 2, Wingdings 3 and Webdings (only what
appears in forms; no letters in Symbol, since text wrongly set in it is more common than Greek).
"""

from __future__ import annotations

_TABLES: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆",
        0x78: "☒", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
        0xE2: "↓", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
        **{0x81 + digit: chr(0x2460 + digit) for digit in range(10)},
        **{0x8C + digit: chr(0x2776 + digit) for digit in range(10)},
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐",
        **{0x6A + digit: chr(0x2460 + digit) for digit in range(10)},
    },
    "wingdings 3": {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗"},
    "symbol": {
        0xA3: "≤", 0xA5: "∞", 0xA8: "♦", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
        0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xD7: "·", 0xE5: "∑",
    },
}  # fmt: skip
_PRIVATE = 0xF000  # where Word puts the characters of symbol fonts


def is_symbol_font(font: str | None) -> bool:
    """Whether characters set in this font are signs."""
    return font is not None and font.lower() in _TABLES


def symbol(font: str | None, code: int) -> str:
    """One character of a symbol font; a sign not in the tables stays the character it is coded as."""
    low = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    sign = _TABLES.get((font or "").lower(), {}).get(low)
    if sign is not None:
        return sign
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def symbol_text(font: str | None, text: str) -> str:
    """Every character of a run in a symbol font.

    >>> symbol_text("Wingdings 2", "R是 £否")
    '☑是 ☐否'
    """
    return "".join(symbol(font, ord(character)) for character in text)
