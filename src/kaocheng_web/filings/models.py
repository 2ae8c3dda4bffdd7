"""One filing is one form in one stage. Its content is the library's typed-in shape: a text for each field path."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from kaocheng_web.access.policy import READING_ROLES, UNIT_ROLES, Access
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.models import Moving

FILING_KINDS = Choices(
    objective=t("绩效目标", "objective"),
    adjustment=t("目标调整", "adjustment"),
    monitoring=t("绩效监控", "monitoring"),
    self_evaluation=t("绩效自评", "self-evaluation"),
)


class Filing(Moving):
    """`cells`: field path → text (`kaocheng.model.cells`). `round`: of monitoring, 1 for the others.

    `basis`: the approved objective or adjustment it measures. `template`: id of the official form.
    The columns from `claimed_score` on repeat what the last check said, for lists and queues; `checked_version` is the
    version they speak of. `findings`: as the library prints them, with `field` added, in both languages.
    """

    project_year = models.ForeignKey(ProjectYear, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=20, choices=FILING_KINDS.pairs)
    round = models.PositiveSmallIntegerField(default=1)
    basis = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="measured_by")
    template = models.CharField(max_length=20, default="F-01")
    cells = models.JSONField(default=dict)
    review_grade = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    claimed_score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    replayed_score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    grade = models.CharField(max_length=4, blank=True)
    execution_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    checked_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("project_year", "kind", "round"),
                condition=~Q(kind="adjustment"),
                name="one_filing_a_stage",
            )
        ]
        indexes = [models.Index(fields=("kind", "state"), name="filing_kind_state")]

    def __str__(self) -> str:
        return f"{self.project_year} {self.kind}"

    @property
    def machine_id(self) -> str:  # type: ignore[override]
        return self.kind

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.project_year.path
        if not self.state:
            self.state = self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("filings:form", args=[self.pk])

    @property
    def current_evidence(self) -> QuerySet[Evidence]:
        """Without what was withdrawn."""
        return self.evidence.filter(withdrawn_at=None)

    DRAFTS: ClassVar = ("draft", "open")
    visible_by_join: ClassVar = True

    @staticmethod
    def visible_to(access: Access) -> Q:
        """Drafts only to their own unit; experts what they are assigned to."""
        from kaocheng.lifecycle import Role

        condition = access.within(UNIT_ROLES) | access.within(READING_ROLES - UNIT_ROLES) & ~Q(state__in=Filing.DRAFTS)
        if Role.EXPERT in access.roles:
            person = access.person
            condition |= Q(rechecks__checker=person) | Q(panels__seats__expert=person, panels__seats__recused=False)
        return condition


class FoundRule(models.Model):
    """How often a rule speaks in a filing: `Filing.findings` once more, so that they can be counted over many."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="found_rules")
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=8)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "code", "severity"), name="one_count_a_rule")]
        indexes = [models.Index(fields=("code",), name="found_rule_code")]


class Submission(models.Model):
    """The content as it stood when it was submitted: what versions are compared with."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    cells = models.JSONField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("filing", "number"), name="one_submission_number")]


class LostEdit(models.Model):
    """A text that somebody typed while somebody else changed the same cell: kept until its writer has settled it."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="lost_edits")
    field = models.CharField(max_length=80)
    text = models.TextField()
    kept = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)


class CellNote(models.Model):
    """A remark of a reviewer at a cell ("" = the form as a whole). `code`: rule it rests on."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="notes")
    field = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answered = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at",)


class WarningReason(models.Model):
    """Why a warning may stand; obligatory for every warning at submission. `fingerprint`: of the finding."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="warning_reasons")
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(max_length=10)
    text = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "fingerprint"), name="one_reason_a_finding")]


class Sight(models.Model):
    """A person has had a version of the filing before him as a whole; the head of unit signs only what he has seen."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="sights")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("filing", "person", "version"), name="one_sight")]


class Evidence(models.Model):
    """A file that shows an indicator's value. Kept under a random name; `name` is what it was called.

    `field`: a cell of the row it is for, "" = the form as a whole. `withdrawn_at`: taken out after it had been
    submitted with the form; the file stays, because it belongs to that submission.
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="evidence")
    field = models.CharField(max_length=80, blank=True)
    file = models.FileField(upload_to="evidence/")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at",)

    @property
    def path(self) -> str:
        return self.filing.path

    @property
    def kind(self) -> str:
        """What it is, in three or four letters."""
        return self.name.rpartition(".")[2].upper()

    @staticmethod
    def visible_to(access: Access) -> Q:
        return Q(filing__in=Filing.objects.filter(Filing.visible_to(access)))


class Upload(models.Model):
    """A finished form that was uploaded instead of typed: read in the background, then confirmed cell by cell.

    `result`: {"pages", "media_type", "forms", "tables"} as `filings.uploading` keeps it. `error`: why it could not be
    read, {"zh", "en"}. `taken_at`: when cells of it were last taken over.
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to="uploads/")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)

    @property
    def path(self) -> str:
        return self.filing.path

    @staticmethod
    def visible_to(access: Access) -> Q:
        return Q(filing__in=Filing.objects.filter(Filing.visible_to(access)))
