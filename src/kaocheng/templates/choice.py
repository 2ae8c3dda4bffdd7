"""Which template a form was read from, as far as the form tells; and which summary a list of rows is."""

from __future__ import annotations

from collections.abc import Sequence

from kaocheng.model import Form, SummaryRow
from kaocheng.templates.fields import SUMMARY, filled_fields, text_of
from kaocheng.templates.load import all_templates
from kaocheng.templates.template import Indicators, Template, TemplateKind

_COLUMNS = ("funding.", "objectives.", "indicators.")
# What a form says only where it has a column or label for it; that it is missing says little.
_UNSURE = frozenset(("funding.reason", "indicators.deviation", "objectives.completion_rate", "funding.label"))
# What only a year that is over can show.
_RESULTS = frozenset(("indicators.actual", "indicators.score", "funding.executed_amount", "objectives.actual"))
_MISSING, _UNUSED, _STRUCTURE = 3, 1, 8
_SAME_TITLE, _LIKE_TITLE, _WORD = 10, 5, 1


def choose(form: Form) -> Template:
    """The template that fits a form best; it can hold every field that the form fills.

    The one it was made by (`Form.layout`); else by title, by the labels of funding rows and first levels, by which
    columns are filled, and by where weights stand. Among equals the one with the lowest id.
    """
    filled = filled_fields(form)
    own = all_templates().get(form.layout or "")
    if own is not None and own.kind is not TemplateKind.SUMMARY and not filled & own.omits:
        return own
    fitting = [t for t in all_templates().values() if t.kind is not TemplateKind.SUMMARY and not filled & t.omits]
    return min(fitting, key=lambda template: (_distance(template, form, filled), template.id))


def choose_summary(rows: Sequence[SummaryRow]) -> Template:
    """The summary template for rows of one table; all rows are of one kind."""
    filled = {name for row in rows for name in SUMMARY if text_of(getattr(row, name))}
    kind = rows[0].row_kind if rows else "project"
    fitting = [template for template in all_templates().values() if template.row_kind == kind]
    return min(fitting, key=lambda template: (_summary_distance(template, filled), template.id))


def _summary_distance(template: Template, filled: set[str]) -> int:
    columns = {field.removeprefix("summary.") for field in template.fields}
    return _MISSING * len(filled - columns) + _UNUSED * len(columns - filled)


def _distance(template: Template, form: Form, filled: frozenset[str]) -> int:
    """How badly a template fits: what it lacks, what nobody filled, and where its structure differs."""
    columns = {name for name in template.fields if name.startswith(_COLUMNS)}
    used = {name for name in filled if name.startswith(_COLUMNS)} - _UNSURE
    distance = _MISSING * len(used - columns) + _UNUSED * len(columns - used - _UNSURE)
    distance -= _resemblance(template, form)
    declaration = template.kind is TemplateKind.DECLARATION
    declared = bool(form.indicators) and not filled & _RESULTS
    weighed = not form.indicators or declaration or form.weight_column == ("indicators.weight" in columns)
    if declaration != declared or not weighed:
        distance += _STRUCTURE
    beside = any(len(row.labels) > 1 for row in form.funding)
    if form.funding and beside != (template.funding is not None and template.funding.side_by_side):
        distance += _STRUCTURE
    if (form.execution_weight is not None) != bool(template.execution_weight):
        distance += _MISSING
    if template.kind is TemplateKind.MONITORING:
        distance += _STRUCTURE  # a form says by its title alone that it belongs to a year that goes on
    return distance


def _resemblance(template: Template, form: Form) -> int:
    """Points for the words of the template that the form prints."""
    title = "".join(text_of(form.title).split())
    points = 0
    for known in (template.title, *template.titles):
        if title and known in title:
            points = max(points, _SAME_TITLE if title == known else _LIKE_TITLE)
    if template.funding is not None:
        labels = {_plain(row.label.text) for row in form.funding}
        points += _WORD * sum(1 for label in template.funding.rows if _plain(label) in labels)
    levels = {name for row in form.indicators for name in (text_of(row.level1), text_of(row.level2)) if name}
    for block in template.blocks:
        if isinstance(block, Indicators):
            named = {name for group in block.groups for name in (group.level1, *group.level2) if name}
            points += _WORD * min(3, len(levels & named))
            points -= 2 * _WORD if levels and named and not levels & named else 0
    return points


def _plain(label: str) -> str:
    return "".join(label.split()).replace(":", "：").rstrip("：")
