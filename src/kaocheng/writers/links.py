"""The way from an output to its source file, as a URI."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def relative_uri(path: str, folder: str, *, inside: bool = False) -> str:
    """The URI of a file seen from a folder, percent-encoded. Absolute where no relative path leads there.

    `inside`: only files in the folder and below it are named relatively.

    >>> relative_uri("/a/b/报告 1.docx", "/a")
    'b/%E6%8A%A5%E5%91%8A%201.docx'
    """
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return Path(os.path.abspath(path)).as_uri()
    if inside and relative.split(os.sep, 1)[0] == os.pardir:
        return Path(os.path.abspath(path)).as_uri()
    return quote(os.fsencode(relative.replace(os.sep, "/")))
