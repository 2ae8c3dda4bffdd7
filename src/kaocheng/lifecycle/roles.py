"""Who takes part. A person holds roles in an organisation; what a role may do stands in the state machines."""

from __future__ import annotations

from enum import StrEnum

from kaocheng.language import Text


class Role(StrEnum):
    """A role, after the actors of the handbook's cycle."""

    PREPARER = "preparer"
    UNIT_HEAD = "unit_head"
    DEPARTMENT_REVIEWER = "department_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    FINANCE_MANAGER = "finance_manager"
    EXPERT = "expert"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLES: dict[Role, Text] = {
    Role.PREPARER: Text("填报人", "preparer"),
    Role.UNIT_HEAD: Text("单位负责人", "head of unit"),
    Role.DEPARTMENT_REVIEWER: Text("主管部门审核", "department reviewer"),
    Role.FINANCE_REVIEWER: Text("财政审核", "finance reviewer"),
    Role.FINANCE_MANAGER: Text("财政绩效管理", "finance manager"),
    Role.EXPERT: Text("评审专家", "expert"),
    Role.AUDITOR: Text("审计监督（只读）", "auditor (read only)"),
    Role.ADMINISTRATOR: Text("系统管理员", "administrator"),
}
