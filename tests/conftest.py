"""Hypothesis: the same examples on every run of CI, fresh ones at a developer's desk.

A law that a fresh example breaks should be met by a person who can look at it, not stop an unrelated change.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
