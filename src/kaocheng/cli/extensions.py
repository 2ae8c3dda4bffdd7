"""Commands that other installed packages bring: entry points of the group `kaocheng.commands`.

The web application adds `serve` and its companions this way, so that the library need not know it. Looking for them
costs some milliseconds; it happens only when a command is not one of our own, and for the help.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Protocol

from kaocheng.cli.parser import Commands
from kaocheng.errors import UsageError
from kaocheng.language import same

GROUP = "kaocheng.commands"


class CommandModule(Protocol):
    """What an entry point names: a module like those of `kaocheng.cli`."""

    def add(self, commands: Commands) -> None: ...


def installed_commands() -> Iterable[CommandModule]:
    """The modules, in alphabetical order of their entry points. One that lacks a dependency is told as wrong use."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            module: CommandModule = entry.load()
        except ImportError as error:
            raise UsageError(same(f"{entry.name}: {error}")) from error
        yield module
