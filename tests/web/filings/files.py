"""Files to upload in tests: sound, strange and hostile ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

SEEDS = Path(__file__).parents[3] / "samples" / "seeds"


def seed(path: str) -> bytes:
    return (SEEDS / path).read_bytes()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def png(width: int = 2, height: int = 2, shade: int = 200) -> bytes:
    from kaocheng_web.filings.pictures import to_png

    return to_png(width, height, bytes([shade]) * (width * 3 * height), width * 3)


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def bomb() -> bytes:
    """A docx whose text unpacks to 300 MB."""
    types = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": bytes(300 * 1024**2)})


def with_macros() -> bytes:
    """A workbook with a program in it."""
    stream = io.BytesIO(seed("xlsx/chengde-2022.xlsx"))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    return stream.getvalue()
