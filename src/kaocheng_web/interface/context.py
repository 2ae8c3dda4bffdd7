"""What every page has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch

from kaocheng_web.access.policy import Access, access_of
from kaocheng_web.interface.words import current_language, t

# Menu: (permission, route, text). A person sees the entries he may open.
MENU = (
    ("signed_in", "home", t("工作台", "Desk")),
    ("project.view", "projects:list", t("项目", "Projects")),
    ("monitoring.view", "monitoring:overview", t("监控", "Monitoring")),
    ("review.queue", "review:queue", t("审核", "Review")),
    ("recheck.view", "review:rechecks", t("复核评审", "Re-check")),
    ("rectification.view", "rectification:list", t("整改", "Rectification")),
    ("results.view", "results:list", t("结果应用", "Results")),
    ("disclosure.view", "disclosure:list", t("信息公开", "Disclosure")),
    ("dashboard.view", "dashboards:overview", t("统计分析", "Analysis")),
    ("cycle.view", "cycles:list", t("年度", "Years")),
    ("people.manage", "organisations:list", t("机构人员", "People")),
    ("operations.view", "operations:status", t("运行", "Operations")),
    ("journal.view", "journal:list", t("日志", "Journal")),
)

# The entry under which the pages of an application stand, where it is not named like one.
_STANDS_UNDER = {
    "filings": "projects:list",
    "objectives": "projects:list",
    "exchange": "projects:list",
    "jobs": "operations:status",
}
_SECTIONS = {route.partition(":")[0]: route for _, route, _ in MENU if ":" in route} | _STANDS_UNDER


def menu_of(access: Access) -> list[tuple[str, Any]]:
    """(route, text) of the entries a person may open."""
    return [(route, words) for permission, route, words in MENU if access.grants and access.holds(permission)]


def section_of(match: ResolverMatch | None) -> str:
    """The route of the menu entry a page stands under, "" where there is none."""
    if match is None:
        return ""
    if match.namespace == "review":
        subject = str(getattr(match.func, "permission", "")).partition(".")[0]
        return "review:rechecks" if subject in ("recheck", "panel", "sample") else "review:queue"
    return _SECTIONS.get(match.namespace, match.view_name or "")


def page(request: HttpRequest) -> dict[str, Any]:
    access = access_of(request.user) if hasattr(request, "user") else None
    match = request.resolver_match
    return {
        "menu": [] if access is None else menu_of(access),
        "here": match.view_name if match else "",
        "section": section_of(match),
        "language": current_language(),
        "example": settings.EXAMPLE,
    }
