"""Copies of a person's own docx and xlsx that are safe to publish."""

from kaocheng.publication.removal import KIND_WORDS, Removal, RemovalKind
from kaocheng.publication.run import Copy, Unproven, kind_of, make_copy, marks_of

__all__ = ["KIND_WORDS", "Copy", "Removal", "RemovalKind", "Unproven", "kind_of", "make_copy", "marks_of"]
