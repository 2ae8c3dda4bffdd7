"""The documentation runs, mentions every command and option, and its links lead somewhere."""

from __future__ import annotations

import argparse
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaocheng.cli import main
from kaocheng.cli.run import build_parser
from kaocheng.language import Language
from tests.documentation import ROOT, Block, Command, blocks, language_of, pages, shows

SEEDS = ROOT / "samples" / "seeds"
SAMPLES = {
    "report.docx": "docx/chengde-2022.docx",
    "report.pdf": "pdf/luquan-2024.pdf",
    "report.xlsx": "xlsx/chengde-2022.xlsx",
    "reports/2022/a.docx": "docx/chengde-2022.docx",
    "reports/2024/b.pdf": "pdf/luquan-2024.pdf",
    "self-evaluation.docx": "docx/yuanshi-2022.docx",
    "自评.docx": "docx/yuanshi-2022.docx",
    "报告.docx": "docx/chengde-2022.docx",
    "报告.pdf": "pdf/luquan-2024.pdf",
    "报告.xlsx": "xlsx/chengde-2022.xlsx",
    "报告文件夹/2022/甲.docx": "docx/chengde-2022.docx",
    "报告文件夹/2024/乙.pdf": "pdf/luquan-2024.pdf",
}
_SHELL = re.compile(r"[|<>;&`]|\$\(")
_ASSIGNMENT = re.compile(r"[A-Z_]+=\S*")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
RUNNING = [page for page in pages() if any(block.kind in ("console", "pycon") for block in blocks(page))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the reader is: reports under the names that the pages use, and nothing in the environment."""
    for name, source in SAMPLES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SEEDS / source, tmp_path / name)
    for name in list(os.environ):
        if name.startswith(("KAOCHENG_", "LC_")) or name in ("LANG", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUNNING, ids=name_of)
def test_page_runs(
    page: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8" if language_of(page) == "en" else "zh_CN.UTF-8")
    ran, names = 0, dict[str, Any]()
    for block in blocks(page):
        if block.file is not None:
            write(folder / block.file, block.text)
            if Path(block.file).name == "pyproject.toml":
                install(folder / block.file, monkeypatch)
        elif block.kind == "pycon":
            ran += run_python(block, names, f"{name_of(page)}:{block.line}")
        elif block.kind == "console":
            for command in block.commands():
                if re.search(r"\bkaocheng\b|\bpytest\b", command.words):
                    check_command(command, f"{name_of(page)}:{block.line}", capsys)
                    ran += 1
    assert ran, "nothing was run"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `pip install -e` would, without pip: the source on the path, the entry points beside it."""
    whole = tomllib.loads(project.read_text("utf-8"))
    data, [package] = whole["project"], whole["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    home = (project.parent / package).parent
    info = home / f"{data['name'].replace('-', '_')}-{data['version']}.dist-info"
    write(info / "METADATA", f"Metadata-Version: 2.1\nName: {data['name']}\nVersion: {data['version']}\n")
    lines = [
        line
        for group, points in data["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {target}" for name, target in points.items()))
    ]
    write(info / "entry_points.txt", "\n".join(lines) + "\n")
    monkeypatch.setenv("PYTHONPATH", str(home.resolve()))


def check_command(command: Command, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command.words, comments=True)
    plain = words[0] == "kaocheng" and not _SHELL.search(command.words) and "PYTHONPATH" not in os.environ
    status, out, err = run_here(words[1:], capsys) if plain else run_in_shell(command.words)
    failed = status not in (0, 1) or "Traceback" in err
    assert not failed, f"{place}: $ {command.words}\nexit status {status}\n{err}"
    if command.output:
        assert shows(command.output, out), f"{place}: $ {command.words}\nprinted\n{out}"


def run_here(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(arguments)
    sys.stdout.flush()
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def run_in_shell(words: str) -> tuple[int, str, str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        ["sh", "-c", words],
        env={**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")


def run_python(block: Block, names: dict[str, Any], place: str) -> int:
    """`names`: what earlier blocks of the page have defined; added to."""
    test = doctest.DocTestParser().get_doctest(block.text, {}, place, place, block.line)
    test.globs = names
    failures: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(test, out=failures.append, clear_globs=False)
    assert not failures, "\n".join(failures)
    return len(test.examples)


def parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The parser and those of its commands, each with the line that its command is listed with."""
    yield parser, parser.description or ""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            listed = {choice.dest: choice.help for choice in action._choices_actions}
            for name, command in action.choices.items():
                assert listed.get(name), f"{command.prog} has no help"
                yield from parsers(command)


def options(language: Language) -> dict[tuple[str, str], str]:
    """Help of every option and argument, by command and name."""
    found: dict[tuple[str, str], str] = {}
    for parser, _ in parsers(build_parser(language)):
        for action in parser._actions:
            if not isinstance(action, argparse._SubParsersAction):
                name = action.option_strings[-1] if action.option_strings else str(action.metavar)
                found[parser.prog, name] = action.help or ""
    return found


def test_every_command_and_option_has_help_in_both_languages() -> None:
    zh, en = options("zh"), options("en")
    assert zh.keys() == en.keys()
    for place in zh:
        assert re.search(r"[\u4e00-\u9fff]", zh[place]), place
        assert en[place].isascii() or not re.search(r"[\u4e00-\u9fff]", en[place]), place
        assert en[place], place


def test_every_command_and_option_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    sections = re.findall(r"```text\n(?:用法：|usage: )(.*?)```", text, re.S)
    for prog, name in options("zh"):
        own = [section for section in sections if re.match(rf"{re.escape(prog)} \[-h\]", section)]
        assert len(own) == 2, f"{prog}: once in each language"
        assert all(name in section for section in own), f"{prog} {name}"


def test_every_command_is_shown_in_a_guide() -> None:
    shown = "\n".join(command.words for page in pages() for block in blocks(page) for command in block.commands())
    for parser, _ in parsers(build_parser("zh")):
        if not any(isinstance(action, argparse._SubParsersAction) for action in parser._actions):
            assert parser.prog in shown, parser.prog


def anchors(page: Path) -> set[str]:
    """Of headings, as GitHub and the site make them, and of explicit marks."""
    text = page.read_text("utf-8")
    found = set(re.findall(r'<a id="([^"]+)">', text))
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        kept = "".join(ch for ch in words if ch in " -_" or unicodedata.category(ch)[0] in "LN")
        found.add(kept.replace(" ", "-"))
    return found


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=name_of
)
def test_links_lead_somewhere(page: Path) -> None:
    missing = []
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            missing.append(target)
    assert not missing


def test_a_twin_shows_the_same_commands() -> None:
    """An English page runs what the Chinese one runs, file names aside."""

    def shape(page: Path) -> list[list[str]]:
        commands = [c.words for block in blocks(page) if block.kind == "console" for c in block.commands()]
        return [[word for word in shlex.split(words, comments=True) if word.startswith("-")] for words in commands]

    twins = [page for page in pages() if page.name.endswith(".en.md")]
    assert twins
    for page in twins:
        other = page.with_name(page.name.replace(".en.md", ".md"))
        assert other.exists(), page
        assert shape(page) == shape(other), name_of(page)


def test_format_page_names_every_field(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every key of the lines for other programs is on the page about them."""
    keys: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
            for item in value.values():
                collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    write(
        folder / "kaocheng-waivers.toml",
        '[[waiver]]\nrule = "ARI-02"\nfile = "report.docx"\nreason = "试"\nwho = "某某甲"\nuntil = "none"\n',
    )
    names = ["report.docx", "报告.pdf", str(SEEDS / "txt" / "yuanshi-2022.txt"), "missing.docx"]
    for arguments in (["check", *names], ["replay", "--scheme", "cn-hebei-luquan-2024", *names], ["extract", *names]):
        collect(json.loads(run_here([*arguments, "--format", "json"], capsys)[1]))
    text = (ROOT / "docs" / "format.md").read_text("utf-8")
    absent = sorted(key for key in keys if f"`{key}`" not in text)
    assert not absent


def test_site_is_built_and_loads_nothing_from_a_network(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", tmp_path / "trees", ROOT / "docs", site],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {
        page.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for page in (ROOT / "docs").rglob("*.md")
    } <= built
    for path in site.rglob("*.html"):
        loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]*)\"", path.read_text("utf-8"))
        assert not [address for address in loaded if re.match(r"(?:[a-z]+:)?//", address)], path
    index = (site / "searchindex.js").read_text("utf-8")
    assert json.dumps("执行") in index, "pairs of characters, so that Chinese can be searched for"
    assert "Stemmer = EnglishStemmer" in (site / "_static" / "language_data.js").read_text("utf-8")
