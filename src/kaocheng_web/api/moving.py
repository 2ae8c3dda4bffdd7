"""Items, opinions, and moving everything that has states; the actions are those of the tables."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from kaocheng.audit import all_rules
from kaocheng.language import Text
from kaocheng_web.access.policy import find, visible
from kaocheng_web.api import shapes
from kaocheng_web.api.routing import LARGEST, Id, Page, Paging, paged, route
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.selectors import filings
from kaocheng_web.filings.services import clean
from kaocheng_web.rectification.models import Item
from kaocheng_web.results.models import Opinion
from kaocheng_web.workflow.models import Moving
from kaocheng_web.workflow.services import Refused, perform

_ERRORS = (400, 409, 413)


class ItemFilter(Schema):
    """`open`: those not closed yet."""

    project_year: int | None = Field(None, ge=1, le=LARGEST)
    year: int | None = Field(None, ge=1949, le=9999)
    state: str | None = Field(None, max_length=30, pattern="^[a-z_]+$")
    open: bool | None = None


@route("GET", "/rectification-items", permission="rectification.view", answer=Page[shapes.ItemOut])
def list_items(request: HttpRequest, paging: Query[Paging], asked: Query[ItemFilter]) -> Any:
    """What is to be put right, by deadline"""
    rows = visible(request.user, Item.objects.all())
    wanted = {
        "project_year": asked.project_year,
        "project_year__cycle__year": asked.year,
        "state": asked.state,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if asked.open is not None:
        rows = rows.exclude(state="closed") if asked.open else rows.filter(state="closed")
    return paged(rows, paging, shapes.item)


@route("GET", "/rectification-items/{pk}", permission="rectification.view", answer=shapes.ItemDetail)
def show_item(request: HttpRequest, pk: Id) -> Any:
    """One item with what the person may do with it"""
    row = find(request.user, Item.objects.select_related("project_year", "filing"), "rectification.view", pk=pk)
    return shapes.item_detail(request.user, row)


class OpinionFilter(Schema):
    project_year: int | None = Field(None, ge=1, le=LARGEST)
    year: int | None = Field(None, ge=1949, le=9999)


@route("GET", "/opinions", permission="results.view", answer=Page[shapes.OpinionOut])
def list_opinions(request: HttpRequest, paging: Query[Paging], asked: Query[OpinionFilter]) -> Any:
    """What follows for the next budget, the latest first"""
    rows = visible(request.user, Opinion.objects.order_by("-pk"))
    wanted = {"project_year": asked.project_year, "project_year__cycle__year": asked.year}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return paged(rows, paging, shapes.opinion)


@route("GET", "/opinions/{pk}", permission="results.view", answer=shapes.OpinionDetail)
def show_opinion(request: HttpRequest, pk: Id) -> Any:
    """One opinion with what the person may do with it"""
    row = find(request.user, Opinion.objects.select_related("project_year"), "results.view", pk=pk)
    return shapes.opinion_detail(request.user, row)


@route(
    "POST",
    "/filings/{pk}/moves",
    permission="filing.view",
    scope="write",
    answer=shapes.MovingOut,
    errors=_ERRORS,
)
def move_filing(request: HttpRequest, pk: Id, body: shapes.Move) -> Any:
    """Hand in, return, approve a form"""
    return _move(request, find(request.user, filings(), "filing.view", pk=pk), body)


@route(
    "POST",
    "/rectification-items/{pk}/moves",
    permission="rectification.view",
    scope="write",
    answer=shapes.MovingOut,
    errors=_ERRORS,
)
def move_item(request: HttpRequest, pk: Id, body: shapes.Move) -> Any:
    """Accept, report, close an item"""
    return _move(request, find(request.user, Item.objects.all(), "rectification.view", pk=pk), body)


@route(
    "POST", "/opinions/{pk}/moves", permission="results.view", scope="write", answer=shapes.MovingOut, errors=_ERRORS
)
def move_opinion(request: HttpRequest, pk: Id, body: shapes.Move) -> Any:
    """Confirm an opinion, answer it"""
    return _move(request, find(request.user, Opinion.objects.all(), "results.view", pk=pk), body)


@route(
    "POST",
    "/packages/{pk}/moves",
    permission="disclosure.view",
    scope="write",
    answer=shapes.MovingOut,
    errors=_ERRORS,
)
def move_package(request: HttpRequest, pk: Id, body: shapes.Move) -> Any:
    """Check, approve, publish a package"""
    return _move(request, find(request.user, Package.objects.all(), "disclosure.view", pk=pk), body)


def _move(request: HttpRequest, thing: Moving, body: shapes.Move) -> shapes.MovingOut:
    known = {rule.code for rule in all_rules()}
    for code in body.codes:
        if code not in known:
            words = Text("没有这条规则：{code}", "there is no such rule: {code}").format(code=code)
            raise Refused.about("codes", words, "unknown-rule")
    perform(
        request.user,
        thing,
        body.action,
        version=body.version,
        reason=clean(body.reason),
        codes=tuple(dict.fromkeys(body.codes)),
        data={name: clean(text) for name, text in body.data.items()} or None,
    )
    return shapes.moving(thing)
