"""Risk of filings, samples, re-checks and expert panels."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import FINANCE_ROLES, UNIT_ROLES, Access
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.workflow.models import Moving

RISK_LEVELS = Choices(high=t("高", "high"), medium=t("中", "medium"), low=t("低", "low"))
DRAWN_BY = Choices(
    risk=t("按风险选取", "by risk"),
    random=t("分层随机抽取", "by lot"),
    amount=t("补足金额比例", "for the amount"),
    hand=t("指定", "by hand"),
)
SPECIALTIES = Choices(
    subject=t("行业专家", "subject expert"), management=t("管理（财务）专家", "management or finance expert")
)


class Risk(models.Model):
    """What `kaocheng.lifecycle.risk` said of a filing when it was submitted, so that queues can be sorted.

    `reasons`: [{"code", "points", "zh", "en"}], weightiest first. Stale when the filing was written to after `at`.
    """

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="risk")
    score = models.DecimalField(max_digits=5, decimal_places=1)
    level = models.CharField(max_length=6, choices=RISK_LEVELS.pairs)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("-score",), name="risk_score")]

    @property
    def path(self) -> str:
        return self.filing.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        return Q(filing__in=Filing.objects.filter(Filing.visible_to(access)))


class Sample(models.Model):
    """One drawing. `parameters`: shares, bounds and strata; `seed`: of the random part, so that it can be drawn again;
    `random_population`: what the lot was drawn from. `statement`: the confidence stated, as computed by
    `kaocheng.lifecycle.sampling`; renewed whenever one of its re-checks is closed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    population = models.PositiveIntegerField()
    random_population = models.PositiveIntegerField(default=0)
    statement = models.JSONField(default=dict)
    path = models.CharField(max_length=255, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=("cycle", "seed"), name="one_drawing_a_seed")]

    def __str__(self) -> str:
        return str(t(f"{self.cycle.year}年度抽样", f"sample of {self.cycle.year}"))

    def get_absolute_url(self) -> str:
        return reverse("review:sample", args=[self.pk])

    @staticmethod
    def visible_to(access: Access) -> Q:
        return access.within(FINANCE_ROLES | {Role.AUDITOR})


class Recheck(Moving):
    """A self-evaluation scored again from its evidence. `scores`, `remarks`: field → text; `reasons`: why it was drawn,
    [{"zh", "en"}]. `self_score`, `total`, `gap` are set when the scores are handed in. `answer`: what the unit says
    to a wide gap."""

    machine_id = "recheck"

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="rechecks")
    sample = models.ForeignKey(Sample, null=True, blank=True, on_delete=models.PROTECT, related_name="rechecks")
    drawn_by = models.CharField(max_length=10, default="risk", choices=DRAWN_BY.pairs)
    reasons = models.JSONField(default=list)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="rechecks"
    )
    scores = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    self_score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    gap = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("filing",), condition=~Q(state="closed"), name="one_open_recheck")
        ]

    def __str__(self) -> str:
        return f"{self.filing.project_year.project}"

    def get_absolute_url(self) -> str:
        return reverse("review:recheck", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.filing.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def project_year_id(self) -> int:
        return self.filing.project_year_id

    def is_assigned_to(self, person: object) -> bool:
        return self.checker_id == getattr(person, "pk", None)

    @staticmethod
    def visible_to(access: Access) -> Q:
        condition = access.within(FINANCE_ROLES | UNIT_ROLES | {Role.AUDITOR})
        return condition | Q(checker=access.person) if Role.EXPERT in access.roles else condition

    def grants_to(self, access: Access, permission: str) -> bool:
        """An expert may open and score what he was given, wherever his own organisation stands."""
        return (
            permission in ("recheck.view", "recheck.score")
            and Role.EXPERT in access.roles
            and self.is_assigned_to(access.person)
        )


class Panel(Moving):
    """Experts on one self-evaluation: an odd number, at least three."""

    machine_id = "panel"

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="panels")
    opinion = models.TextField(blank=True)

    visible_by_join: ClassVar = True

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("filing",), condition=Q(state__in=("forming", "scoring")), name="one_open_panel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing.project_year.project}"

    def get_absolute_url(self) -> str:
        return reverse("review:panel", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.filing.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def project_year_id(self) -> int:
        return self.filing.project_year_id

    def is_assigned_to(self, person: Any) -> bool:
        return self.seats.filter(expert=person, recused=False).exists()

    @staticmethod
    def visible_to(access: Access) -> Q:
        condition = access.within(FINANCE_ROLES | {Role.AUDITOR})
        if Role.EXPERT in access.roles:
            condition |= Q(seats__expert=access.person, seats__recused=False)
        return condition

    def grants_to(self, access: Access, permission: str) -> bool:
        return (
            permission in ("panel.view", "panel.score")
            and Role.EXPERT in access.roles
            and self.is_assigned_to(access.person)
        )


class Seat(models.Model):
    """An expert on a panel: the undertaking signed, recusal, and the scores given without sight of the others'.

    A recusal is open from `recusal_asked_at` to `recusal_decided_at`; `recused` when it was granted.
    """

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    specialty = models.CharField(max_length=12, choices=SPECIALTIES.pairs, default="subject")
    undertaking_signed_at = models.DateTimeField(null=True, blank=True)
    undertaking_text = models.TextField(blank=True)
    recused = models.BooleanField(default=False)
    recusal_reason = models.TextField(blank=True)
    recusal_asked_at = models.DateTimeField(null=True, blank=True)
    recusal_decided_at = models.DateTimeField(null=True, blank=True)
    scores = models.JSONField(default=dict)
    remarks = models.TextField(blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("panel", "expert"), name="one_seat_an_expert")]

    def __str__(self) -> str:
        return f"{self.expert}"

    @property
    def path(self) -> str:
        return self.panel.path

    @property
    def recusal_open(self) -> bool:
        return self.recusal_asked_at is not None and self.recusal_decided_at is None

    @property
    def may_score(self) -> bool:
        return (
            self.panel.state == "scoring"
            and not self.recused
            and not self.recusal_open
            and self.undertaking_signed_at is not None
            and self.scored_at is None
        )

    @staticmethod
    def visible_to(access: Access) -> Q:
        """One's own; those who run panels see that the others exist (their scores are for the page to hold back)."""
        return Q(expert=access.person) | access.within(FINANCE_ROLES | {Role.AUDITOR}, "panel__path")

    def grants_to(self, access: Access, permission: str) -> bool:
        return permission == "panel.score" and self.expert_id == access.person.pk and Role.EXPERT in access.roles
