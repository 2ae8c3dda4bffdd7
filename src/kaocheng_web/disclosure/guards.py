"""What must hold before a package goes on."""

from __future__ import annotations

from kaocheng.language import Text, same
from kaocheng.publication import KIND_WORDS, Unproven, marks_in_cells
from kaocheng_web.disclosure.content import reread, source_cells
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.checking import check_cells
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("copy_is_clean")
def copy_is_clean(request: Request) -> list[Refusal]:
    """What is about to be published is printed and searched afresh, with the names known today."""
    package: Package = request.thing
    if not package.content:
        return [Refusal("no-content", Text("没有可公开的内容", "there is nothing to publish"))]
    try:
        cuts = reread(package).cuts
    except Unproven as error:
        return [Refusal("not-clean", error.message)]
    words = Text("公开内容中仍有{kind}（{what}）", "the copy still holds a {kind} ({what})")
    return [
        Refusal("not-clean", words.format(kind=KIND_WORDS[cut.kind], what=same(cut.what)), cut.field) for cut in cuts
    ]


@guard("no_error_in_copy")
def no_error_in_copy(request: Request) -> list[Refusal]:
    """What is published stands without errors: the form with the corrections that are in force by now."""
    filing = request.thing.filing
    cycle = filing.project_year.cycle
    checked = check_cells(
        source_cells(filing), template=filing.template, scheme=cycle.scheme, year=cycle.year, kind=filing.kind
    )
    return [
        Refusal(found["code"], Text(found["message"]["zh"], found["message"]["en"]), found["field"])
        for found in checked.findings()
        if found["severity"] == "error"
    ]


@guard("no_secrecy_mark")
def no_secrecy_mark(request: Request) -> list[Refusal]:
    """Neither the copy nor the form it was made from, nor texts worded anew, may bear a mark."""
    package: Package = request.thing
    texts = {**package.filing.cells, **{f"{path} ": text for path, text in package.content.items()}}
    words = Text("有密级或内部标志“{mark}”，不得公开", "marked as secret or internal: “{mark}”")
    found = {(path.strip(), mark) for path, mark in marks_in_cells(texts)}
    return [Refusal("secrecy-mark", words.format(mark=mark), path) for path, mark in sorted(found)]


@guard("not_the_privacy_checker")
def not_the_privacy_checker(request: Request) -> Refusal | None:
    if request.thing.privacy_by_id != request.person.pk:
        return None
    words = Text("隐私审查和保密审查须由两人分别进行", "the two checks are made by two people")
    return Refusal("same-checker", words)
