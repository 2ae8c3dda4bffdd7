"""Organisations as a tree with a materialised path, and the roles people hold in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from kaocheng.lifecycle import ROLES, Role
from kaocheng_web.access.policy import READING_ROLES, Access
from kaocheng_web.interface.words import Choices, t

KINDS = Choices(
    region=t("财政区划", "region"),
    finance=t("财政部门", "finance bureau"),
    department=t("主管部门", "competent department"),
    unit=t("预算单位", "budget unit"),
    office=t("科室", "office"),
)


class Organisation(models.Model):
    """A node of the tree. `path` names the way from the root by primary keys ("/1/7/23/"), so that a whole subtree is
    one prefix; `save` keeps it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=KINDS.pairs)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")
    region_code = models.CharField(max_length=6, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            before = self.path
            super().save(*args, **kwargs)
            above = "/" if self.parent is None else self.parent.path
            if before and above.startswith(before):
                raise ValueError("an organisation cannot stand below itself")
            path = f"{above}{self.pk}/"
            if path != before:
                self.path = path
                Organisation.objects.filter(pk=self.pk).update(path=path)
                if before:
                    below = Organisation.objects.filter(path__startswith=before).exclude(pk=self.pk)
                    below.update(path=Concat(Value(path), Substr(F("path"), len(before) + 1)))

    @staticmethod
    def visible_to(access: Access) -> Q:
        return access.within(READING_ROLES | {Role.ADMINISTRATOR})

    def covers(self, path: str) -> bool:
        """Whether the organisation of that path is this one or below it."""
        return path.startswith(self.path)

    @property
    def department(self) -> Organisation | None:
        """The one this organisation belongs to, or is; None for a region and its finance bureau."""
        return Organisation.objects.filter(pk__in=self.path.strip("/").split("/"), kind="department").first()

    @property
    def department_path(self) -> str:
        """Path of the department this organisation belongs to, or its own."""
        return (self.department or self).path


class Membership(models.Model):
    """A person holds a role in an organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(role.value, words.zh) for role, words in ROLES.items()])

    class Meta:
        constraints = [models.UniqueConstraint(fields=("person", "organisation", "role"), name="one_role_once")]
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.organisation}：{ROLES[Role(self.role)].zh}"

    @property
    def path(self) -> str:
        return self.organisation.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        return access.within({Role.ADMINISTRATOR}, "organisation__path") | Q(person=access.person)
