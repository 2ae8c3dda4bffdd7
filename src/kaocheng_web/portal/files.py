"""Published projects as files, one or many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.model.cells import form_from_cells
from kaocheng.model.codec import report_to_json
from kaocheng.publication import Account, Promise, published_form
from kaocheng.rendering import render
from kaocheng_web.disclosure.content import account_for
from kaocheng_web.disclosure.models import Package
from kaocheng_web.interface.sheets import separated
from kaocheng_web.interface.words import current_language, say, t

MET = {True: Text("达到", "met"), False: Text("未达到", "not met"), None: Text("无法判断", "cannot be said")}
FORMAT = 1
_PUBLIC_FACTS = (
    "year",
    "code",
    "project",
    "unit",
    "department",
    "region",
    "amount_unit",
    "budget",
    "executed",
    "rate",
    "score",
    "grade",
    "promises",
    "met",
)
_HEADS = {
    "year": t("年度", "year"),
    "code": t("项目编码", "code"),
    "project": t("项目名称", "project"),
    "unit": t("实施单位", "unit"),
    "department": t("主管部门", "department"),
    "region": t("地区", "region"),
    "amount_unit": t("金额单位", "amount unit"),
    "budget": t("预算", "budget"),
    "executed": t("执行", "spent"),
    "rate": t("执行率", "share spent"),
    "score": t("自评得分", "self-evaluation score"),
    "grade": t("自评等级", "rating"),
    "promises": t("指标数", "targets"),
    "met": t("达到目标的指标数", "targets met"),
}


def as_file(package: Package, form: str) -> bytes:
    """One project, as "docx", "xlsx" (the official form), "json" or "csv"."""
    if form in ("docx", "xlsx"):
        return render(published_form(package.content, package.filing.template), form)  # type: ignore[arg-type]
    if form == "json":
        return json.dumps(as_json(package), ensure_ascii=False, indent=1).encode()
    return "".join(separated(_lines(account_for(package)))).encode()


def as_json(package: Package) -> dict[str, Any]:
    """{"format", …facts, "published_at", "edition", "page", "report"}: the report as the command line prints it."""
    form = form_from_cells(package.content, layout=package.filing.template)
    report = Report(kind="project", forms=(form,), fiscal_year=form.fiscal_year)
    return {"format": FORMAT, **entry(package), "report": report_to_json(report, current_language())}


def entry(package: Package) -> dict[str, Any]:
    """One project in the list. Numbers as text, the rate as a fraction."""
    facts = {name: package.facts.get(name) for name in _PUBLIC_FACTS}
    published = package.published_at.date().isoformat() if package.published_at else None
    page = reverse("portal:project", args=[package.slug])
    return {**facts, "published_at": published, "edition": package.edition, "page": page}


def list_as_json(packages: Iterable[Package]) -> Iterator[str]:
    """{"format", "projects": […]}, piece by piece."""
    yield f'{{"format": {FORMAT}, "projects": ['
    for number, package in enumerate(packages):
        yield (",\n" if number else "\n") + json.dumps(entry(package), ensure_ascii=False)
    yield "\n]}\n"


def list_as_csv(packages: Iterable[Package]) -> Iterator[str]:
    heads = [*(str(_HEADS[name]) for name in _PUBLIC_FACTS), str(t("公开日期", "published")), str(t("页面", "page"))]
    yield from separated([heads])
    for found in map(entry, packages):
        values = [*(found[name] for name in _PUBLIC_FACTS), found["published_at"], found["page"]]
        yield from _without_mark(separated([values]))


def _without_mark(pieces: Iterator[str]) -> Iterator[str]:
    next(pieces)  # the mark of the encoding stands once, before everything
    yield from pieces


def _lines(account: Account) -> Iterator[list[Any]]:
    heads = (
        t("类别", "kind"),
        t("名称", "name"),
        t("计划", "promised"),
        t("实际", "achieved"),
        t("是否达到", "met"),
        t("分值", "weight"),
        t("得分", "score"),
        t("说明", "remark"),
    )
    yield [str(head) for head in heads]
    unit = account.amount_unit
    rate = "" if account.rate is None else f"{account.rate * 100:.2f}%"
    money = str(t("资金", "money"))
    yield [money, str(t(f"资金（{unit}）", f"money ({unit})")), account.budget, account.executed, "", "", "", rate]
    yield from map(_line, account.promises)
    yield [str(t("总分", "total")), "", "", "", "", "", account.score, account.grade]


def _line(promise: Promise) -> list[Any]:
    met = say(MET[promise.met])
    words = say(promise.promised)
    return [promise.kind, promise.name, words, promise.achieved, met, promise.weight, promise.score, promise.why]
