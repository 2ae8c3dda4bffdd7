"""What a person types about himself."""

from __future__ import annotations

from django import forms

from kaocheng_web.interface.words import t


class SettingsForm(forms.Form):
    language = forms.ChoiceField(label=t("界面语言", "Language"), choices=[("zh", "中文"), ("en", "English")])
    email = forms.EmailField(label=t("电子邮箱", "E-mail"), required=False, max_length=254)
    digest_mail = forms.BooleanField(label=t("每天汇总一封邮件提醒", "One mail a day with reminders"), required=False)
