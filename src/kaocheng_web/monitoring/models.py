"""Expenditure during the year, the planned curve, ledgers, and what each round came to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaocheng_web.access.policy import PERMISSIONS, Access
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.projects.models import ProjectYear

SOURCES = Choices(typed=t("手工填写", "typed"), form=t("监控表", "monitoring form"), ledger=t("台账导入", "ledger"))
LIGHTS = Choices(red=t("红灯", "red"), yellow=t("黄灯", "yellow"), green=t("绿灯", "green"), blue=t("蓝灯", "blue"))
RANKS = {"red": 0, "yellow": 1, "": 2, "green": 3, "blue": 4}


class Expenditure(models.Model):
    """Cumulative expenditure of a project at the end of a month, 万元. `source`: typed, form, ledger."""

    project_year = models.ForeignKey(ProjectYear, on_delete=models.CASCADE, related_name="expenditure")
    month = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=6)
    source = models.CharField(max_length=10, choices=SOURCES.pairs, default="typed")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("month",)
        constraints = [models.UniqueConstraint(fields=("project_year", "month"), name="one_figure_a_month")]


class PlannedCurve(models.Model):
    """Planned cumulative share of the year for each month, 12 fractions as texts; linear where there is none."""

    project_year = models.OneToOneField(ProjectYear, on_delete=models.CASCADE, related_name="curve")
    shares = models.JSONField(default=list)

    @property
    def path(self) -> str:
        return self.project_year.path


class LedgerFile(models.Model):
    """A ledger that was uploaded or pasted: read, shown with the faults of its rows, then taken over.

    `path`: of the organisation it was uploaded for. `lines`: the rows of the file with project, month, amount or fault.
    `result`: cumulative amounts that follow. The same bytes read the same way are one ledger.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="ledgers")
    path = models.CharField(max_length=255, db_index=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    asked = models.CharField(max_length=20, blank=True)
    headings = models.JSONField(default=list)
    meaning = models.CharField(max_length=12)
    lines = models.JSONField(default=list)
    result = models.JSONField(default=list)
    sound = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=("cycle", "path", "sha256", "asked"), name="one_ledger_a_file")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def visible_to(access: Access) -> Q:
        return access.within(PERMISSIONS["data.import"])


class RoundSummary(models.Model):
    """What a round came to, for lists; `services.refresh` keeps it. It speaks of `version` of the filing, judged by the
    lights `variant`. `light`, `execution_light`: "" where it cannot be said. `rank`: worst first.

    `used_as_intended`, `target_met`: answers to the two questions of a variant that asks them.
    """

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="round_summary")
    version = models.PositiveIntegerField(default=0)
    variant = models.CharField(max_length=40, blank=True)
    month = models.PositiveSmallIntegerField(default=12)
    light = models.CharField(max_length=6, choices=LIGHTS.pairs, blank=True)
    execution_light = models.CharField(max_length=6, choices=LIGHTS.pairs, blank=True)
    rank = models.PositiveSmallIntegerField(default=2)
    red = models.PositiveSmallIntegerField(default=0)
    yellow = models.PositiveSmallIntegerField(default=0)
    green = models.PositiveSmallIntegerField(default=0)
    blue = models.PositiveSmallIntegerField(default=0)
    unsaid = models.PositiveSmallIntegerField(default=0)
    executed = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    execution_rate = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    realisation = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    forecast = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    forecast_low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    forecast_high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    codes = models.JSONField(default=list)
    warnings = models.PositiveSmallIntegerField(default=0)
    used_as_intended = models.BooleanField(null=True, blank=True)
    target_met = models.BooleanField(null=True, blank=True)

    @property
    def path(self) -> str:
        return self.filing.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        return Q(filing__in=Filing.objects.filter(Filing.visible_to(access)))
