"""Every view names its permission; `access.middleware` refuses those that do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kaocheng_web.access.policy import PERMISSIONS

V = TypeVar("V", bound=Callable[..., Any])


def guarded(permission: str) -> Callable[[V], V]:
    """Marks a view with the permission it needs. Where the view is about one object, it also calls `policy.find`."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}")

    def mark(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
