"""From a judged report and an outline to the report as a composition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaocheng.composition import Block, Composition, Gap, Heading, Paragraph, Run, Signature
from kaocheng.reporting.annex import annex, announcement
from kaocheng.reporting.assessment import Assessment, Project
from kaocheng.reporting.content import PIECES
from kaocheng.reporting.outline import Fixed, Named, Outline, Section
from kaocheng.reporting.wording import ask

_UNIT_UNKNOWN = "（单位名称）"


def compose_report(assessment: Assessment, outline: Outline) -> Composition:
    """The whole report: title, sections, signature, and the forms as annexes. A heading without content is left out."""
    title = _filled(outline.document, assessment)
    blocks: list[Block] = [Heading(title, 0)]
    whole = (section for section in outline.sections if not section.each)
    said_once = frozenset(part.name for section in whole for part in section.content if isinstance(part, Named))
    blocks += _without_empty([b for section in outline.sections for b in _section(section, assessment, said_once)])
    blocks += announcement(assessment)
    unit = assessment.unit
    blocks.append(Signature(Run(unit) if unit else Gap("请填写单位名称并盖章"), Gap("请填写报告日期")))
    blocks += annex(assessment)
    return Composition(title, tuple(blocks))


def _section(section: Section, assessment: Assessment, said_once: frozenset[str]) -> Iterator[Block]:
    """`said_once`: pieces that stand in a section of the whole; of a single project both would say the same."""
    yield Heading(_filled(section.heading, assessment), section.level)
    projects = assessment.projects
    if not section.each:
        yield from _content(section, assessment, projects[0] if len(projects) == 1 else None)
        return
    for project in projects:
        if len(projects) > 1:
            yield Heading(project.name or f"项目{project.index + 1}", min(section.level + 1, 4))
        yield from _content(section, assessment, project, skipped=said_once if len(projects) == 1 else frozenset())


def _content(
    section: Section, assessment: Assessment, project: Project | None, skipped: frozenset[str] = frozenset()
) -> Iterator[Block]:
    for part in section.content:
        if isinstance(part, Gap):
            yield ask(part.prompt)
        elif isinstance(part, Fixed):
            yield Paragraph((Run(_filled(part.text, assessment)),))
        elif part.name not in skipped:
            yield from PIECES[part.name](assessment, project)


def _filled(template: str, assessment: Assessment) -> str:
    year = f"{assessment.year}年度" if assessment.year is not None else ""
    return template.format(unit=assessment.unit or _UNIT_UNKNOWN, year=year)


def _without_empty(blocks: Sequence[Block]) -> list[Block]:
    """Without headings under which nothing stands, not even a deeper heading with content."""
    kept: list[Block] = []
    for block in reversed(blocks):
        if isinstance(block, Heading):
            below = kept[-1] if kept else None
            if below is None or (isinstance(below, Heading) and below.level <= block.level):
                continue
        kept.append(block)
    return kept[::-1]
