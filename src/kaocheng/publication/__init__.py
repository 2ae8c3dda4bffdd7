"""Copies of a person's own docx and xlsx, and typed-in forms, that are safe to publish."""

from kaocheng.publication.account import Account, Promise, account_of
from kaocheng.publication.cells import CleanCells, Cut, clean_cells, marks_in_cells, published_form
from kaocheng.publication.removal import KIND_WORDS, Removal, RemovalKind
from kaocheng.publication.run import Copy, Unproven, kind_of, make_copy, marks_of

__all__ = [
    "KIND_WORDS",
    "Account",
    "CleanCells",
    "Copy",
    "Cut",
    "Promise",
    "Removal",
    "RemovalKind",
    "Unproven",
    "account_of",
    "clean_cells",
    "kind_of",
    "make_copy",
    "marks_in_cells",
    "marks_of",
    "published_form",
]
