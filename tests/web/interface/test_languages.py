"""Both languages: whatever a person reads is given in both where it stands. Chinese beside that is a word of the
official forms, or belongs to something that is written in Chinese only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

import kaocheng_web
from tests.web.county import County

ROOT = Path(kaocheng_web.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]+")

# In templates: what is said in both languages, comments, and conditions on data.
_BOTH = re.compile(r"""\{%\s*t\s+(?:"[^"]*"|'[^']*')\s+(?:"[^"]*"|'[^']*')""")
_SILENT = re.compile(r"\{#.*?#\}|\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{%\s*(?:el)?if [^%]*%\}", re.DOTALL)
BRAND = "考成"

# In Python: units and words by which forms are read or filled, whatever the language of the page.
WORDS_OF_FORMS = {
    "元",
    "万元",
    "亿元",
    "成本",
    "产出",
    "效益",
    "满意",
    "中",
    "差",
    "是",
    "否",
    "中文",
    "年度资金总额",
    "月",
}
WORDS_OF_FORMS |= {"产出指标", "项目支出绩效目标调整申请表", "财政局", "预算执行："}
# Modules that write Chinese documents, make names at the start, or choose the language by themselves.
CHINESE_ONLY = {
    "settings.py": "the name of the language itself",
    "api/routing.py": "the description of the interface, in English, names the unit 万元",
    "command.py": "says everything in both languages by its own means",
    "exchange/exports.py": "headings of tables, the same as in the templates for import",
    "filings/documents.py": "names and footers of official documents",
    "operations/preparation.py": "names that the first administrator changes",
    "interface/formats/zh_Hans/formats.py": "Chinese dates",
}
_SPEAKING = ("t", "Text", "LazyText", "Words")


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))


def modules() -> list[str]:
    return sorted(
        name
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts and "example" not in path.parts
        if (name := str(path.relative_to(ROOT))) not in CHINESE_ONLY
    )


def unsaid(template: str) -> list[str]:
    """Chinese in a template that an English reader would be shown."""
    text = _BOTH.sub("", _SILENT.sub("", template))
    return [word for word in CHINESE.findall(text) if word != BRAND]


def one_sided(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of the Chinese in a module that stands outside a text in both languages."""
    tree = ast.parse(source)
    said: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            said.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and _name(node) in _SPEAKING:
            said |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Call) and _name(node) == "compile":  # patterns read forms
            said |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            text = node.value.strip()
            if CHINESE.search(text) and text not in WORDS_OF_FORMS:
                yield node.lineno, text


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def test_the_tests_find_what_they_look_for() -> None:
    assert unsaid('<p>{% t "保存" "Save" %}{% if grade == "差" %}未翻译{% endif %}</p>') == ["未翻译"]
    assert unsaid("{# 注 #}<strong>考成</strong>") == []
    source = '"""文档"""\nsaid = t("保存", "Save")\nunit = "万元"\nforgotten = f"第{1}轮"\n'
    assert [line for line, _ in one_sided(source)] == [4, 4]


@pytest.mark.parametrize("name", templates())
def test_templates_say_everything_in_both(name: str) -> None:
    assert unsaid((ROOT / name).read_text(encoding="utf-8")) == []


def test_modules_say_everything_in_both() -> None:
    """Amounts carry their unit 万元 into messages for the forms; a text for people never stands alone."""
    found = [
        f"{name}:{line}: {text}"
        for name in modules()
        for line, text in one_sided((ROOT / name).read_text(encoding="utf-8"))
        if text not in WORDS_OF_FORMS
    ]
    assert not found, "\n".join(found)


def test_exceptions_are_still_needed() -> None:
    for name in CHINESE_ONLY:
        assert CHINESE.search((ROOT / name).read_text(encoding="utf-8")), name


def test_scripts_say_everything_in_both() -> None:
    """A script that says something in Chinese asks for the language of the page, or takes its words from it."""
    for path in sorted(ROOT.rglob("static/kaocheng/*.js")):
        lines = [line.partition("//")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        if any(CHINESE.search(line) for line in lines):
            assert "documentElement.lang" in "\n".join(lines), path.name


def test_a_person_chooses_the_language(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("finance_manager"))
    page = client.get(reverse("review:queue"))
    assert '<html lang="zh-CN">' in page.text
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("review:queue")}, follow=True)
    assert '<html lang="en">' in answer.text
    assert "Waiting for my decision" in answer.text
