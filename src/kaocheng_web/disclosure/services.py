"""Making packages, and changing what they will publish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from kaocheng.audit.names import mask_name
from kaocheng.language import Text
from kaocheng.publication import Unproven
from kaocheng_web.access.policy import require
from kaocheng_web.disclosure.content import columns_of, is_prose
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import LONGEST, clean
from kaocheng_web.journal.services import record
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale

FINAL = ("finalized", "disclosed")
_MOST_WORDS = 50
_LONGEST_WORD = 60


def assemble(person: Any, filing: Filing) -> Package:
    """The package of a final self-evaluation; the one there is, where it was assembled before.

    Raises Refused for a form that is not final, or that cannot be cleaned; PermissionDenied.
    """
    require(person, "disclosure.move", filing)
    if filing.kind != "self_evaluation" or filing.state not in FINAL:
        raise Refused("not-final", Text("自评定稿后才能整理公开内容", "only a final self-evaluation can be published"))
    found = Package.objects.filter(filing=filing).first()
    if found is not None:
        return found
    columns = _columns(filing)
    try:
        with transaction.atomic():
            package = Package(filing=filing, slug=_slug(filing), **columns)
            package.save()
            record(person, package, "assemble", after={"state": package.state, "removed": len(package.removed)})
    except IntegrityError:  # somebody else was faster
        return Package.objects.get(filing=filing)
    return package


def assemble_all(person: Any, filings: Iterable[Filing]) -> tuple[list[Package], list[tuple[Filing, Text]]]:
    """Every form that can be; the others with the reason."""
    done: list[Package] = []
    left: list[tuple[Filing, Text]] = []
    for filing in filings:
        try:
            done.append(assemble(person, filing))
        except Refused as error:
            left.append((filing, error.message))
    return done, left


def hide(person: Any, package: Package, *, words: str, version: int) -> Package:
    """Hide words everywhere in the copy: what the search did not know as personal. Each line is one."""
    given = [word for line in clean(words).split("\n") if (word := line.strip())]
    if not given or any(len(word) > _LONGEST_WORD for word in given) or any(len(word) < 2 for word in given):
        message = Text("请填写要遮盖的词语，每个2至{n}字", "state words of 2 to {n} characters")
        raise Refused.about("words", message.format(n=_LONGEST_WORD), "no-words")
    hidden = list(dict.fromkeys((*package.hidden, *given)))
    if len(hidden) > _MOST_WORDS:
        message = Text("最多遮盖{n}个词语", "not more than {n} words").format(n=_MOST_WORDS)
        raise Refused.about("words", message, "too-many-words")
    masked = [mask_name(word) for word in given]
    return _rewrite(person, package, version, "hide", {"words": masked}, hidden=hidden)


def show(person: Any, package: Package, *, word: str, version: int) -> Package:
    """Take back the hiding of a word."""
    hidden = [one for one in package.hidden if one != word]
    return _rewrite(person, package, version, "show", {"words": [mask_name(word)]}, hidden=hidden)


def reword(person: Any, package: Package, *, field: str, text: str, version: int) -> Package:
    """Word a text anew for publication; the form stays as it was signed. "" takes the original again."""
    text = clean(text).strip()
    if not is_prose(field) or field not in package.filing.cells:
        words = Text("只有文字说明可以改写，数据不能改", "only running text may be worded anew, never a figure")
        raise Refused.about("field", words, "not-prose")
    if len(text) > LONGEST:
        raise Refused.about("text", Text("不超过{n}字", "up to {n} characters").format(n=LONGEST), "too-long")
    wording = {path: words for path, words in package.wording.items() if path != field}
    if text and text != package.filing.cells[field]:
        wording[field] = text
    return _rewrite(person, package, version, "reword", {"field": field}, wording=wording)


def remake(package: Package) -> None:
    """The content anew from the form as it stands; in the transaction of a transition that opens the package again."""
    columns = _columns(package.filing, hidden=package.hidden, wording=package.wording)
    _set(package, privacy_by=None, secrecy_by=None, **columns)


def _rewrite(
    person: Any, package: Package, version: int, action: str, after: dict[str, Any], **changed: Any
) -> Package:
    require(person, "disclosure.edit", package)
    if not package.is_open:
        raise NotAllowed("not-editable", Text("审查通过后不能再改公开内容", "checked already; return it first"))
    chosen = {"hidden": package.hidden, "wording": package.wording, **changed}
    columns = {**_columns(package.filing, **chosen), **changed, "version": version + 1}
    with transaction.atomic():
        rows = Package.objects.filter(pk=package.pk, version=version, state=package.state)
        if not rows.update(**columns):
            raise Stale
        for name, value in columns.items():
            setattr(package, name, value)
        record(person, package, action, after=after)
    return package


def _set(package: Package, **columns: Any) -> None:
    Package.objects.filter(pk=package.pk).update(**columns)
    for name, value in columns.items():
        setattr(package, name, value)


def _columns(filing: Filing, **chosen: Any) -> dict[str, Any]:
    try:
        return columns_of(filing, **chosen)
    except Unproven as error:
        raise Refused("unproven", error.message) from error


def _slug(filing: Filing) -> str:
    """From year and code, which stay; with the number of the form where two codes look the same."""
    year = filing.project_year
    slug = f"{year.cycle.year}-{slugify(year.project.code) or year.project_id}"[:60]
    return f"{slug}-{filing.pk}" if Package.objects.filter(slug=slug).exists() else slug
