"""Documents meet meaning: from what a file prints to a structured report, by headers and synonyms.

Never by file name, region or position. A row that cannot be read with certainty is marked, never guessed silently.
"""

from kaocheng.extraction.assembly import extract

__all__ = ["extract"]
