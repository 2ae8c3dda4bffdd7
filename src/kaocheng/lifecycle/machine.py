"""State machines as data: one TOML file each in `machines/`, rows of (from, action, to, who, guards).

Buttons, permissions, error messages and the diagram in the documentation all come from these rows. Who holds a role for
a given object, and what a guard means, is for the application to say; this module only knows the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kaocheng.errors import DataError, UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.roles import Role

_FOLDER = Path(__file__).parent / "machines"

Tone = Literal["open", "waiting", "returned", "done", "stopped"]
_TONES = ("open", "waiting", "returned", "done", "stopped")
SYSTEM = "system"  # in `who`: the application itself, as the consequence of another transition


@dataclass(frozen=True, slots=True)
class State:
    """`tone`: how far along it is, for colours and counts. `editable`: whether its content may still be typed."""

    code: str
    label: Text
    tone: Tone
    editable: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `who`: roles that may act, or "system". `guards`: names of conditions that must hold.

    `needs_reason`: a reason in words is obligatory. `needs_codes`: at least one coded reason (a rule) as well.
    `way`: "forward", "back" (a return) or "aside"; decides how the button looks.
    """

    action: str
    origins: tuple[str, ...]
    target: str
    label: Text
    who: frozenset[str]
    guards: tuple[str, ...] = ()
    needs_reason: bool = False
    needs_codes: bool = False
    way: Literal["forward", "back", "aside"] = "forward"

    def open_to(self, roles: Iterable[Role | str]) -> bool:
        """Whether one of the roles may act."""
        return not self.who.isdisjoint(str(role) for role in roles)


@dataclass(frozen=True, slots=True)
class Machine:
    """The table of one kind of object."""

    id: str
    title: Text
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]

    def find(self, state: str, action: str) -> Transition | None:
        """The row for an action in a state, or None where there is none."""
        return next((row for row in self.transitions if row.action == action and state in row.origins), None)

    def actions(self, state: str, roles: Iterable[Role | str]) -> tuple[Transition, ...]:
        """What people with these roles may do in a state, guards aside."""
        held = tuple(roles)
        return tuple(row for row in self.transitions if state in row.origins and row.open_to(held))

    @property
    def guards(self) -> frozenset[str]:
        """Every guard the table names."""
        return frozenset(guard for row in self.transitions for guard in row.guards)


@cache
def all_machines() -> dict[str, Machine]:
    """Every machine by id, in alphabetical order."""
    return {path.stem: _load(path) for path in sorted(_FOLDER.glob("*.toml"))}


def load_machine(id: str) -> Machine:
    """Raises UsageError for an id that does not exist."""
    machines = all_machines()
    if id not in machines:
        known = "、".join(machines)
        raise UsageError(
            Text("没有流程 {id}，现有：{known}", "no state machine {id}; known: {known}").format(id=id, known=known)
        )
    return machines[id]


def diagram(machine: Machine, language: Literal["zh", "en"] = "zh") -> str:
    """The machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {machine.initial}"]
    lines += [f"    {state.code} : {state.label.in_(language)}" for state in machine.states.values()]
    for row in machine.transitions:
        lines += [f"    {origin} --> {row.target} : {row.label.in_(language)}" for origin in row.origins]
    final = set(machine.states) - {origin for row in machine.transitions for origin in row.origins}
    lines += [f"    {state} --> [*]" for state in machine.states if state in final]
    return "\n".join(lines) + "\n"


def _load(path: Path) -> Machine:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        states = {code: _state(code, entry) for code, entry in data["states"].items()}
        machine = Machine(
            id=path.stem,
            title=_text(data["title"]),
            initial=data["initial"],
            states=states,
            transitions=tuple(map(_transition, data["transition"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            Text("{file}：流程表有误：{error}", "{file}: {error}").format(file=path.name, error=error)
        ) from None
    _check(machine, path.name)
    return machine


def _state(code: str, entry: Mapping[str, Any]) -> State:
    if entry["tone"] not in _TONES:
        raise ValueError(f"states.{code}.tone = {entry['tone']!r}")
    return State(code, _text(entry), entry["tone"], entry.get("editable", False))


def _transition(row: Mapping[str, Any]) -> Transition:
    unknown = set(row["who"]) - set(Role) - {SYSTEM}
    if unknown:
        raise ValueError(f"{row['action']}: who = {sorted(unknown)}")
    origins = (row["from"],) if isinstance(row["from"], str) else tuple(row["from"])
    return Transition(
        action=row["action"],
        origins=origins,
        target=row["to"],
        label=_text(row),
        who=frozenset(row["who"]),
        guards=tuple(row.get("guards", ())),
        needs_reason=row.get("needs_reason", False),
        needs_codes=row.get("needs_codes", False),
        way=row.get("way", "forward"),
    )


def _text(entry: Mapping[str, Any]) -> Text:
    return Text(entry["zh"], entry["en"])


def _check(machine: Machine, file: str) -> None:
    """Every state is known and reachable, and an action has one target in each state."""
    named = {machine.initial} | {row.target for row in machine.transitions}
    named |= {origin for row in machine.transitions for origin in row.origins}
    pairs = [(origin, row.action) for row in machine.transitions for origin in row.origins]
    reached, frontier = set(), {machine.initial}
    while frontier:
        reached |= frontier
        frontier = {row.target for row in machine.transitions for origin in row.origins if origin in reached} - reached
    faults = sorted(named ^ set(machine.states)) + sorted(set(machine.states) - reached)
    faults += sorted(f"{origin}+{action}" for origin, action in set(pairs) if pairs.count((origin, action)) > 1)
    if faults:
        words = Text(
            "{file}：状态未定义、到不了或重复：{faults}", "{file}: undefined, unreachable or doubled: {faults}"
        )
        raise DataError(words.format(file=file, faults="、".join(dict.fromkeys(faults))))
