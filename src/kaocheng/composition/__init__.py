"""A document about to be written: headings, paragraphs with gaps, official forms as merged grids. No file format.

The counterpart of `documents`: that is what a file says, this is what a file shall say. Templates and reports make
compositions; `rendering` turns them into docx, xlsx and pdf, the web application shows them on screen.
"""

from kaocheng.composition.grid import Align, Formula, Grid, GridCell, Input, Role
from kaocheng.composition.page import Block, Composition, Gap, Heading, Paragraph, Run, Signature

__all__ = [
    "Align",
    "Block",
    "Composition",
    "Formula",
    "Gap",
    "Grid",
    "GridCell",
    "Heading",
    "Input",
    "Paragraph",
    "Role",
    "Run",
    "Signature",
]
