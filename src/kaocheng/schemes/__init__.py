"""Scoring rules as dated, cited data, and which of them holds for a report."""

from kaocheng.schemes.catalogue import SchemeHead, load_scheme, local_schemes, scheme_heads, scheme_ids
from kaocheng.schemes.choice import SchemeChoice, choose_scheme, form_hints
from kaocheng.schemes.description import DescriptionRow, describe_scheme, source_words
from kaocheng.schemes.difference import ParameterDifference, scheme_differences
from kaocheng.schemes.lint import LintFinding, lint_scheme
from kaocheng.schemes.regions import Region, find_region, region_candidates, region_of_code
from kaocheng.schemes.scheme import Scheme, Status

__all__ = [
    "DescriptionRow",
    "LintFinding",
    "ParameterDifference",
    "Region",
    "Scheme",
    "SchemeChoice",
    "SchemeHead",
    "Status",
    "choose_scheme",
    "describe_scheme",
    "find_region",
    "form_hints",
    "lint_scheme",
    "load_scheme",
    "local_schemes",
    "region_candidates",
    "region_of_code",
    "scheme_differences",
    "scheme_heads",
    "scheme_ids",
    "source_words",
]
