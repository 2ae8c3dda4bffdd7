"""Lines and objects for other programs."""

from __future__ import annotations

import io
import json

from kaocheng.writers import json as writer
from tests.writers.situations import UNREAD, finding, result, skip


def test_one_line_per_file_in_input_order() -> None:
    stream = io.StringIO()
    writer.write_lines([result((finding(),)), UNREAD, result()], stream, "zh")
    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["source"]["path"] for line in lines] == ["报告/a.docx", "b.pdf", "报告/a.docx"]
    assert stream.getvalue().endswith("}\n")


def test_object_holds_the_same_lines() -> None:
    lines, whole, empty = io.StringIO(), io.StringIO(), io.StringIO()
    writer.write_lines([result(), UNREAD], lines, "en")
    writer.write_object([result(), UNREAD], whole, "en")
    writer.write_object([], empty, "en")
    assert json.loads(whole.getvalue()) == {
        "format": 1,
        "files": [json.loads(x) for x in lines.getvalue().splitlines()],
    }
    assert json.loads(empty.getvalue()) == {"format": 1, "files": []}


def test_scores_of_a_form() -> None:
    line = result(skips=(skip(),)).to_json("zh")
    execution, words, missing = line["scores"][0]["rows"]
    assert (execution["claimed"], execution["replayed"], execution["formula"]) == ("10", "5.7766", "10 × 57.77%")
    assert words["replayed"] == ["16", "20"]
    assert missing["replayed"] == {"not_computable": "缺完成值"}
    total = line["scores"][0]["total"]
    assert (total["claimed"], total["replayed"], total["capped"]) == ("96", ["84.5", "88.4996"], False)
    assert line["scores"][0]["grade"] == {"claimed": "优", "replayed": {"not_computable": "分数是区间"}}
    assert line["scores"][0]["status"] == "recalled"


def test_finding_and_skip_carry_the_names_of_the_contract() -> None:
    line = result((finding(),), (skip(),)).to_json("en")
    [found], [skipped] = line["findings"], line["skipped"]
    assert list(found)[:10] == [
        *("code", "name", "severity", "message", "where", "found", "expected", "difference", "source", "fingerprint")
    ]
    assert found["where"] == {"page": 3, "table": 1, "row": 2, "column": 2}
    assert found["severity"] == "error"
    assert found["difference"] == "100 points"
    assert (skipped["code"], skipped["reason"], skipped["where"]) == ("SCO-05", "no executed amount", None)
    assert line["rules"] == {"selected": 40, "decided": 39, "undecided": 1, "not_applicable": 0}
