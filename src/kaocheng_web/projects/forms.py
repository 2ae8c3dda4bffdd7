"""Typing in a project."""

from __future__ import annotations

from typing import Any

from django import forms

from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import t
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects import selectors
from kaocheng_web.projects.models import PROJECT_KINDS, ProjectYear


class ProjectForm(forms.Form):
    """A project and the amounts of one year. Without `year`, a new one, which also has a code."""

    code = forms.CharField(label=t("项目编码", "code"), max_length=60)
    name = forms.CharField(label=t("项目名称", "name"), max_length=200)
    unit = forms.ModelChoiceField(label=t("实施单位", "implementing unit"), queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label=t("项目类别", "kind"))
    ends = forms.IntegerField(
        label=t("最后实施年度", "last year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=t("留空表示长期项目；到期后不再结转", "empty: without end; not carried over beyond"),
    )
    original_budget = forms.DecimalField(label=t("年初预算数（万元）", "original budget (10,000 yuan)"), min_value=0)
    adjusted_budget = forms.DecimalField(
        label=t("全年（调整后）预算数（万元）", "adjusted budget (10,000 yuan)"), min_value=0, required=False
    )
    executed = forms.DecimalField(
        label=t("全年执行数（万元）", "executed (10,000 yuan)"),
        min_value=0,
        required=False,
        help_text=t("按决算数填列，年终后填写", "as the accounts closed, after the end of the year"),
    )

    def __init__(self, person: Any, cycle: Cycle, *args: Any, year: ProjectYear | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, units = self.fields["kind"], self.fields["unit"]
        assert isinstance(kinds, forms.ChoiceField)
        assert isinstance(units, forms.ModelChoiceField)
        kinds.choices = [(code, str(words)) for code, words in PROJECT_KINDS.items()]
        units.queryset = selectors.units_to_manage(person, cycle)
        if year is not None:
            del self.fields["code"]
            units.queryset = units.queryset | Organisation.objects.filter(pk=year.unit_id)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if name in ("original_budget", "adjusted_budget", "executed"):
                assert isinstance(field, forms.DecimalField)
                field.max_digits, field.decimal_places, field.widget.attrs["step"] = 18, 6, "any"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_help"


def initial_of(year: ProjectYear) -> dict[str, Any]:
    names = ("original_budget", "adjusted_budget", "executed")
    amounts = {name: getattr(year, name) for name in names}
    plain = {name: None if value is None else f"{value.normalize():f}" for name, value in amounts.items()}
    project = year.project
    return {"name": project.name, "kind": project.kind, "ends": project.ends, "unit": year.unit_id, **plain}
