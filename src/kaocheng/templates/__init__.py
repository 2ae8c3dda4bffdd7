"""Official form layouts as data, and the engine that prints a form or a report in one of them.

A template is one TOML file in `data/`: its blocks, labels and columns. `lay_out` makes a `Form` a merged grid in which
every cell knows its field; `compose` does so for a whole report. Nothing here writes a file format (`rendering`).
"""

from kaocheng.templates.blank import blank_form
from kaocheng.templates.choice import choose, choose_summary
from kaocheng.templates.compose import Composed, compose
from kaocheng.templates.fields import printed_at
from kaocheng.templates.layout import LaidOut, lay_out
from kaocheng.templates.load import all_templates, load_template
from kaocheng.templates.summary import lay_out_summary
from kaocheng.templates.template import Template, TemplateKind, TemplateStatus

__all__ = [
    "Composed",
    "LaidOut",
    "Template",
    "TemplateKind",
    "TemplateStatus",
    "all_templates",
    "blank_form",
    "choose",
    "choose_summary",
    "compose",
    "lay_out",
    "lay_out_summary",
    "load_template",
    "printed_at",
]
