"""Text to typed value; pure, no I/O. One grammar for targets, actual values, weights and amounts."""

from kaocheng.values.grammar import parse_value
from kaocheng.values.numbers import parse_number
from kaocheng.values.value import Comparator, Kind, Value

__all__ = ["Comparator", "Kind", "Value", "parse_number", "parse_value"]
