"""The parameters of the rule, and an opinion set by hand."""

from __future__ import annotations

from typing import Any

from django import forms

from kaocheng.errors import DataError
from kaocheng.lifecycle.opinion import Rule, rule_from_json, rule_to_json
from kaocheng_web.interface.words import say, t
from kaocheng_web.results.models import ACTS


class RuleForm(forms.Form):
    """One act and percentage for each grade, and the parameters on unspent money and caps. `rule`: after `is_valid`."""

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        stored = rule_to_json(rule)
        initial = {
            "reclaim": stored["unspent"]["reclaim"],
            "cut": stored["unspent"]["cut"],
            "tolerance": stored["unspent"]["tolerance"],
            "missing_cap": rule.missing_cap,
            "untrue_cap": rule.untrue_cap,
            "untrue_gap": stored["not_true"]["gap"],
        }
        for number, row in enumerate(rule.grades):
            initial |= {f"act_{number}": row.act, f"reduction_{number}": stored["grades"][row.grade]["reduction"]}
        super().__init__(*args, initial=initial, **kwargs)
        self.base, self.rule = rule, rule
        grades = [(row.grade, row.grade) for row in rule.grades]
        for number, row in enumerate(rule.grades):
            self.fields[f"act_{number}"] = _choice(t("意见", "act"), list(ACTS.items()))
            self.fields[f"reduction_{number}"] = _number(t(f"{row.grade}：压减比例", f"{row.grade}: reduction"))
        self.fields["reclaim"] = _number(t("结余收回比例", "of unspent money reclaimed"))
        self.fields["cut"] = _number(t("结余核减下年基数比例", "of unspent money off the next budget"))
        self.fields["tolerance"] = _number(t("不核减的结余占比", "share left alone"))
        self.fields["missing_cap"] = _choice(t("未报自评，等级最高按", "not handed in: at best"), grades)
        self.fields["untrue_gap"] = _number(t("自评高出复核的分数超过", "self score above the re-check by"))
        self.fields["untrue_cap"] = _choice(t("则等级最高按", "then at best"), grades)

    def grade_rows(self) -> list[dict[str, Any]]:
        return [
            {"grade": row.grade, "mark": row.mark, "act": self[f"act_{n}"], "reduction": self[f"reduction_{n}"]}
            for n, row in enumerate(self.base.grades)
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        stored = rule_to_json(self.base)
        for number, row in enumerate(self.base.grades):
            stored["grades"][row.grade] |= {"act": found[f"act_{number}"], "reduction": found[f"reduction_{number}"]}
        stored["unspent"] |= {name: found[name] for name in ("reclaim", "cut", "tolerance")}
        stored["not_submitted"]["cap"] = found["missing_cap"]
        stored["not_true"] |= {"cap": found["untrue_cap"], "gap": found["untrue_gap"]}
        try:
            self.rule = rule_from_json(stored)
        except DataError as error:
            raise forms.ValidationError(say(error.message)) from error
        return found


class AdjustForm(forms.Form):
    act = forms.ChoiceField(
        label=t("意见", "Act"), choices=list(ACTS.items()), widget=forms.Select({"class": "form-select"})
    )
    amount = forms.CharField(
        label=t("下年建议预算（万元）", "Proposed budget (10,000 yuan)"),
        max_length=24,
        widget=forms.TextInput({"class": "form-control", "inputmode": "decimal"}),
    )
    remark = forms.CharField(
        label=t("调整理由", "Why"), max_length=2000, widget=forms.Textarea({"class": "form-control", "rows": 3})
    )


def _choice(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select({"class": "form-select"}))


def _number(label: Any) -> forms.DecimalField:
    attributes = {"class": "form-control number", "min": 0, "max": 100, "step": "0.01"}
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, decimal_places=2, widget=forms.NumberInput(attributes)
    )
