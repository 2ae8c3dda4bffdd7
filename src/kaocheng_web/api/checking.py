"""Checking a document that stands in no filing: nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import HttpRequest
from ninja import File, Query, Schema, UploadedFile
from pydantic import Field

from kaocheng.pipeline import check_file
from kaocheng.readers import Limits
from kaocheng_web.api.problems import Trouble
from kaocheng_web.api.routing import Language, route
from kaocheng_web.filings.receiving import too_large

LARGEST_FILE = 5 * 1024 * 1024
_LIMITS = Limits(max_file_bytes=LARGEST_FILE, max_seconds=20)


class Check(Schema):
    """`scheme`: id of a scoring scheme; without it, the one of region and year is chosen."""

    scheme: str | None = Field(None, max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")


@route("POST", "/checks", permission="signed_in", answer=dict[str, Any], errors=(400, 413))
def check_document(
    request: HttpRequest, file: File[UploadedFile], asked: Query[Check], language: Language = "zh"
) -> Any:
    """Read, score and check a report (docx, xlsx, xls, pdf, html, txt; up to 5 MB), as the command line does"""
    large = too_large(file, LARGEST_FILE)
    if large is not None:
        raise Trouble(413, "too-large", large)
    name = (file.name or "upload").replace("\x00", "")
    with NamedTemporaryFile(suffix=PurePath(name).suffix[:10]) as kept:
        for part in file.chunks():
            kept.write(part)
        kept.flush()
        result = check_file(kept.name, asked.scheme, limits=_LIMITS)
    result = replace(result, source=replace(result.source, path=name))
    if result.error is not None:
        raise Trouble(422, result.error.code, result.error.message)
    return result.to_json(language)
