"""The OpenAPI description of the API: generated, committed as docs/openapi.json, served at /api/v1/openapi.json."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kaocheng_web.api import checking, filings, importing, moving, reading  # noqa: F401  (they declare their routes)
from kaocheng_web.api.problems import MEDIA_TYPE
from kaocheng_web.api.routing import api

PREFIX = "/api/v1"


@cache
def describe() -> dict[str, Any]:
    """The description. Problems get their media type, which the framework does not know."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/") + "/")))
    for methods in found["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    response["content"] = {MEDIA_TYPE: content["application/json"]}
    return found


def describe_as_text() -> str:
    return json.dumps(describe(), ensure_ascii=False, indent=1) + "\n"
