from __future__ import annotations

from kaocheng.audit import all_rules
from kaocheng.lifecycle.round_check import RULES


def test_rules_of_a_round_exist_and_leave_the_end_of_the_year_alone() -> None:
    assert {rule.code for rule in all_rules()} >= RULES
    assert not RULES & {"OVR-10", "IND-20", "SCO-15", "CON-03", "IND-18"}
