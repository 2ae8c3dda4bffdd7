"""A performance year."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kaocheng_web.access.policy import READING_ROLES, Access
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.organisations.models import Organisation

STAGES = Choices(
    objective=t("目标申报", "objectives"),
    monitoring=t("绩效监控", "monitoring"),
    self_evaluation=t("绩效自评", "self-evaluation"),
    review=t("审核抽查", "review"),
    rectification=t("整改反馈", "rectification"),
    results=t("结果应用", "use of results"),
    disclosure=t("信息公开", "disclosure"),
)


class Cycle(models.Model):
    """`year`: the fiscal year measured. `exercise_year`: when the evaluation takes place, usually the year after; both
    are printed, and are often confused. `scheme`: id of the scoring scheme, `template`: id of the official form."""

    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cycles")
    year = models.PositiveSmallIntegerField()
    exercise_year = models.PositiveSmallIntegerField()
    scheme = models.CharField(max_length=60, default="cn-mof-2020")
    template = models.CharField(max_length=20, default="F-01")
    is_open = models.BooleanField(default=True)
    settings = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=("region", "year"), name="one_cycle_a_year")]

    def __str__(self) -> str:
        return f"{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("cycles:detail", args=[self.pk])

    @property
    def path(self) -> str:
        return self.region.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        """Everybody who takes part in the year of his region, from above and from below."""
        above = {
            int(key) for path in access.paths(READING_ROLES) for key in path.strip("/").split("/") if key.isdigit()
        }
        return access.within(READING_ROLES, "region__path") | Q(region__in=above)

    def grants_to(self, access: Access, permission: str) -> bool:
        """Units below the region may look at its year."""
        return permission == "cycle.view" and any(
            grant.role in READING_ROLES and grant.path.startswith(self.path) for grant in access.grants
        )


class Stage(models.Model):
    """The window of one stage; monitoring has one for each round. Without dates a stage is always open."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(max_length=20, choices=STAGES.pairs)
    round = models.PositiveSmallIntegerField(default=1)
    month = models.PositiveSmallIntegerField(null=True, blank=True)  # cut-off month of a monitoring round
    opens = models.DateField(null=True, blank=True)
    closes = models.DateField(null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(default=7)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("cycle", "code", "round"), name="one_window_a_round")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.code} {self.round}"

    @property
    def name(self) -> str:
        words = STAGES[self.code]
        return (
            str(t(f"{words!s}第{self.round}轮", f"{words!s} {self.round}")) if self.code == "monitoring" else str(words)
        )

    def is_open_on(self, day: datetime.date) -> bool:
        return (self.opens is None or self.opens <= day) and (self.closes is None or day <= self.closes)

    @property
    def is_open_now(self) -> bool:
        return self.cycle.is_open and self.is_open_on(timezone.localdate())
