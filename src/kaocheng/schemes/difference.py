"""In what two schemes differ, parameter by parameter, in words."""

from __future__ import annotations

from typing import NamedTuple

from kaocheng.language import Text
from kaocheng.schemes.description import NOT_SEEN, value_at, words_of
from kaocheng.schemes.scheme import Scheme
from kaocheng.schemes.structure import PARAMETERS


class ParameterDifference(NamedTuple):
    """One value that is not the same. `key`: dotted path in the scheme file."""

    key: str
    label: Text
    before: Text
    after: Text


def scheme_differences(before: Scheme, after: Scheme) -> tuple[ParameterDifference, ...]:
    """The parameters with different values, in the order of a scheme file. Status and source do not count."""
    found = []
    for key, parameter in PARAMETERS.items():
        old, new = value_at(before, key), value_at(after, key)
        values = tuple(None if sourced is None else sourced.value for sourced in (old, new))
        if values[0] != values[1]:
            words = tuple(NOT_SEEN if sourced is None else words_of(sourced.value) for sourced in (old, new))
            found.append(ParameterDifference(key, parameter.label, *words))
    return tuple(found)
