"""A calendar file (RFC 5545) that Outlook, WPS and telephones read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from kaocheng.language import Language
from kaocheng_web.notifications.selectors import Deadline

_LINE = 75  # octets in one line; longer ones are folded


def calendar_file(deadlines: Iterable[Deadline], host: str, language: Language, now: datetime.datetime) -> str:
    """`host` makes the identifiers the world's only ones; `now` is in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kaocheng//Deadlines//ZH", "CALSCALE:GREGORIAN"]
    for deadline in deadlines:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{deadline.uid}@{host}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{deadline.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{deadline.day + datetime.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(deadline.text.in_(language))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Pieces of at most 75 octets; no character is cut in two, later pieces begin with a blank."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += width
    return [*pieces, piece]
