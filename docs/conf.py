"""The reference site: `make site` → .build/site. Builds without a network and loads nothing from one.

Pages are the Markdown files of this folder, readable on their own; Sphinx adds navigation and a search that works from
the disk. Chinese has no blanks between words, so the index holds whole runs of characters (a query of three and more is
looked for inside them) and all pairs (a query of two is looked up).
"""

from __future__ import annotations

import re
from typing import ClassVar

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.zh import SearchChinese

project = "考成 Kaocheng"
copyright = "The Kaocheng developers, Apache-2.0"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
language = "zh_CN"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
# Headings of rules carry an anchor of their own (<a id="ari-01">), which the parser does not know of; a test follows
# every link of every page (tests/test_docs.py).
suppress_warnings = ["myst.xref_missing", "toc.not_included"]
html_theme = "alabaster"
html_theme_options = {
    "description": "预算绩效自评的读取、重算与核查<br>Budget performance self-evaluations, read, recomputed, audited",
    "fixed_sidebar": True,
    "page_width": "1180px",
    "sidebar_width": "250px",
    "font_family": '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
    "head_font_family": '"Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif',
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html", "relations.html"]}
html_title = "考成 Kaocheng"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["site.css"]

# Folders whose index is generated or plain Markdown: their pages are listed here instead of in a directive there.
_CHILDREN = {"rules/README": "rules", "schemes/README": "schemes", "decisions/README": "decisions"}
_RUN = re.compile(r"[\u3400-\u9fff]+")


class ChineseSearch(SearchChinese):
    """Runs of characters and their pairs; Latin words as they are."""

    language_name = "English"  # names the stemmer in the page; for Chinese, Sphinx ships the English one
    latin_terms: ClassVar[set[str]] = set()

    def split(self, input: str) -> list[str]:
        runs = _RUN.findall(input)
        pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
        latin = self.latin1_letters.findall(input)
        self.latin_terms.update(latin)
        return [*runs, *pairs, *latin]


languages["zh"] = ChineseSearch
html_search_language = "zh"


def setup(app: Sphinx) -> None:
    app.connect("source-read", list_children)
    app.add_lexer("mermaid", TextLexer)  # drawn by forges; here their text, which reads well enough


def list_children(app: Sphinx, name: str, source: list[str]) -> None:
    """The pages of a folder, as the children of its index."""
    if name in _CHILDREN:
        folder = app.srcdir / _CHILDREN[name]
        pages = sorted(path.stem for path in folder.glob("*.md") if path.stem != "README")
        source[0] += "\n\n```{toctree}\n:hidden:\n:maxdepth: 1\n\n" + "\n".join(pages) + "\n```\n"
