"""A person who signs in."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import Access


class Person(AbstractUser):
    """`name`: shown to others. `path`: of the organisation that keeps the account. `must_change_password`: set when an
    administrator made or reset the account.

    Permissions of Django (is_staff, groups) are not used: what a person may do follows from memberships (`access`).
    """

    name = models.CharField(max_length=60)
    path = models.CharField(max_length=255, db_index=True, default="", blank=True)
    language = models.CharField(max_length=2, default="zh")
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    digest_mail = models.BooleanField(default=True)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def password_is_old(self) -> bool:
        since = self.password_changed_at or self.date_joined
        return self.has_usable_password() and timezone.now() - since > datetime.timedelta(days=settings.PASSWORD_DAYS)

    @staticmethod
    def visible_to(access: Access) -> Q:
        """Oneself; an administrator also those whose account he keeps, and those who hold a role where he reaches."""
        from kaocheng_web.organisations.models import Membership

        reached = access.within({Role.ADMINISTRATOR}, "organisation__path")
        holders = Membership.objects.filter(reached).values("person")
        return Q(pk=access.person.pk) | access.within({Role.ADMINISTRATOR}) | Q(pk__in=holders)

    def grants_to(self, access: Access, permission: str) -> bool:
        """Whoever reaches one of the memberships may open the person's page; `organisations.services` decides further
        for each act."""
        if permission != "people.manage":
            return False
        paths = self.memberships.values_list("organisation__path", flat=True)
        return any(access.holds(permission, path) for path in paths)


class OldPassword(models.Model):
    """A hash that was in use, so that it does not come back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
