"""Readers: one module per format, each turning bytes into a neutral `Document`.

A reader module has `read(source: Source, limits: Limits) -> Document` and `MEDIA_TYPES`. It copies what the file says
and where it stands; guessing belongs to extraction. `read()` here chooses the reader by content.
"""

from kaocheng.readers.limits import DEFAULT, Limits, limits_from_environment
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source, open_source

__all__ = ["DEFAULT", "Limits", "Source", "limits_from_environment", "open_source", "read"]
