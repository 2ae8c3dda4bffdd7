"""A typed-in form that is safe to publish: its cells without personal items, and the proof that none is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kaocheng.audit import identifiers
from kaocheng.audit.names import is_name, mask_name
from kaocheng.audit.personal import PersonalItem, PersonalKind, PersonalMatch, find_in_text
from kaocheng.audit.secrecy import secrecy_marks
from kaocheng.composition import Composition
from kaocheng.documents import Document, Paragraph
from kaocheng.language import Text, same
from kaocheng.model import Report
from kaocheng.model.cells import form_from_cells
from kaocheng.provenance import NOWHERE
from kaocheng.publication.removal import RemovalKind
from kaocheng.publication.run import Unproven, items_in
from kaocheng.publication.targets import Span, Targets
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source
from kaocheng.rendering import render
from kaocheng.templates import compose

# Cells that hold nothing but a person, with the label that stands before them: they go as a whole.
PERSONS = {"preparer": "填报人", "phone": "联系电话"}
_BLOT = "＊＊"
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters `start` to `end` (behind the last) of the text at `field` became `put`. `what`: them, masked."""

    field: str
    kind: RemovalKind
    what: str
    start: int
    end: int
    put: str


@dataclass(frozen=True, slots=True)
class CleanCells:
    """`cuts`: in the order of the cells. `doubtful`: masked names of two characters inside other words; left alone."""

    cells: dict[str, str]
    cuts: tuple[Cut, ...]
    doubtful: tuple[str, ...]


def clean_cells(
    cells: Mapping[str, str], template: str, *, names: Iterable[str] = (), words: Iterable[str] = ()
) -> CleanCells:
    """The cells of a form without names, telephone, identity and account numbers, and home addresses.

    Searched is what the printed form shows, with its labels, and each text by itself; cells of unknown paths (titles
    around the form) are cleaned too. What was found anywhere goes everywhere. `names`: of people known to be concerned.
    `words`: what a person chose to hide. Cleaning what is clean changes nothing: that is the proof. Raises `Unproven`
    where something would not go.
    """
    targets, chosen = Targets(), tuple(word for word in dict.fromkeys(words) if word)
    for name in names:
        if is_name(closed := "".join(name.split())):
            targets.add_name(closed)
    for path, label in PERSONS.items():
        text = cells.get(path, "")
        for match in find_in_text(text, label):
            targets.add(match, text)
        if label == PERSONS["preparer"] and is_name(text, strict=False):
            targets.add_name("".join(text.split()))
    for turn in range(_ROUNDS):
        cuts = {path: tuple(_cuts(path, text, targets, chosen)) for path, text in cells.items()}
        clean = {path: _without(text, cuts[path]) for path, text in cells.items()}
        left = list(_personal_in(clean, template))
        if not left:
            doubtful = {mask_name(name) for text in clean.values() for name in targets.doubtful(text)}
            return CleanCells(clean, tuple(cut for row in cuts.values() for cut in row), tuple(sorted(doubtful)))
        for item, text in left:
            targets.add(item, text, relax=turn > 0)
    raise Unproven(
        Text(
            "内容未通过复核：仍有应删除的个人信息（{items}），请修改相应文字。",
            "The content did not pass its own inspection: personal items would not go ({items}). Change the wording.",
        ).format(items=same(", ".join(item.masked for item, _ in left)))
    )


def marks_in_cells(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Secrecy marks (秘密★10年, 内部资料) as (path, mark). A form that bears one is never published by a program."""
    return tuple(
        (path, mark)
        for path, text in cells.items()
        for line in (text, *(text.split("\n") if "\n" in text else ()))
        for mark, _ in secrecy_marks(Document((Paragraph(line, NOWHERE),), "", ""))
    )


def published_form(cells: Mapping[str, str], template: str) -> Composition:
    """The form as the public gets it, ready for rendering. Raises UsageError for an unknown template."""
    form = form_from_cells(cells, layout=template)
    return compose(Report(kind="project", forms=(form,), fiscal_year=form.fiscal_year), template).composition


def _cuts(path: str, text: str, targets: Targets, chosen: tuple[str, ...]) -> Iterator[Cut]:
    if path in PERSONS:
        if text.strip():
            is_number = path == "phone"
            kind = RemovalKind.LANDLINE if is_number else RemovalKind.NAME
            found = find_in_text(text, PERSONS[path])
            masked = identifiers.mask_number(text) if is_number else mask_name(text)
            yield Cut(path, RemovalKind(found[0].kind.value) if found else kind, masked, 0, len(text), "")
        return
    end = 0
    places = [
        Cut(path, RemovalKind.CHOSEN, mask_name(word), *match.span(), _BLOT)
        for word in chosen
        for match in re.finditer(re.escape(word), text)
    ]
    places += [_cut_of(path, span) for span in targets.find(text)]
    for cut in sorted(places, key=lambda cut: (cut.start, -cut.end)):
        if cut.start >= end:
            yield cut
            end = cut.end


def _cut_of(path: str, span: Span) -> Cut:
    is_number = span.kind not in (PersonalKind.NAME, PersonalKind.ADDRESS)
    masked = identifiers.mask_number(span.text) if is_number else mask_name(span.text)
    return Cut(path, RemovalKind(span.kind.value), masked, span.start, span.end, span.words)


def _without(text: str, cuts: tuple[Cut, ...]) -> str:
    for cut in reversed(cuts):
        text = text[: cut.start] + cut.put + text[cut.end :]
    return text


def _personal_in(cells: Mapping[str, str], template: str) -> Iterator[tuple[PersonalItem | PersonalMatch, str]]:
    """What a reader would find: in the printed form, read back, and in every text by itself."""
    printed = render(published_form(cells, template), "docx")
    yield from items_in(read(Source("form.docx", printed)))
    for path, text in cells.items():
        yield from ((match, text) for match in find_in_text(text, PERSONS.get(path, "")))
