"""The parameters of the rule, and an opinion set by hand."""

from __future__ import annotations

from typing import Any

from django import forms

from kaocheng.errors import DataError
from kaocheng.lifecycle.opinion import Rule, rule_from_json, rule_to_json
from kaocheng_web.interface.words import say, t
from kaocheng_web.results.models import ACTS
from kaocheng_web.results.services import LONGEST_SOURCE

_OF_GRADE = ("least", "act", "reduction")
_UNSPENT = ("reclaim", "cut", "tolerance")
_CLAUSES = {
    "reclaim": "unspent",
    "tolerance": "unspent",
    "cut": "unspent",
    "untrue_gap": "not_true",
    "untrue_cap": "not_true",
    "missing_cap": "not_submitted",
    "unrectified_cap": "not_rectified",
}


class RuleForm(forms.Form):
    """Bound, act and percentage for each grade, and the parameters on unspent money and caps. `rule`: as typed, after
    `is_valid`."""

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        stored = rule_to_json(rule)
        initial = {name: stored["unspent"][name] for name in _UNSPENT}
        initial |= {
            "missing_cap": rule.missing_cap,
            "untrue_cap": rule.untrue_cap,
            "untrue_gap": stored["not_true"]["gap"],
            "unrectified_cap": rule.unrectified_cap,
        }
        for number, row in enumerate(stored["grades"]):
            initial |= {f"{name}_{number}": row[name] for name in _OF_GRADE}
        super().__init__(data, initial=initial)
        self.base, self.rule = rule, rule
        grades = [(row.grade, row.grade) for row in rule.grades]
        for number, row in enumerate(rule.grades):
            if row.least:  # the last grade begins at 0
                self.fields[f"least_{number}"] = _number(t(f"{row.grade}：最低分", f"{row.grade}: points from"))
            self.fields[f"act_{number}"] = _choice(t(f"{row.grade}：意见", f"{row.grade}: act"), list(ACTS.items()))
            self.fields[f"reduction_{number}"] = _number(t(f"{row.grade}：压减比例", f"{row.grade}: reduction"))
        self.fields["reclaim"] = _number(t("结余资金收回比例（%）", "Unspent money reclaimed (%)"))
        self.fields["tolerance"] = _number(
            t("结余占预算超过此比例的核减下年基数（%）", "Share of the budget above which the next one is lowered (%)")
        )
        self.fields["cut"] = _number(t("按结余的此比例核减（%）", "by this part of the unspent money (%)"))
        self.fields["untrue_gap"] = _number(
            t("自评高出复核超过（分），视为不实", "Untrue: self score above re-check by")
        )
        self.fields["untrue_cap"] = _choice(t("自评不实的，等级最高按", "Untrue: at best"), grades)
        self.fields["missing_cap"] = _choice(t("未报送自评的，等级最高按", "Not handed in: at best"), grades)
        self.fields["unrectified_cap"] = _choice(
            t("整改逾期未销号的，等级最高按", "Not put right in time: at best"), grades
        )

    def grade_rows(self) -> list[dict[str, Any]]:
        """`least` is None for the last grade."""
        return [
            {
                "grade": row.grade,
                "mark": row.mark,
                **{name: self[f"{name}_{n}"] if f"{name}_{n}" in self.fields else None for name in _OF_GRADE},
            }
            for n, row in enumerate(self.base.grades)
        ]

    def clause_rows(self) -> list[dict[str, Any]]:
        """The parameters that are not of a grade, each with the mark of its source."""
        marks = dict(self.base.marks)
        return [{"field": self[name], "mark": marks.get(clause, "")} for name, clause in _CLAUSES.items()]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        stored = rule_to_json(self.base)
        for number, row in enumerate(stored["grades"]):
            row |= {name: found.get(f"{name}_{number}", row[name]) for name in _OF_GRADE}
        stored["unspent"] |= {name: found[name] for name in _UNSPENT}
        stored["not_submitted"]["cap"] = found["missing_cap"]
        stored["not_true"] |= {"cap": found["untrue_cap"], "gap": found["untrue_gap"]}
        stored["not_rectified"]["cap"] = found["unrectified_cap"]
        try:
            self.rule = rule_from_json(stored)
        except DataError as error:
            raise forms.ValidationError(say(error.message)) from error
        return found


class PublishForm(forms.Form):
    """What a rule needs beside its parameters to be published."""

    source = forms.CharField(
        label=t("依据（文件名称和文号）", "Rests on (title and number of the document)"),
        max_length=LONGEST_SOURCE,
        widget=forms.TextInput({"class": "form-control"}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


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
    attributes = {"class": "form-control number", "min": 0, "max": 100, "step": "any"}
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, decimal_places=2, widget=forms.NumberInput(attributes)
    )
