"""The rules published for a year, and one opinion for a project and year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kaocheng.lifecycle.opinion import Rule, rule_from_json
from kaocheng_web.access.policy import Access
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.models import Moving

ACTS = Choices(
    priority=t("优先保障", "give priority"),
    keep=t("保留", "keep"),
    reduce=t("压减", "reduce"),
    cancel=t("取消", "cancel"),
)


class Edition(models.Model):
    """A rule as it was published for a year; never changed afterwards. The highest `number` is in force.

    `rule`: of the shape of `rule_to_json`. `source`: title and number of the document it rests on.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rule_editions")
    number = models.PositiveIntegerField()
    rule = models.JSONField()
    source = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=("cycle", "number"), name="one_rule_an_edition")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("results:edition", args=[self.pk])

    @property
    def path(self) -> str:
        return self.cycle.path

    @property
    def content(self) -> Rule:
        return rule_from_json(self.rule)

    @staticmethod
    def visible_to(access: Access) -> Q:
        """Whoever takes part in the year."""
        return Q(cycle__in=Cycle.objects.filter(Cycle.visible_to(access)))


class Opinion(Moving):
    """`act` and `amount` (proposed budget, 万元) follow from `edition`, a published rule of the cycle.

    `basis`: {"grade", "score", "reclaimed", "formula", "reclaimed_formula", "steps": texts in both languages,
    "by_hand"}.
    """

    machine_id = "opinion"

    project_year = models.OneToOneField(ProjectYear, on_delete=models.PROTECT, related_name="opinion")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions")
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
