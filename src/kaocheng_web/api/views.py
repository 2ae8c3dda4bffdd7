"""A person's tokens: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import find, visible
from kaocheng_web.access.rates import limited
from kaocheng_web.api import services
from kaocheng_web.api.models import SCOPES, Token
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.services import Refused

_DAYS = ((30, t("30天", "30 days")), (90, t("90天", "90 days")), (365, t("一年", "one year")))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=t("名称", "Name"),
        max_length=60,
        help_text=t("说明用在哪个系统，便于日后停用", "which system uses it, so that it can be revoked later"),
    )
    scopes = forms.MultipleChoiceField(
        label=t("权限", "Scopes"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.TypedChoiceField(label=t("有效期", "Valid for"), choices=_DAYS, coerce=int, initial=90)


@guarded("api.token")
@never_cache
@limited("api-token", limit=20)
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one; a token that was just made stands on the answer and nowhere else."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: Any = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, say(refusal.message))
        else:
            form = TokenForm()
    rows = visible(request.user, Token.objects.all())
    context = {
        "form": form,
        "made": made,
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
    }
    return render(request, "api/tokens.html", context, status=400 if form.errors else 200)


@guarded("api.token")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    services.revoke(request.user, find(request.user, Token.objects.all(), "api.token", pk=pk))
    messages.success(request, str(t("令牌已停用", "The token is revoked")))
    return redirect("tokens:list")
