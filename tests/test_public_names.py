"""The public names of the package."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import kaocheng

SAMPLE = Path(__file__).parents[1] / "samples" / "seeds" / "docx" / "chengde-2022.docx"


@pytest.mark.parametrize("name", kaocheng.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(kaocheng, name) is not None
    assert name in dir(kaocheng)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = kaocheng.judge  # type: ignore[attr-defined]


def test_type_checkers_see_the_names_that_are_loaded() -> None:
    tree = ast.parse(Path(kaocheng.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    loaded = dict(kaocheng._HOMES.items())
    assert seen == loaded
    assert set(kaocheng.__all__) == {*loaded, "__version__"}


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, kaocheng; print([name for name in sys.modules if name.startswith('kaocheng.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_same_from_python() -> None:
    result = kaocheng.check(SAMPLE)
    assert pickle.loads(pickle.dumps(result)) == result
    line = result.to_json()
    assert line["report"] == kaocheng.extract(SAMPLE).to_json()["report"]
    assert kaocheng.report_from_json(line["report"]) == result.report
    assert kaocheng.check(SAMPLE, "cn-mof-2020").scheme == kaocheng.check(SAMPLE, scheme="cn-mof-2020").scheme
    assert kaocheng.parse_value("≥95%").unit == "%"
    assert kaocheng.load_scheme("cn-mof-2020").id == "cn-mof-2020"
