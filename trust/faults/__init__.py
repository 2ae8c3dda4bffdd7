"""Single faults, each a small function with a name, a group and the rules that ought to notice it."""

from trust.faults import arithmetic, indicators, scoring, words
from trust.faults.fault import GROUPS, Fault, Group, registered

__all__ = ["GROUPS", "Fault", "Group", "arithmetic", "indicators", "registered", "scoring", "words"]
