"""The rule mechanism: a decorator, and discovery by walking the package.

A rule is one function in one file, found because the file is there. Its metadata is plain values on the decorator, its
documentation the docstring of its module, in Markdown with fixed headings. Nothing is registered anywhere.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Literal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.once import once
from kaocheng.audit.subject import FormSubject, ReportSubject
from kaocheng.errors import UsageError
from kaocheng.language import Text

FormCheck = Callable[[FormSubject], Iterator[Finding | Skip]]
ReportCheck = Callable[[ReportSubject], Iterator[Finding | Skip]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its metadata. `name` is the function's name with hyphens, shown to users and used in waivers."""

    code: str
    name: str
    severity: Severity
    scope: Literal["form", "report"]
    title: Text
    message: Text
    advice: Text
    source: str
    check: Callable[[Any], Iterator[Finding | Skip]]
    module: str

    @property
    def documentation(self) -> str:
        """Markdown: the docstring of the rule's module."""
        return (sys.modules[self.module].__doc__ or "").strip()


def form_rule(
    code: str, *, severity: Severity, title: Text, message: Text, advice: Text, source: str
) -> Callable[[FormCheck], Rule]:
    """Make a rule of a function that looks at one form."""
    return functools.partial(_make, code, severity, "form", title, message, advice, source)


def report_rule(
    code: str, *, severity: Severity, title: Text, message: Text, advice: Text, source: str
) -> Callable[[ReportCheck], Rule]:
    """Make a rule of a function that looks at the whole report."""
    return functools.partial(_make, code, severity, "report", title, message, advice, source)


def _make(
    code: str,
    severity: Severity,
    scope: Literal["form", "report"],
    title: Text,
    message: Text,
    advice: Text,
    source: str,
    check: Callable[[Any], Iterator[Finding | Skip]],
) -> Rule:
    name = check.__name__.replace("_", "-")
    return Rule(code, name, severity, scope, title, message, advice, source, check, check.__module__)


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code: those of this package, and those that installed packages offer as `kaocheng.rules`."""
    from kaocheng.audit import rules as package

    found = [_rule_of(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    found += [_offered(point) for point in entry_points(group="kaocheng.rules")]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _offered(point: EntryPoint) -> Rule:
    """The rule of another package. Raises UsageError, naming it: a check that is missing must not go unnoticed."""
    try:
        rule = point.load()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    else:
        if isinstance(rule, Rule):
            return rule
        why = f"{type(rule).__name__}"
    words = Text(
        "外部规则 {name}（{value}）不能用：{why}", "the rule {name} ({value}) of another package is unusable: {why}"
    )
    raise UsageError(words.format(name=point.name, value=point.value, why=why))


def _rule_of(module_name: str) -> Rule:
    module = importlib.import_module(module_name)
    rules = [value for value in vars(module).values() if isinstance(value, Rule) and value.module == module_name]
    if len(rules) != 1:
        raise TypeError(f"{module_name} must define exactly one rule, it defines {len(rules)}")
    return rules[0]


def select_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Rules whose code begins with one of `select` (all if empty) and with none of `ignore`.

    Raises UsageError for a code or prefix that names no rule: a typing error must not switch a check off.
    """
    return _selected(tuple(select), tuple(ignore))


@functools.lru_cache(maxsize=32)
def _selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    rules = all_rules()
    for prefix in (*select, *ignore):
        if not any(rule.code.startswith(prefix) for rule in rules):
            raise UsageError(Text("没有以“{p}”开头的规则", "no rule begins with “{p}”").format(p=prefix))
    chosen = [rule for rule in rules if not select or rule.code.startswith(select)]
    return tuple(rule for rule in chosen if not (ignore and rule.code.startswith(ignore)))


@once
def rule_set_hash(rules: tuple[Rule, ...]) -> str:
    """Changes whenever a selected rule, what the rules share, or the version changes.

    Same input and same hash, same result.
    """
    digest = hashlib.sha256(_shared_source())
    for rule in rules:
        digest.update(rule.code.encode())
        digest.update(_source_of(rule.module))
    return digest.hexdigest()[:16]


@functools.cache
def _shared_source() -> bytes:
    """The version of the library, and the modules and word lists of the audit that are no rules."""
    version: str = sys.modules["kaocheng"].__version__  # the package above is no layer to import from
    here = Path(__file__).parent
    paths = sorted((*here.glob("*.py"), *here.glob("*/*.toml")))
    return b"\0".join((version.encode(), *(path.name.encode() + path.read_bytes() for path in paths)))


@functools.cache
def _source_of(module: str) -> bytes:
    path = sys.modules[module].__file__
    if path is None:
        return module.encode()
    with open(path, "rb") as file:
        return file.read()
