"""Where the tests keep their data, and Hypothesis: the same examples on every run of CI, fresh ones at a developer's desk.

A law that a fresh example breaks should be met by a person who can look at it, not stop an unrelated change.
"""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# The web application keeps database, uploads and key in a folder; tests never touch the one of the person at the desk.
os.environ["KAOCHENG_DATA"] = tempfile.mkdtemp(prefix="kaocheng-tests-")
os.environ.setdefault("KAOCHENG_SECRET_KEY", "tests only")
for name in ("KAOCHENG_DEBUG", "KAOCHENG_EXAMPLE", "KAOCHENG_HTTPS"):
    os.environ.pop(name, None)

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
