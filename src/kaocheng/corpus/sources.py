"""From the paths a person names to the files to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

# .doc, .wps and .et are here although their own formats are not read: such files are html or docx as often as not, and
# for the others the reader says what to do. A report in a folder must not be passed over in silence.
SUFFIXES = frozenset(
    [
        ".docx",
        ".docm",
        ".dotx",
        ".dotm",
        ".doc",
        ".wps",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".mht",
        ".mhtml",
        ".txt",
    ]
)


def expand(paths: Iterable[str]) -> Iterator[str]:
    """The files that the paths stand for, in a stable order, each once.

    A file that is named is always taken, whatever its suffix, also one that does not exist: the reader tells what is
    wrong with it. Of a folder and the folders in it those files are taken whose suffix belongs to a format we read,
    by name; hidden files and the lock files of office programs (~$…, .~lock…) are left out. A folder reached twice
    through links is read once.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _files_under(path) if os.path.isdir(path) else (path,):
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield file


def _files_under(folder: str) -> Iterator[str]:
    known: set[str] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        real = os.path.realpath(current)
        if real in known:
            continue
        known.add(real)
        try:
            names = sorted(name for name in os.listdir(current) if not name.startswith((".", "~$")))
        except OSError:
            yield current  # the reader says why; an unreadable folder must not pass for an empty one
            continue
        folders = []
        for name in names:
            path = os.path.join(current, name)
            if os.path.isdir(path):
                folders.append(path)
            elif os.path.splitext(name)[1].lower() in SUFFIXES:
                yield path
        pending.extend(reversed(folders))
