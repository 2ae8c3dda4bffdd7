from __future__ import annotations

from kaocheng.schemes import load_scheme, scheme_differences


def test_values_are_told_in_words_on_both_sides() -> None:
    found = {d.key: d for d in scheme_differences(load_scheme("cn-mof-2020"), load_scheme("cn-hebei-luquan-2024"))}
    assert set(found) == {"level1_weights", "execution.weight", "grades"}
    assert found["grades"].before.zh == "优 ≥ 90，良 ≥ 80，中 ≥ 60，差 ≥ 0"
    assert found["grades"].after.zh == "优秀 ≥ 85，良好 ≥ 75，一般 ≥ 60，较差 ≥ 0"
    assert found["execution.weight"].after.en == "none, or not seen"


def test_status_and_source_are_no_difference() -> None:
    """Anhui inherits most values, with a weaker status."""
    keys = [d.key for d in scheme_differences(load_scheme("cn-mof-2020"), load_scheme("cn-anhui-2022"))]
    assert "qualitative" not in keys
    assert "quantitative.reverse_method" not in keys
