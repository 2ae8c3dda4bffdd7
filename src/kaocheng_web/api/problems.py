"""What goes wrong, as application/problem+json (RFC 9457): the same codes as on the pages, in both languages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from kaocheng.errors import KaochengError
from kaocheng.language import Text
from kaocheng_web.workflow.services import WorkflowError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("kaocheng.api")


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Fault(Schema):
    """One of several things that are wrong. `field`: the cell or parameter it is about."""

    code: str
    message: Words
    field: str | None = None


class Conflict(Schema):
    """A cell somebody else has changed meanwhile: what stands there now, and what was sent."""

    field: str
    kept: str
    lost: str


class Problem(Schema):
    """`code` is stable; `message` is for people. `request`: number of the request in the log."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    message: Words
    errors: list[Fault] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list)
    request: str = ""


class Trouble(Exception):
    """Raised by a route that cannot answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: Text,
        *,
        errors: Sequence[Fault] = (),
        conflicts: Sequence[Conflict] = (),
    ) -> None:
        super().__init__(message.en)
        self.status, self.code, self.message = status, code, message
        self.errors, self.conflicts = list(errors), list(conflicts)


def words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    problem = Problem(
        title=HTTPStatus(trouble.status).phrase,
        status=trouble.status,
        code=trouble.code,
        message=words(trouble.message),
        errors=trouble.errors,
        conflicts=trouble.conflicts,
        request=str(getattr(request, "number", "")),
    )
    response = JsonResponse(problem.model_dump(), status=trouble.status, content_type=MEDIA_TYPE)
    if trouble.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="kaocheng"'
    if trouble.status == 429:
        response["Retry-After"] = "60"
    return response


def trouble_of(error: Exception) -> Trouble:
    """What an exception means to the caller. What is not foreseen is logged and says nothing."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, WorkflowError):
        faults = [Fault(code=one.code, message=words(one.message), field=one.field) for one in error.refusals]
        status = error.status
        return Trouble(status, error.code, error.message, errors=faults)
    if isinstance(error, ValidationError):
        return Trouble(422, "invalid", _INVALID, errors=[_fault(row) for row in error.errors])
    if isinstance(error, KaochengError):
        return Trouble(422, error.code, error.message)
    if isinstance(error, Throttled):
        return Trouble(429, "too-many-requests", Text("请求过于频繁，请稍后再试", "too many requests; try later"))
    if isinstance(error, HttpError):
        return _BY_STATUS.get(error.status_code) or _BY_STATUS[400]
    if isinstance(error, PermissionDenied):
        return _BY_STATUS[403]
    if isinstance(error, Http404):
        return _BY_STATUS[404]
    if isinstance(error, RequestDataTooBig):
        return _BY_STATUS[413]
    _LOG.error("request failed", exc_info=error)
    return _BY_STATUS[500]


def _fault(row: dict[str, Any]) -> Fault:
    place = ".".join(str(part) for part in row.get("loc", ())[1:])
    message = Words(zh="取值不符合要求", en=str(row.get("msg", "")))
    return Fault(code=str(row.get("type", "invalid")), message=message, field=place or None)


_INVALID = Text("请求的参数有误", "some parameters are wrong")
_BY_STATUS = {
    trouble.status: trouble
    for trouble in (
        Trouble(400, "malformed", Text("请求内容无法解析", "the request cannot be parsed")),
        Trouble(401, "token", Text("令牌无效、已过期或已停用", "the token is invalid, expired or revoked")),
        Trouble(403, "forbidden", Text("您没有这项权限", "you do not have this right")),
        Trouble(404, "not-found", Text("不存在，或不在您的查看范围内", "it does not exist, or is not yours to see")),
        Trouble(405, "method", Text("此地址不支持该方法", "this address does not know the method")),
        Trouble(413, "too-large", Text("内容过大", "the content is too large")),
        Trouble(500, "internal", Text("系统内部错误，已记录", "an internal error; it was recorded")),
    )
}


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """The plain answer of a status."""
    return answer(request, _BY_STATUS[status])


def handle_all(api: NinjaAPI) -> None:
    """Every exception in a route becomes a problem."""

    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, trouble_of(error))

    for kind in (Exception, Http404, HttpError, AuthenticationError, Throttled, ValidationError):
        api.add_exception_handler(kind, handle)
