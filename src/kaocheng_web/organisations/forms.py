"""What administrators type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kaocheng.lifecycle import ROLES
from kaocheng_web.filings.receiving import at_most
from kaocheng_web.interface.words import say, t
from kaocheng_web.organisations.models import KINDS, Organisation

_CODE = RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z._-]*$", t("只能用字母、数字和 . _ -", "letters, digits and . _ - only"))
_USERNAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._@+-]+$", t("只能用字母、数字和 . _ @ + -", "letters, digits and . _ @ + -")
)


def _roles() -> list[tuple[str, str]]:
    return [(role.value, say(words)) for role, words in ROLES.items()]


def _offer(form: forms.Form, **choices: Any) -> None:
    """Field → what may be chosen there: rows of a table, or pairs."""
    for name, offered in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset, field.empty_label = offered, str(t("请选择", "choose"))
        else:
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class OrganisationForm(forms.Form):
    code = forms.CharField(label=t("机构编码", "Code"), max_length=40, validators=[_CODE])
    name = forms.CharField(label=t("机构名称", "Name"), max_length=200)
    kind = forms.ChoiceField(label=t("类型", "Kind"), choices=list(KINDS.items()))
    parent = forms.ModelChoiceField(label=t("上级机构", "Above it"), queryset=Organisation.objects.none())
    region_code = forms.RegexField(r"^\d{6}$", label=t("行政区划代码", "Region code"), required=False)

    def __init__(self, *args: Any, kept: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, parent=kept.filter(is_active=True))


class RenameForm(forms.Form):
    name = forms.CharField(label=t("机构名称", "Name"), max_length=200)
    region_code = forms.RegexField(r"^\d{6}$", label=t("行政区划代码", "Region code"), required=False)


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(label=t("新的上级机构", "New place"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, kept: Any, moving: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, parent=kept.filter(is_active=True).exclude(path__startswith=moving.path))


class PersonForm(forms.Form):
    username = forms.CharField(label=t("用户名", "User name"), min_length=2, max_length=60, validators=[_USERNAME])
    name = forms.CharField(label=t("姓名", "Name"), max_length=60)
    organisation = forms.ModelChoiceField(label=t("所在机构", "Organisation"), queryset=Organisation.objects.none())
    role = forms.ChoiceField(label=t("岗位", "Role"), required=False)
    email = forms.EmailField(label=t("电子邮箱", "E-mail"), required=False)

    def __init__(self, *args: Any, kept: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, organisation=kept.filter(is_active=True), role=[("", str(t("稍后分配", "later"))), *_roles()])


class ChangeForm(forms.Form):
    name = forms.CharField(label=t("姓名", "Name"), max_length=60)
    email = forms.EmailField(label=t("电子邮箱", "E-mail"), required=False)


class MembershipForm(forms.Form):
    organisation = forms.ModelChoiceField(label=t("机构", "Organisation"), queryset=Organisation.objects.none())
    role = forms.ChoiceField(label=t("岗位", "Role"))

    def __init__(self, *args: Any, kept: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, organisation=kept.filter(is_active=True), role=_roles())


LARGEST = 2 * 1024 * 1024


class RosterForm(forms.Form):
    file = forms.FileField(label=t("填好的表格（xlsx）", "The filled-in table (xlsx)"), validators=[at_most(LARGEST)])
