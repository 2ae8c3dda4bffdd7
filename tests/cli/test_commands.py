"""Help, version, languages, and the smaller commands."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kaocheng
from kaocheng.cli.output import takes_colour
from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[2] / "samples" / "seeds"
COMMANDS = (
    *([], ["check"], ["replay"], ["extract"], ["values"]),
    *(
        ["rule"],
        ["rule", "list"],
        ["rule", "explain"],
        ["scheme"],
        ["scheme", "list"],
        ["scheme", "show"],
        ["scheme", "lint"],
    ),
)
HEAVY = (
    "lxml",
    "pypdfium2",
    "xlrd",
    "tqdm",
    "multiprocessing",
    "kaocheng.pipeline",
    "kaocheng.readers",
    "kaocheng.audit",
)


def kaocheng_process(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kaocheng", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_in_both_languages(run: Run, command: list[str]) -> None:
    zh, en = run("--lang", "zh", *command, "--help"), run("--lang", "en", *command, "--help")
    assert (zh.status, en.status) == (0, 0)
    assert zh.out.startswith("用法：kaocheng")
    assert en.out.startswith("usage: kaocheng")
    assert not re.search(r"[\u4e00-\u9fff]", en.out.replace("考成", ""))
    assert "显示本说明" in zh.out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["chekc"],
        ["check", "--format", "pdf", "x"],
        ["check", "--jobs", "0", "x"],
        ["rule"],
        ["--lang", "fr"],
    ],
)
def test_wrong_use_is_two_and_says_so_in_chinese(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert "参数" in outcome.err


def test_version_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kaocheng.cli import main; status = main(['--version']); print(*sys.modules); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == f"kaocheng {kaocheng.__version__}"
    loaded = set(modules.split())
    assert not loaded & set(HEAVY)


def test_output_is_utf8_whatever_the_locale_says() -> None:
    done = kaocheng_process("rule", "list", environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "错误" in done.stdout.decode("utf-8")
    assert b"\r" not in done.stdout


def test_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "kaocheng", "extract", str(SAMPLES / "txt")],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141


def test_interruption_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kaocheng.audit.all_rules", interrupted)
    outcome = run("rule", "list")
    assert outcome.status == 130
    assert outcome.err == "kaocheng：已中断\n"


def test_rule_list_and_explain(run: Run) -> None:
    rules = json.loads(run("rule", "list", "--format", "json").out)["rules"]
    assert [rule["code"] for rule in rules] == sorted(rule["code"] for rule in rules)
    assert len(run("rule", "list").out.splitlines()) == len(rules)
    assert [json.loads(line) for line in run("rule", "list", "--format", "jsonl").out.splitlines()] == rules
    first = rules[0]
    by_code, by_name = run("rule", "explain", first["code"].lower()).out, run("rule", "explain", first["name"]).out
    assert by_code == by_name
    assert "## 检查内容" in by_code
    assert first["source"] in by_code


def test_unknown_rule_is_wrong_use_with_a_suggestion(run: Run) -> None:
    outcome = run("rule", "explain", "ARI-001")
    assert outcome.status == 2
    assert "ARI-01" in outcome.err


def test_scheme_list_show_and_lint(run: Run) -> None:
    schemes = json.loads(run("scheme", "list", "--format", "json").out)["schemes"]
    assert "cn-mof-2020" in [scheme["id"] for scheme in schemes]
    assert len(run("scheme", "list").out.splitlines()) == len(schemes)
    rows = json.loads(run("scheme", "show", "cn-mof-2020", "--format", "json").out)["scheme"]
    assert all(row["source"] for row in rows if row["status"])
    assert "cn-mof-2020" in run("scheme", "show", "cn-mof-2020").out
    assert run("scheme", "show", "cn-mof-2002").status == 2


def test_lint_tells_a_good_file_from_a_bad_one(run: Run, tmp_path: Path) -> None:
    good = Path(kaocheng.__file__).parent / "schemes" / "data" / "cn-mof-2020.toml"
    assert run("scheme", "lint", good).status == 0
    bad = tmp_path / "bad.toml"
    bad.write_text('id = "bad"\n', "utf-8")
    outcome = run("scheme", "lint", bad)
    assert outcome.status == 1
    assert "错误" in outcome.out
    problems = json.loads(run("scheme", "lint", bad, "--format", "json").out)["problems"]
    assert any(problem["severity"] == "error" for problem in problems)
    assert run("scheme", "lint", tmp_path / "missing.toml").status in (1, 2)


def give_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))


def test_values_answers_line_by_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [{"raw": "≥95.5%", "role": "target"}, {"raw": "12", "unit_column": "次", "role": "actual"}]
    give_input(monkeypatch, "\n\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode())
    outcome = run("values")
    assert outcome.status == 0
    first, second = map(json.loads, outcome.out.splitlines())
    assert first == {"kind": "quantity", "comparator": "ge", "value": 95.5, "upper": None, "unit": "%", "date": None}
    assert (second["comparator"], second["value"], second["unit"]) == ("eq", 12, "次")


def test_values_goes_on_after_a_bad_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    give_input(monkeypatch, b'\xef\xbb\xbf{"raw": "3"}\n{"raw": \n\xff\xfe\n{"raw": "4"}\n')
    outcome = run("--lang", "en", "values")
    assert outcome.status == 3
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer.get("value") for answer in answers] == [3, None, None, 4]
    assert all(isinstance(answer["error"]["message"], str) for answer in answers[1:3])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "stream, environment, colour",
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "0"}, False),
    ],
)
def test_colour_on_a_terminal_unless_told_otherwise(
    stream: io.StringIO, environment: dict[str, str], colour: bool
) -> None:
    assert takes_colour(stream, environment) is colour
