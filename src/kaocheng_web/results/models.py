"""One opinion for a project and year."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from kaocheng_web.interface.words import Choices, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.models import Moving

ACTS = Choices(
    priority=t("优先保障", "give priority"),
    keep=t("保留", "keep"),
    reduce=t("压减", "reduce"),
    cancel=t("取消", "cancel"),
)


class Opinion(Moving):
    """`act` and `amount` (proposed budget, 万元) follow from the published rule of the cycle.

    `basis`: {"grade", "score", "reclaimed", "steps": texts in both languages, "edition": of the rule, "by_hand"}.
    """

    machine_id = "opinion"

    project_year = models.OneToOneField(ProjectYear, on_delete=models.PROTECT, related_name="opinion")
    act = models.CharField(max_length=10, choices=ACTS.pairs)
    amount = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    basis = models.JSONField(default=dict)
    remark = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.project_year)

    def get_absolute_url(self) -> str:
        return reverse("results:opinion", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.project_year.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]
