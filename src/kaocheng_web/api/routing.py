"""The API object, and how a route is declared: with its permission and the scope a token must have.

    @route("GET", "/filings/{pk}", permission="filing.view", answer=Filing)
    def show_filing(request, pk: Id): ...

`permission` is one of `access.policy.PERMISSIONS` and means the same as on a page; "public" needs no token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Schema
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle
from pydantic import Field

from kaocheng.language import Text
from kaocheng_web.access.policy import PERMISSIONS, require
from kaocheng_web.access.rates import asker, hit
from kaocheng_web.api.problems import Problem, Trouble, handle_all
from kaocheng_web.api.services import identify

Scope = Literal["read", "write", "import"]
LARGEST = 2**31 - 1
PER_MINUTE = 600  # requests of one person, or of one address where nobody is known

Id = Annotated[int, Path(ge=1, le=LARGEST)]
Language = Annotated[Literal["zh", "en"], Query(description="language of texts that come in one language")]
Amount = Annotated[str | None, Field(description="decimal number as text, 万元 (10,000 yuan)")]
T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])

api = NinjaAPI(
    title="Kaocheng 考成",
    version="1.0.0",
    description=(
        "Budget performance management. Every request but the public ones carries `Authorization: Bearer <token>`; "
        "a token acts as the person who made it, within its scopes. Lists come in pages. "
        "Whatever goes wrong comes as `application/problem+json` with a stable `code` and a message in both languages."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
handle_all(api)


@dataclass(frozen=True, slots=True)
class Route:
    """What was declared, for the tests that walk over all of them."""

    method: str
    path: str
    permission: str
    scope: Scope
    view: Callable[..., Any]


ROUTES: list[Route] = []


class Bearer(HttpBearer):
    """Recognises the token, then compares its scope, and its person with the permission of the route."""

    def __init__(self, permission: str, scope: Scope) -> None:
        super().__init__()
        self.permission, self.scope = permission, scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = identify(token)
        if found is None:
            return None
        if self.scope not in found.scopes:
            message = Text("令牌没有“{scope}”权限", "the token lacks the scope “{scope}”").format(scope=self.scope)
            raise Trouble(403, "scope", message)
        request.user = found.person
        require(found.person, self.permission)
        return found


class _Limit(BaseThrottle):
    def allow_request(self, request: HttpRequest) -> bool:
        return hit("api", asker(request), limit=PER_MINUTE)

    def wait(self) -> float:
        return 60


def route(
    method: str,
    path: str,
    *,
    permission: str,
    answer: Any,
    scope: Scope = "read",
    status: int = 200,
    errors: Iterable[int] = (),
    extra: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    """Declares a route. `errors`: statuses of problems besides those every route may answer with."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}")
    closed = permission != "public"
    statuses = {422, 429, *errors, *((401, 403) if closed else ()), *((404,) if "{" in path else ())}

    def keep(view: V) -> V:
        ROUTES.append(Route(method, path, permission, scope, view))
        api.api_operation(
            [method],
            path,
            auth=Bearer(permission, scope) if closed else None,
            throttle=[_Limit()],
            response={status: answer, **dict.fromkeys(sorted(statuses), Problem)},
            operation_id=view.__name__,
            summary=(view.__doc__ or "").split("\n")[0].rstrip("."),
            description=None,
            tags=[path.split("/")[1]],
            openapi_extra={"x-permission": permission, "x-scope": scope if closed else None, **(extra or {})},
        )(view)
        return view

    return keep


class Paging(Schema):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(50, ge=1, le=200)


class Page(Schema, Generic[T]):
    """Part of a list. `count`: of all rows; `pages`: how many pages of this size there are."""

    items: list[T]
    count: int
    page: int
    size: int
    pages: int


def paged(rows: QuerySet[Any], paging: Paging, show: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of a query. `show`: row → what stands for it in the answer. Beyond the last page there is nothing."""
    count = rows.count()
    first = (paging.page - 1) * paging.size
    return {
        "items": [show(row) for row in rows[first : first + paging.size]] if first < count else [],
        "count": count,
        "page": paging.page,
        "size": paging.size,
        "pages": -(-count // paging.size),
    }
