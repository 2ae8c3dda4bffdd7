"""Files handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kaocheng_web.access.policy import Access
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.jobs.models import Job

IMPORT_STATES = Choices(
    read=t("预览中", "being previewed"),
    previewed=t("待确认", "to be confirmed"),
    confirmed=t("导入中", "being imported"),
    taken=t("已导入", "imported"),
)
OUTCOMES = Choices(
    created=t("新增", "new"),
    changed=t("更新", "changed"),
    unchanged=t("无变化", "unchanged"),
    refused=t("有错误", "with errors"),
)


class Import(models.Model):
    """A file that was read; tried out without consequences (`previewed`), then taken over.

    `lines`: {"form", "number", "texts", "misshapen"} for each row, after `kaocheng.lifecycle.bulk`. `outcomes`: for
    each of them {"outcome": of OUTCOMES, "faults": [{"code", "column", "zh", "en"}]}; of the preview until it is taken.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=IMPORT_STATES.pairs, default="read")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:import", args=[self.pk])

    @property
    def state_name(self) -> str:
        return str(IMPORT_STATES[self.state])

    @property
    def path(self) -> str:
        return self.cycle.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        """One's own: what it would do depends on who hands it in."""
        return Q(person=access.person)

    def grants_to(self, access: Access, permission: str) -> bool:
        """Its cycle is that of the region, above the person's own place; each row asks for itself."""
        return permission == "data.import" and access.holds(permission)
