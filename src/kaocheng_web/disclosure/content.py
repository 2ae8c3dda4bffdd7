"""What of a form is published: its cells as they stand after corrections, cleaned by the library."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from kaocheng.model.cells import form_from_cells
from kaocheng.publication import Account, CleanCells, Cut, Unproven, account_of, clean_cells
from kaocheng.schemes import load_scheme
from kaocheng_web.accounts.models import Person
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import Filing
from kaocheng_web.rectification.models import Correction

# Running text, which a person may word anew for publication; figures, targets and scores stay as they were signed.
_PROSE = frozenset({"expected", "reason", "deviation", "definition", "scoring_rule", "cause", "remark", "level3"})
_PROSE_OF_FORM = frozenset({"problems", "reasons"})
_OUTSIDE = ("project", "unit", "department", "region")  # texts around the form, cleaned with it


def is_prose(path: str) -> bool:
    """Whether the wording of a cell may be changed for publication."""
    if path.startswith("objectives["):
        return path.endswith((".expected", ".actual"))
    return path in _PROSE_OF_FORM or path.rpartition(".")[2] in _PROSE


def source_cells(filing: Filing, wording: dict[str, str] | None = None) -> dict[str, str]:
    """The form as it was signed, with corrections in force, and texts worded anew for publication."""
    rows = Correction.objects.filter(filing=filing, item__state="closed").order_by("at", "pk")
    corrected = dict(rows.values_list("field", "after"))
    return {**filing.cells, **corrected, **(wording or {})}


def columns_of(filing: Filing, *, hidden: Iterable[str] = (), wording: dict[str, str] | None = None) -> dict[str, Any]:
    """The columns of a package that follow from the form. Raises kaocheng.publication.Unproven."""
    outside = _names_outside(filing)
    source = source_cells(filing, wording)
    cleaned = clean_cells({**outside, **source}, filing.template, names=known_names(filing), words=hidden)
    content = {path: text for path, text in cleaned.cells.items() if path not in outside}
    facts = _facts(filing, content, {name: cleaned.cells[name] for name in outside})
    return {
        "content": content,
        "facts": facts,
        "searchable": _searchable(content, facts),
        "removed": [_removed(cut) for cut in cleaned.cuts],
    }


def reread(package: Package) -> CleanCells:
    """Clean once more what is about to be published: a clean copy has no cuts. Raises kaocheng.publication.Unproven."""
    outside = {name: str(package.facts.get(name, "")) for name in _OUTSIDE}
    cells = {**outside, **package.content}
    return clean_cells(cells, package.filing.template, names=known_names(package.filing), words=package.hidden)


def doubts(package: Package) -> tuple[str, ...]:
    """Masked names of two characters that were left because they stand inside other words: for a person to judge."""
    try:
        return reread(package).doubtful
    except Unproven:
        return ()


def known_names(filing: Filing) -> list[str]:
    """People of the unit and of what stands above it, and whoever typed the form."""
    above = filing.path.strip("/").split("/")
    people = Person.objects.filter(Q(memberships__organisation__in=above) | Q(pk__in=filing.filled_by))
    return sorted(set(people.values_list("name", flat=True)))


def account_for(package: Package) -> Account:
    """The published content in plain words."""
    form = form_from_cells(package.content, layout=package.filing.template)
    return account_of(form, load_scheme(package.filing.project_year.cycle.scheme))


def _names_outside(filing: Filing) -> dict[str, str]:
    year = filing.project_year
    above = year.unit.department
    names = (year.project.name, year.unit.name, above.name if above else "", year.cycle.region.name)
    return dict(zip(_OUTSIDE, names, strict=True))


def _facts(filing: Filing, content: dict[str, str], outside: dict[str, str]) -> dict[str, Any]:
    year = filing.project_year
    account = account_of(form_from_cells(content, layout=filing.template), load_scheme(year.cycle.scheme))
    return {
        **outside,
        "code": year.project.code,
        "kind": year.project.kind,
        "year": year.cycle.year,
        "scheme": year.cycle.scheme,
        "template": filing.template,
        "amount_unit": account.amount_unit,
        "budget": _text(account.budget),
        "executed": _text(account.executed),
        "rate": _text(account.rate and round(account.rate, 6)),
        "score": _text(account.score),
        "grade": account.grade,
        "met": account.met,
        "promises": len(account.promises),
    }


def _searchable(content: dict[str, str], facts: dict[str, Any]) -> str:
    named = [str(facts[name]) for name in (*_OUTSIDE, "code")]
    prose = [text for path, text in content.items() if text and is_prose(path)]
    return "\n".join(dict.fromkeys((*named, *prose)))


def _removed(cut: Cut) -> dict[str, Any]:
    return {
        "field": cut.field,
        "kind": cut.kind.value,
        "what": cut.what,
        "start": cut.start,
        "end": cut.end,
        "put": cut.put,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
