"""What is typed on the pages of monitoring."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kaocheng.errors import UsageError
from kaocheng.lifecycle.curve import MONTHS, Curve, from_amounts, from_percent, plain
from kaocheng_web.filings.receiving import at_most
from kaocheng_web.interface.words import say, t
from kaocheng_web.monitoring.models import Expenditure
from kaocheng_web.monitoring.reading import amount_of
from kaocheng_web.projects.models import ProjectYear

_LONGEST = 30


class MonthsForm(forms.Form):
    """Twelve numbers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in range(1, MONTHS + 1):
            widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8})
            label = t(f"{month}月", f"month {month}")
            self.fields[f"m{month}"] = forms.CharField(label=label, required=False, max_length=_LONGEST, widget=widget)

    @property
    def months(self) -> list[Any]:
        """The twelve fields as shown."""
        return [self[f"m{month}"] for month in range(1, MONTHS + 1)]

    def _number(self, month: int) -> Decimal | None:
        """What was typed for a month; None for nothing, or with an error kept at the field."""
        text = self.cleaned_data.get(f"m{month}", "").strip()
        value = amount_of(text.removesuffix("%")) if text else None
        if text and value is None:
            self.add_error(f"m{month}", str(t(f"{month}月：“{text}”不是数字", f"month {month}: “{text}” is no number")))
        return value


class ExpenditureForm(MonthsForm):
    """Cumulative expenditure by month, 万元. `amounts`: months whose text differs from what the page showed."""

    amounts: dict[int, Decimal | None]

    def clean(self) -> dict[str, Any]:
        self.amounts = {}
        for month in range(1, MONTHS + 1):
            text = self.cleaned_data.get(f"m{month}", "").strip()
            if text == str(self.data.get(f"was{month}", "")).strip():
                continue
            value = self._number(month)
            if f"m{month}" not in self.errors:
                self.amounts[month] = value
        return self.cleaned_data

    @classmethod
    def of(cls, project_year: ProjectYear) -> ExpenditureForm:
        rows = Expenditure.objects.filter(project_year=project_year)
        return cls(initial={f"m{row.month}": plain(row.amount) for row in rows})

    @property
    def shown(self) -> list[tuple[Any, str, str]]:
        """(field, name of the hidden text beside it, that text)"""
        rows = []
        for number, bound in enumerate(self.months, 1):
            was = self.data.get(f"was{number}", "") if self.is_bound else self.initial.get(f"m{number}", "")
            rows.append((bound, f"was{number}", was))
        return rows


class CurveForm(MonthsForm):
    """The planned course of the year, as cumulative percentages or as amounts of single months."""

    kind = forms.ChoiceField(
        label=t("填写方式", "as"),
        choices=[("percent", ""), ("amount", "")],
        widget=forms.RadioSelect,
        initial="percent",
    )
    curve: Curve

    def __init__(self, *args: Any, budget: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.budget = budget

    def clean(self) -> dict[str, Any]:
        numbers = [self._number(month) for month in range(1, MONTHS + 1)]
        if self.errors:
            return self.cleaned_data
        if any(number is None for number in numbers):
            raise forms.ValidationError(str(t("请填满12个月", "all twelve months are needed")))
        given = [number for number in numbers if number is not None]
        try:
            percent = self.cleaned_data.get("kind") == "percent"
            self.curve = from_percent(given) if percent else from_amounts(given, self.budget)
        except UsageError as error:
            raise forms.ValidationError(say(error.message)) from error
        return self.cleaned_data

    @classmethod
    def of(cls, curve: Curve, budget: Decimal) -> CurveForm:
        initial = {f"m{month}": plain(round(curve.share(month) * 100, 4)) for month in range(1, MONTHS + 1)}
        return cls(initial=initial, budget=budget)


class LedgerForm(forms.Form):
    """A ledger: a file, or a block pasted from a spreadsheet."""

    file = forms.FileField(label=t("台账文件", "ledger file"), required=False, validators=[at_most()])
    block = forms.CharField(
        label=t("或粘贴表格", "or paste a table"), required=False, widget=forms.Textarea, strip=False
    )
    unit = forms.ChoiceField(label=t("金额单位", "amounts in"), required=False)
    meaning = forms.ChoiceField(label=t("金额含义", "amounts are"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_heading = ("", str(t("以表头为准", "as the headings say")))
        self.fields["unit"].choices = [by_heading, ("元", "元"), ("万元", "万元")]  # type: ignore[attr-defined]
        self.fields["meaning"].choices = [  # type: ignore[attr-defined]
            by_heading,
            ("cumulative", str(t("本年累计数", "since January"))),
            ("single", str(t("当月或逐笔发生数", "of the month, or single payments"))),
        ]

    def clean(self) -> dict[str, Any]:
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None and "file" not in self.errors and not self.cleaned_data.get("block", "").strip():
            raise forms.ValidationError(str(t("请选择文件，或粘贴表格内容", "choose a file, or paste a table")))
        return self.cleaned_data

    @property
    def content(self) -> tuple[str, bytes]:
        """Name and bytes of what was given."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is not None:
            return str(file.name), file.read()
        return str(t("粘贴的表格", "pasted table")), self.cleaned_data["block"].encode()


class AnswersForm(forms.Form):
    """The two questions of a variant that asks them."""

    used_as_intended = forms.NullBooleanField(required=False)
    target_met = forms.NullBooleanField(required=False)
