"""What stands in the database afterwards, beside what the clerks were told: `python -m load.verifying CLAIMS FILE`.

A claim is one draft: {"filing", "cells": texts the server said it had kept, "writes": how often it said so,
"submitted"}. Read without the application's own services, so that an error of theirs would show.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def verify(claims: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts of what is wrong, and of what was looked at."""
    from kaocheng_web.filings.models import Filing, LostEdit, Submission
    from kaocheng_web.journal.models import Event
    from kaocheng_web.journal.services import verify as verify_chain

    found: Counter[str] = Counter()
    for claim in claims:
        filing = Filing.objects.get(pk=claim["filing"])
        events = list(Event.objects.filter(subject="self_evaluation", subject_id=filing.pk).order_by("number"))
        typed = [event for event in events if event.action == "type"]
        found["writes"] += claim["writes"]
        found["cells"] += len(claim["cells"])
        found["lost"] += sum(filing.cells.get(path) != text for path, text in claim["cells"].items())
        found["lost"] += max(0, claim["writes"] - len(typed))
        found["duplicated"] += max(0, len(typed) - claim["writes"])
        submissions = Submission.objects.filter(filing=filing).count()
        moves = sum(event.action == "submit" for event in events)
        found["submitted"] += claim["submitted"]
        found["lost"] += claim["submitted"] > submissions
        found["duplicated"] += submissions > 1 or moves != submissions
        found["version wrong"] += filing.version != 1 + len(typed) + moves
    found["conflicts"] = LostEdit.objects.count()
    found["journal faults"] = len(list(verify_chain()))
    found["journal"] = Event.objects.count()
    return dict(found)


def main(claims: Path, output: Path) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    django.setup()
    output.write_text(json.dumps(verify(json.loads(claims.read_text("utf-8")))), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
