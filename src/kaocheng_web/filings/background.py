"""Uploaded forms are read in the background."""

from __future__ import annotations

from typing import Any

from kaocheng.language import Text
from kaocheng_web.filings.uploading import read_upload
from kaocheng_web.jobs.services import Running, job


@job("filings.read", Text("读取上传的表", "reading an uploaded form"))
def read(running: Running) -> dict[str, Any]:
    return read_upload(running)
