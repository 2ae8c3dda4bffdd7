"""Which scheme a report is scored by: region, then fiscal year, then kind; and the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.schemes.catalogue import Folder, SchemeHead, load_scheme, scheme_heads
from kaocheng.schemes.regions import COUNTRY, Region, region_of_code
from kaocheng.schemes.scheme import Scheme

NATIONAL = "cn-mof-2020"


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """A scheme and why it was taken. `fallback`: nothing of the region's own was found."""

    scheme: Scheme
    reason: Text
    fallback: bool = False


def form_hints(forms: Iterable[Form]) -> tuple[str, ...]:
    """The headings of forms that tell one kind of self-evaluation from another: titles and first levels."""
    hints: dict[str, None] = {}
    for form in forms:
        printed = (form.title, *(indicator.level1 for indicator in form.indicators))
        hints |= {field.text: None for field in printed if field is not None}
    return tuple(hints)


def choose_scheme(
    region_code: str | None,
    fiscal_year: int | None,
    kind: Literal["project", "department"],
    override: str | None = None,
    *,
    form_hints: Iterable[str] = (),
    folder: Folder | None = None,
) -> SchemeChoice:
    """The scheme with the longest matching region, valid in the year, and of the kind.

    A department report holds project forms, so a project scheme of its region serves it too, after one for
    departments; a department scheme never serves a project report. `override`: an id or a file; settles the matter.
    `folder`: of schemes of one's own, which come first among those that are equally close.
    Raises UsageError or SchemeError for an override or a folder that does not exist or holds something wrong.
    """
    if override is not None:
        scheme = load_scheme(override, folder)
        return SchemeChoice(scheme, Text(f"按指定采用方案 {scheme.id}", f"scheme {scheme.id}, as requested"))
    hints = tuple(form_hints)
    region = region_of_code(region_code) if region_code else None
    usable = [head for head in scheme_heads(folder) if _serves(head, kind, hints)]
    local = [head for head in usable if head.region != COUNTRY and region and _covers(head, region)]
    valid = [head for head in local if head.covers(fiscal_year)]
    if valid and region is not None:
        head = max(valid, key=lambda head: _closeness(head, kind))
        return SchemeChoice(load_scheme(head.id, folder), _found(head, region, fiscal_year))
    special = [head for head in usable if head.region == COUNTRY and (head.requires or head.local)]
    national = max(
        (head for head in special if head.covers(fiscal_year)), key=lambda head: _closeness(head, kind), default=None
    )
    chosen = load_scheme(NATIONAL if national is None else national.id, folder)
    return SchemeChoice(chosen, _not_found(chosen, region, fiscal_year, kind, local), fallback=True)


def _serves(head: SchemeHead, kind: str, hints: tuple[str, ...]) -> bool:
    if not head.automatic or (kind == "project" and head.kinds == ("department",)):
        return False
    return not head.requires or any(word in hint for word in head.requires for hint in hints)


def _prefix(region_code: str) -> str:
    if region_code.endswith("0000"):
        return region_code[:2]
    return region_code[:4] if region_code.endswith("00") else region_code


def _covers(head: SchemeHead, region: Region) -> bool:
    return region.code.startswith(_prefix(head.region))


def _closeness(head: SchemeHead, kind: str) -> tuple[int, bool, bool, bool, int, str]:
    return len(_prefix(head.region)), bool(head.requires), kind in head.kinds, head.local, head.valid_from, head.id


def _found(head: SchemeHead, region: Region, fiscal_year: int | None) -> Text:
    own = region_of_code(head.region) or region
    thing = Text("本地方案", "local scheme") if head.local else Text("方案", "scheme")
    if fiscal_year is None:
        return Text(
            f"按地区（{own.full_name}）采用{thing.zh} {head.id}；未识别出年度",
            f"{thing.en} {head.id}, by region ({own.full_name}); the fiscal year was not recognised",
        )
    return Text(
        f"按地区（{own.full_name}）和年度（{fiscal_year}）采用{thing.zh} {head.id}",
        f"{thing.en} {head.id}, by region ({own.full_name}) and fiscal year ({fiscal_year})",
    )


def _not_found(
    chosen: Scheme, region: Region | None, fiscal_year: int | None, kind: str, other_years: list[SchemeHead]
) -> Text:
    year = Text(f" {fiscal_year} 年度", f" for {fiscal_year}") if fiscal_year else Text("", "")
    if region is None:
        missing = Text("未识别出地区", "the region was not recognised")
    else:
        place = _short_name(region)
        thing = Text("部门整体方案", "department scheme") if kind == "department" else Text("方案", "scheme")
        missing = Text(f"未找到{place}{year.zh}{thing.zh}", f"no {thing.en} of {place}{year.en} was found")
    zh, en = f"{missing.zh}，采用全国方案 {chosen.id}", f"{missing.en}, so the national scheme {chosen.id} is used"
    if other_years:
        listed = [f"{head.id}（{_span(head)}）" for head in other_years]
        why = Text("不适用于本年度", "which is for other years")
        if fiscal_year is None:
            why = Text("年度未识别，未采用", "not used, since the fiscal year was not recognised")
        zh = f"{zh}；该地区另有 {'、'.join(listed)}，{why.zh}"
        en = f"{en}; the region has {', '.join(f'{head.id} ({_span(head)})' for head in other_years)}, {why.en}"
    if fiscal_year is not None and fiscal_year < chosen.valid_from:
        zh = f"{zh}；该方案自 {chosen.valid_from} 年度起施行，对 {fiscal_year} 年度仅供参考"
        en = f"{en}; it applies from {chosen.valid_from} on and is indicative only for {fiscal_year}"
    return Text(zh, en)


def _short_name(region: Region) -> str:
    """As people say it: a county with its city, a city by itself."""
    above = region.city or region.province
    return region.name if region.name.startswith(above.rstrip("省市")) else f"{above}{region.name}"


def _span(head: SchemeHead) -> str:
    if head.valid_to == head.valid_from:
        return str(head.valid_from)
    return f"{head.valid_from}–{head.valid_to or ''}"
