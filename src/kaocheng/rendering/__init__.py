"""Compositions as files: docx and xlsx to go on working with, pdf to print and file.

Equal compositions give equal bytes. Nothing here knows what a form means; a renderer sees texts, places and spans.
"""

from __future__ import annotations

from typing import Literal

from kaocheng.composition import Composition
from kaocheng.errors import UsageError
from kaocheng.language import Text

Format = Literal["docx", "xlsx", "pdf"]
FORMATS: tuple[Format, ...] = ("docx", "xlsx", "pdf")

__all__ = ["FORMATS", "Format", "render"]


def render(composition: Composition, to: Format) -> bytes:
    """The composition as the bytes of one file.

    Raises UsageError for another format, MissingDependency where pdf is asked for without the extra `pdf`.
    """
    match to:
        case "docx":
            from kaocheng.rendering.docx import to_docx

            return to_docx(composition)
        case "xlsx":
            from kaocheng.rendering.xlsx import to_xlsx

            return to_xlsx(composition)
        case "pdf":
            from kaocheng.rendering.pdf import to_pdf

            return to_pdf(composition)
    raise UsageError(
        Text("不能输出为 {to}，可用：{formats}", "cannot render to {to}; there are {formats}").format(
            to=to, formats=Text("、".join(FORMATS), ", ".join(FORMATS))
        )
    )
