"""Kaocheng 考成: reads, recomputes and audits Chinese budget performance self-evaluations.

The public names are below and load on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
