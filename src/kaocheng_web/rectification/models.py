"""Items to be put right, what shows that they are, and corrections of values that are final."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kaocheng_web.access.policy import Access
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.models import Moving

ORIGINS = Choices(
    finding=t("校验问题", "finding"),
    monitoring=t("运行监控", "monitoring"),
    recheck=t("抽查复核", "re-check"),
    panel=t("专家评审", "expert panel"),
    hand=t("人工提出", "by hand"),
)


class Item(Moving):
    """`rule`: code of the rule that must pass again ("" where the origin is no finding); `field`, `fingerprint`: where
    it spoke in `filing`; `indicator`: name of the indicator then. `repeats`: the same problem in the year before,
    `repeat_reason`: why it is thought so, in both languages."""

    machine_id = "rectification"

    project_year = models.ForeignKey(ProjectYear, on_delete=models.PROTECT, related_name="items")
    filing = models.ForeignKey(Filing, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    origin = models.CharField(max_length=12, choices=ORIGINS.pairs)
    rule = models.CharField(max_length=10, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=80, blank=True)
    indicator = models.CharField(max_length=200, blank=True)
    problem = models.TextField()
    demand = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    result = models.TextField(blank=True)
    deadline = models.DateField(null=True, blank=True, db_index=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repeated_by")
    repeat_reason = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("deadline", "pk")

    def __str__(self) -> str:
        return f"{self.project_year.project.name}：{self.problem[:30]}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.project_year.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("rectification:item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    @property
    def days_overdue(self) -> int:
        """Days since the deadline, negative before it; 0 for items that are closed or have none."""
        if self.deadline is None or not self.is_open:
            return 0
        return (timezone.localdate() - self.deadline).days

    @property
    def days_left(self) -> int:
        return -self.days_overdue

    @staticmethod
    def overdue_on(day: datetime.date) -> Q:
        return Q(deadline__lt=day) & ~Q(state="closed")


class Proof(models.Model):
    """A file that shows what was done. Kept under a random name; `name` is what it was called."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="rectification/")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=("item", "sha256"), name="one_proof_once")]

    @property
    def path(self) -> str:
        return self.item.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        from kaocheng_web.access.policy import READING_ROLES

        return access.within(READING_ROLES, "item__path")


class Correction(models.Model):
    """A value of a filing that is final, put right. The form itself stays as it was signed; `before` is what it says.

    Written in an item while that is open, in force once the item is closed.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=80)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=("item", "field"), name="one_correction_a_cell")]

    @property
    def in_force(self) -> bool:
        return self.item.state == "closed"
