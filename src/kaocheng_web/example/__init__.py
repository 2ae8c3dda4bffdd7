"""The example county that `make run` loads: invented, with every state of every form.

`content`: what its forms say. `places`: who is there. `story`: what has happened. `clock`: when.
"""

from __future__ import annotations

from collections.abc import Callable


def load(tell: Callable[[int, int], None] | None = None) -> None:
    """Load the county into an empty database; does nothing where it is loaded. All of it or nothing.

    `tell`: called with the number of project years done, and of all.
    """
    from kaocheng_web.example.story import load_county

    load_county(tell)


def logins() -> list[tuple[str, str, str]]:
    """(role, user name, password), one login for each role."""
    from kaocheng_web.example.places import LOGINS, PASSWORD

    return [(role.value, username, PASSWORD) for role, username in LOGINS.items()]
