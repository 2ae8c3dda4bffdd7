"""What can be wrong in a monitoring form: its figures, not the approved objective nor what only the year end shows."""

from __future__ import annotations

# A rate of 50 % at the end of June, or a satisfaction nobody has asked about yet, is no fault; lights judge the pace.
RULES: frozenset[str] = frozenset(
    {"ARI-01", "ARI-03", "ARI-04", "ARI-12", "ARI-16", "IND-13", "PRI-01", "PRI-02", "PRI-03", "PRI-04"}
)
