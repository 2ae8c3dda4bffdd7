"""One log line a request, without personal data: route, status, duration, and a number to find it by."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kaocheng_web.operations.logs import REQUEST
from kaocheng_web.operations.requests import count_request

_LOG = logging.getLogger("kaocheng.request")
_QUIET = ("healthz", "metrics")  # asked for every few seconds by machines


class RequestLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, start = uuid.uuid4().hex[:12], time.perf_counter()
        request.number = number  # type: ignore[attr-defined]
        token = REQUEST.set(number)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            match = request.resolver_match
            route = match.route if match else "-"
            seconds = time.perf_counter() - start
            fields = {
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            count_request(response.status_code, seconds)
            quiet = route in _QUIET and response.status_code < 400
            _LOG.log(logging.DEBUG if quiet else logging.INFO, "request", extra={"fields": fields})
        finally:
            REQUEST.reset(token)
        return response
