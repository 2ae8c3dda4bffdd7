"""A neutral document: paragraphs and tables with positions, before any meaning is read in.

Readers produce it, extraction reads it. It knows nothing of performance reports.
"""

from kaocheng.documents.document import Block, Document, Paragraph
from kaocheng.documents.table import Cell, Table

__all__ = ["Block", "Cell", "Document", "Paragraph", "Table"]
