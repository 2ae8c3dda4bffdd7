"""Where the tests keep their data, and Hypothesis: the same examples on every run of CI, fresh ones at a developer's desk.

A law that a fresh example breaks should be met by a person who can look at it, not stop an unrelated change.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

import django
import pytest
from hypothesis import settings

# The web application keeps database, uploads and key in a folder; tests never touch the one of the person at the desk.
os.environ["KAOCHENG_DATA"] = tempfile.mkdtemp(prefix="kaocheng-tests-")
os.environ.setdefault("KAOCHENG_SECRET_KEY", "tests only")
# Programs that tests start begin sooner when what they import is compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
for name in ("KAOCHENG_DEBUG", "KAOCHENG_EXAMPLE", "KAOCHENG_HTTPS"):
    os.environ.pop(name, None)
# Named here and not in pyproject.toml, where it would be loaded before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "kaocheng_web.settings"
django.setup()

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything has to run (KAOCHENG_COMPLETE), a test that was left out is a failure."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("KAOCHENG_COMPLETE"):
        return
    if left_out := reporter.stats.get("skipped"):
        reporter.write_line(f"\n{len(left_out)} tests were left out, and none may be.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
