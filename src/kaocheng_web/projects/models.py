"""A project and its years."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import READING_ROLES, Access
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.organisations.models import Organisation

PROJECT_KINDS = Choices(
    specific=t("特定目标类", "specific purpose"),
    operating=t("运转类", "operating"),
    personnel=t("人员类", "personnel"),
    overall=t("部门整体", "whole department"),
)


class Project(models.Model):
    """`code`: of the budget system. The unit is that of the latest year; each year keeps its own.

    `ends`: the last fiscal year it runs, None for one without end; it is not carried over beyond."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=PROJECT_KINDS.pairs, default="specific")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects")
    ends = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(PROJECT_KINDS[self.kind])


class ProjectYear(models.Model):
    """A project in one cycle. Amounts in 万元. `path` is the unit's path, kept here so that one prefix selects.

    `adjusted_budget`: None until the budget was adjusted; `budget` is the amount that counts.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="years")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="project_years")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="project_years")
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")
    original_budget = models.DecimalField(max_digits=18, decimal_places=6)
    adjusted_budget = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    executed = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to"
    )

    class Meta:
        ordering = ("-cycle__year", "project__code")
        constraints = [models.UniqueConstraint(fields=("project", "cycle"), name="one_year_once")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.project}"

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])

    @property
    def project_year_id(self) -> int:
        """For the journal: its own events belong to its own life."""
        return self.pk

    @staticmethod
    def visible_to(access: Access) -> Q:
        """Experts see the project behind a form they are assigned to."""
        condition = access.within(READING_ROLES)
        if Role.EXPERT in access.roles:
            from kaocheng_web.filings.models import Filing

            person = access.person
            assigned = Q(rechecks__checker=person) | Q(panels__seats__expert=person, panels__seats__recused=False)
            condition |= Q(pk__in=Filing.objects.filter(assigned).values("project_year"))
        return condition

    def grants_to(self, access: Access, permission: str) -> bool:
        """Whoever sees it by assignment may look at it."""
        return permission == "project.view" and Role.EXPERT in access.roles

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.unit.path
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def budget(self):  # type: ignore[no-untyped-def]
        """The budget of the year as it stands, in 万元."""
        return self.original_budget if self.adjusted_budget is None else self.adjusted_budget
