"""What is sent as a file, to be kept: the browser saves it and runs nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "html": "text/html",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def attached(data: bytes, name: str) -> HttpResponse:
    """A file made here. `name`: its suffix says what it is."""
    return HttpResponse(data, content_type=_media_type(name), headers=_headers(name))


def streamed(pieces: Iterable[Any], name: str) -> StreamingHttpResponse:
    """`attached`, sent as it is written."""
    return StreamingHttpResponse(pieces, content_type=_media_type(name), headers=_headers(name))


def kept_file(file: Any, name: str, media_type: str) -> FileResponse:
    """A file somebody uploaded. Nothing uploaded is ever shown inside the application's own pages."""
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=media_type, headers=attachment_headers()
    )


def attachment_headers() -> Mapping[str, str]:
    """For a response with something a stranger made."""
    return {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


def _headers(name: str) -> dict[str, str]:
    return {**attachment_headers(), "Content-Disposition": content_disposition_header(True, name) or "attachment"}


def _media_type(name: str) -> str:
    return MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
