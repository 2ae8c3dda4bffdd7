"""Typed-in plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kaocheng.lifecycle.sampling import Plan
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import t
from kaocheng_web.review.services import new_seed

_HUNDRED = Decimal(100)
_SHARE: dict[str, Any] = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}


class DrawForm(forms.Form):
    """What to draw. Shares are typed as percentages."""

    cycle = forms.ModelChoiceField(Cycle.objects.none(), label=t("年度", "Year"), empty_label=None)
    projects = forms.DecimalField(label=t("抽查项目比例（%）", "Share of projects (%)"), **_SHARE)
    by_risk = forms.DecimalField(label=t("其中按风险选取（%）", "Of these by risk (%)"), **_SHARE)
    amount = forms.DecimalField(label=t("抽查金额比例不低于（%）", "Share of the amount at least (%)"), **_SHARE)
    bounds = forms.CharField(
        label=t("金额分档界限（万元）", "Bounds of the amount classes (10,000 yuan)"),
        required=False,
        max_length=80,
        help_text=t(
            "用逗号隔开，如 100,500；留空则按数量均分三档", "with commas between: 100,500; empty: three equal parts"
        ),
    )
    seed = forms.CharField(
        label=t("随机种子", "Seed"),
        max_length=40,
        help_text=t(
            "同一种子和同一批项目抽取结果相同；也可填写公开摇号的号码",
            "the same seed and projects give the same sample; a number drawn in public will do",
        ),
    )

    def __init__(self, *args: Any, cycles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle"]
        field.queryset = cycles  # type: ignore[attr-defined]
        for name, widget in self.fields.items():
            widget.widget.attrs["class"] = "form-select" if name == "cycle" else "form-control"
            if widget.help_text:
                widget.widget.attrs["aria-describedby"] = f"help-{name}"

    @staticmethod
    def usual(cycle: Cycle | None) -> dict[str, Any]:
        return {"cycle": cycle, "projects": 20, "by_risk": 50, "amount": 0, "bounds": "", "seed": new_seed()}

    def clean_bounds(self) -> tuple[Decimal, ...]:
        parts = str(self.cleaned_data["bounds"]).replace("，", ",").replace("、", ",").split(",")
        try:
            bounds = tuple(Decimal(part.strip()) for part in parts if part.strip())
        except ArithmeticError:
            bounds = (Decimal("NaN"),)
        if any(not bound.is_finite() or bound <= 0 for bound in bounds) or list(bounds) != sorted(set(bounds)):
            raise forms.ValidationError(str(t("请填写由小到大的金额", "ascending amounts, please")))
        return bounds

    @property
    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            projects=given["projects"] / _HUNDRED,
            by_risk=given["by_risk"] / _HUNDRED,
            amount=given["amount"] / _HUNDRED,
            bounds=given["bounds"],
        )
