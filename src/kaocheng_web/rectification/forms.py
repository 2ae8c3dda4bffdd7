"""What is typed in on the pages of rectification."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from kaocheng_web.interface.words import t
from kaocheng_web.rectification.services import LONGEST


def _text(label: Any, *, rows: int, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=area)


class _Deadline(forms.Form):
    deadline = forms.DateField(
        label=t("整改期限", "Deadline"), widget=forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d")
    )

    def clean_deadline(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["deadline"]
        if day < timezone.localdate():
            raise forms.ValidationError(str(t("期限不能早于今天", "not before today")))
        return day


class IssueForm(_Deadline):
    """An item by hand."""

    problem = _text(t("存在的问题", "What is wrong"), rows=3)
    demand = _text(t("整改要求", "What is demanded"), rows=3, required=False)
    field_order = ("problem", "demand", "deadline")


class FindingsForm(_Deadline):
    """What all chosen findings have in common."""

    demand = _text(
        t("整改要求（留空则用规则的建议）", "Demand (empty: the advice of each rule)"), rows=2, required=False
    )
    field_order = ("demand", "deadline")


class DeadlineForm(_Deadline):
    """Another deadline, with the reason."""

    why = _text(t("更改理由", "Why"), rows=2)


class AnswerForm(forms.Form):
    """Plan and result; which of them is asked for is the page's to say."""

    plan = _text(
        t("整改方案（措施、责任科室、完成时间）", "Plan: measures, office in charge, dates"), rows=5, required=False
    )
    result = _text(t("整改结果", "Result"), rows=5, required=False)


class CorrectionForm(forms.Form):
    field = forms.ChoiceField(label=t("更正的栏目", "Cell"), widget=forms.Select({"class": "form-select"}))
    after = _text(t("更正为", "Correct value"), rows=2, required=False)
    why = _text(t("更正理由", "Why"), rows=2)

    def __init__(self, *args: Any, fields: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "—"), *fields]  # type: ignore[attr-defined]
