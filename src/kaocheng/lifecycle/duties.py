"""Separation of duties: which roles nobody holds together."""

from __future__ import annotations

from collections.abc import Iterable

from kaocheng.language import Text
from kaocheng.lifecycle.roles import Role


def conflict(held: Iterable[Role], wanted: Role) -> Text | None:
    """Why a person with the roles `held` may not hold `wanted` as well, or None. Whoever gives out roles and accounts
    does not take part in the business they open.

    >>> conflict([Role.PREPARER], Role.UNIT_HEAD) is None
    True
    >>> conflict([Role.ADMINISTRATOR], Role.FINANCE_MANAGER).en
    'an administrator holds no other role (separation of duties)'
    """
    others = {role for role in held if role is not wanted}
    apart = (wanted is Role.ADMINISTRATOR and others) or Role.ADMINISTRATOR in others
    if not apart:
        return None
    return Text(
        "系统管理员不得兼任其他岗位（不相容岗位分离）", "an administrator holds no other role (separation of duties)"
    )
