"""Run in a process of its own against a data folder of its own: `python -m tests.web.jobs.yard put|work`.

`put` prepares the folder, forgets the jobs before, and puts one in. The job "slow" counts to 30 with pauses, appends a line to a file at each start, and adds one to a fact at its end.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(verb: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    django.setup()

    from django.core.management import call_command

    from kaocheng_web.jobs import services
    from kaocheng_web.jobs.worker import work

    services._KINDS.clear()  # nothing else shall happen here by the clock
    _define_slow_job()
    if verb == "put":
        call_command("migrate", interactive=False, verbosity=0)
        _forget()
        services.enqueue(None, "slow", "one")
        services.enqueue(None, "slow", "one")
    else:
        work()


def _forget() -> None:
    """What was put in and done before."""
    from django.conf import settings

    from kaocheng_web.jobs.models import Job
    from kaocheng_web.operations.models import Fact

    Job.objects.all().delete()
    Fact.objects.filter(name="count").delete()
    Path(settings.DATA, "starts").unlink(missing_ok=True)


def _define_slow_job() -> None:
    from django.conf import settings

    from kaocheng.language import Text
    from kaocheng_web.jobs.services import Running, job
    from kaocheng_web.operations.services import keep_fact

    @job("slow", Text("慢活", "slow work"))
    def slow(running: Running) -> None:
        with Path(settings.DATA, "starts").open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        pause = 0.2 if running.job.attempts == 1 else 0.01
        for number in range(30):
            running.progress(number, 30)
            time.sleep(pause)
        with running.finish({"counted": 30}):
            keep_fact("count", {"n": _count() + 1})


def _count() -> int:
    from kaocheng_web.operations.models import Fact

    fact = Fact.objects.filter(name="count").first()
    return 0 if fact is None else int(fact.value["n"])


if __name__ == "__main__":
    main(sys.argv[1])
