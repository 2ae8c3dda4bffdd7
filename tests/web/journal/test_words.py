"""Everything that is recorded has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

import kaocheng_web
from kaocheng.lifecycle import all_machines
from kaocheng_web.journal.words import ACTS, SUBJECTS, act_of, subject_of

_CODE = sorted(Path(kaocheng_web.__file__).parent.rglob("*.py"))


def _calls(*names: str) -> Iterator[ast.Call]:
    for path in _CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and (getattr(node.func, "id", None) or getattr(node.func, "attr", "")) in names
            ):
                yield node


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_act_the_code_records_is_put_into_words() -> None:
    recorded = {text for call in _calls("record") for node in call.args[2:3] for text in _texts(node)}
    recorded |= {text for call in _calls("record_entry") for node in call.args[1:2] for text in _texts(node)}
    recorded |= {
        text for call in _calls("replace_cells", "set_amounts") for key in call.keywords if key.arg == "why"
        for text in _texts(key.value)
    }  # fmt: skip
    assert {"evidence", "issue", "carry", "sign_in", "budget_approved"} <= recorded
    assert recorded <= ACTS.keys()


def test_an_act_is_called_as_its_machine_calls_it() -> None:
    assert act_of("rectification", "plan").zh == "提交整改方案"
    assert act_of("expenditure", "plan").zh == "编制用款计划"
    assert act_of("monitoring", "answer").zh != act_of("rectification", "answer").zh


def test_subjects_are_models_or_machines() -> None:
    models = {model._meta.model_name for model in apps.get_models()}
    assert SUBJECTS.keys() <= models | {"expenditure"}
    assert all(subject_of(name).zh == machine.title.zh for name, machine in all_machines().items())
