"""Typing in an entry of the indicator library."""

from __future__ import annotations

from typing import Any

from django import forms

from kaocheng_web.interface.words import t
from kaocheng_web.objectives.models import LibraryIndicator


class EntryForm(forms.Form):
    """An indicator as others will take it over."""

    level1 = forms.CharField(label=t("一级指标", "level 1"), max_length=40, initial="产出指标")
    level2 = forms.CharField(label=t("二级指标", "level 2"), max_length=40)
    level3 = forms.CharField(label=t("三级指标", "level 3 (name)"), max_length=120)
    sector = forms.CharField(
        label=t("行业领域", "field of work"),
        max_length=40,
        required=False,
        help_text=t("留空表示各行业通用", "empty: for every field"),
    )
    target = forms.CharField(
        label=t("参考指标值", "usual target"),
        max_length=80,
        required=False,
        help_text=t("带运算符和计量单位，如“≥95%”", "with operator and unit, as in “≥95%”"),
    )
    measurement_unit = forms.CharField(label=t("计量单位", "unit"), max_length=20, required=False)
    definition = forms.CharField(
        label=t("指标解释", "definition"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    evidence = forms.CharField(label=t("佐证材料", "evidence"), max_length=200, required=False)
    is_active = forms.BooleanField(label=t("可供选用", "may be chosen"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-check-input" if name == "is_active" else "form-control"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_help"


def initial_of(entry: LibraryIndicator) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in EntryForm.base_fields}
