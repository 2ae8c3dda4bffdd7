"""Settings pages of a year."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from kaocheng_web.cycles import selectors
from kaocheng_web.cycles.models import STAGES, Cycle, Stage
from kaocheng_web.cycles.services import Window
from kaocheng_web.interface.words import say, t
from kaocheng_web.organisations.models import Organisation

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class _Look:
    """Bootstrap's classes on every field."""

    fields: dict[str, forms.Field]

    def dress(self) -> None:
        for name, field in self.fields.items():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = look
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_help"


class CycleForm(_Look, forms.Form):
    """Years, scheme and form."""

    exercise_year = forms.IntegerField(
        label=t("评价工作年度", "year of the exercise"),
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text=t(
            "自评工作开展的年份，一般为预算年度的下一年", "when the evaluation takes place, usually a year later"
        ),
    )
    scheme = forms.ChoiceField(label=t("评分方案", "scoring scheme"))
    template = forms.ChoiceField(label=t("表样", "official form"))

    def __init__(self, *args: Any, region_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = self.fields["scheme"]
        assert isinstance(schemes, forms.ChoiceField)
        schemes.choices = [(code, say(words)) for code, words in selectors.scheme_choices(region_code)]
        templates = self.fields["template"]
        assert isinstance(templates, forms.ChoiceField)
        templates.choices = [(one.id, f"{one.id} {one.title}") for one in selectors.template_choices()]
        self.dress()


class NewCycleForm(_Look, forms.Form):
    """A new year; the scheme is that of the region, and may be changed afterwards."""

    region = forms.ModelChoiceField(
        label=t("财政区划", "region"), queryset=Organisation.objects.none(), empty_label=None
    )
    year = forms.IntegerField(label=t("预算年度", "fiscal year"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR)

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = self.fields["region"]
        assert isinstance(regions, forms.ModelChoiceField)
        regions.queryset = selectors.regions_to_manage(person)
        self.dress()


class StageForm(_Look, forms.Form):
    """One window. Round and stage are fixed by the row."""

    code = forms.ChoiceField(choices=STAGES.pairs, widget=forms.HiddenInput)
    round = forms.IntegerField(min_value=1, max_value=12, widget=forms.HiddenInput)
    month = forms.IntegerField(label=t("监控截止月份", "cut-off month"), min_value=1, max_value=12, required=False)
    opens = forms.DateField(
        label=t("开始", "opens"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes = forms.DateField(
        label=t("截止", "closes"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    remind_days = forms.IntegerField(label=t("提前提醒天数", "remind days before"), min_value=0, max_value=60)
    remove = forms.BooleanField(label=t("删除本轮", "take out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()
        name = self.name
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{name} {field.label}"

    @property
    def _row(self) -> tuple[str, str]:
        if self.is_bound:
            return str(self["code"].value() or ""), str(self["round"].value() or "")
        return str(self.initial.get("code", "")), str(self.initial.get("round", ""))

    @property
    def is_round(self) -> bool:
        return self._row[0] == "monitoring"

    @property
    def name(self) -> str:
        code, number = self._row
        words = str(STAGES.get(code, code))
        return str(t(f"{words}第{number}轮", f"{words}, round {number}")) if self.is_round else words

    def window(self) -> Window:
        given = self.cleaned_data
        return Window(
            given["code"], given["round"], given["month"], given["opens"], given["closes"], given["remind_days"]
        )


StageForms = forms.formset_factory(StageForm, extra=0, max_num=30, absolute_max=30)


def stage_rows(cycle: Cycle, *, more_rounds: int = 0) -> list[dict[str, Any]]:
    """What the stage forms begin with; `more_rounds` empty rounds of monitoring behind those that exist."""
    stages = selectors.stages_of(cycle)
    rows = [_row(stage) for stage in stages]
    missing = [code for code in STAGES if code not in {stage.code for stage in stages} and code != "monitoring"]
    rows += [{"code": code, "round": 1, "remind_days": 7} for code in missing]
    rounds = [stage.round for stage in stages if stage.code == "monitoring"]
    last = max((stage.month or 0 for stage in stages if stage.code == "monitoring"), default=5)
    for number in range(more_rounds):
        new: dict[str, Any] = {"code": "monitoring", "round": max(rounds, default=0) + number + 1, "remind_days": 7}
        rows.append({**new, "month": min(12, last + number + 1)})
    order = {code: number for number, code in enumerate(STAGES)}
    return sorted(rows, key=lambda row: (order[row["code"]], row["round"]))


def _row(stage: Stage) -> dict[str, int | str | datetime.date | None]:
    names = ("code", "round", "month", "opens", "closes", "remind_days")
    return {name: getattr(stage, name) for name in names}
