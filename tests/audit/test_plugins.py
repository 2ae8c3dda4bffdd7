"""Rules that other packages offer by the entry point `kaocheng.rules`."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from kaocheng.audit import rule
from kaocheng.errors import UsageError

OURS = "kaocheng.audit.rules.ari_01_execution_rate_disagrees:execution_rate_disagrees"


def offered(value: str) -> rule.Rule:
    return rule._offered(EntryPoint("x99", value, "kaocheng.rules"))


def test_a_rule_is_taken_as_it_is() -> None:
    assert offered(OURS).code == "ARI-01"


@pytest.mark.parametrize(
    "value, why", [("nowhere.at_all:rule", "ModuleNotFoundError"), ("os:sep", "str"), ("os:nothing", "AttributeError")]
)
def test_an_unusable_one_is_named_and_never_left_out_in_silence(value: str, why: str) -> None:
    with pytest.raises(UsageError) as raised:
        offered(value)
    assert raised.value.message.zh.startswith(f"外部规则 x99（{value}）不能用：{why}")
