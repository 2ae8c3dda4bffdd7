"""Queue, leases, retries and the clock."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kaocheng.language import Text
from kaocheng_web.jobs import services
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import Failed, LostLease, Running, enqueue, enqueue_due, job, prune, reap, run, work_off
from tests.web.county import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A kind of job "t" that does what the list holds: an exception to raise, a function to call, a result."""
    monkeypatch.setattr(services, "_KINDS", dict(services._KINDS))
    script: list[Any] = []

    @job("t", Text("试", "trial"))
    def work(running: Running) -> Any:
        step = script.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step(running) if callable(step) else step

    return script


def _fresh(found: Job) -> Job:
    return Job.objects.get(pk=found.pk)


def test_the_same_key_is_the_same_job(kind: list[Any]) -> None:
    first, second = enqueue(None, "t", "k"), enqueue(None, "t", "k", {"other": 1})
    assert first.pk == second.pk
    assert DBTaskResult.objects.count() == 1
    kind.append({"n": 1})
    assert work_off() == 1
    assert (_fresh(first).state, _fresh(first).result) == ("done", {"n": 1})
    assert enqueue(None, "t", "k").state == "done"


def test_a_job_becomes_real_with_its_transaction(kind: list[Any]) -> None:
    with transaction.atomic():
        enqueue(None, "t", "k")
        transaction.set_rollback(True)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown job"):
        enqueue(None, "nonsense", "k")


def test_an_error_is_tried_again_later_and_then_told(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k", max_attempts=2)
    kind += [RuntimeError("x"), RuntimeError("x")]
    work_off()
    assert (_fresh(waiting).state, _fresh(waiting).attempts) == ("waiting", 1)
    assert work_off() == 0, "not before its time"
    DBTaskResult.objects.update(run_after=timezone.now())
    work_off()
    assert (_fresh(waiting).state, _fresh(waiting).message["zh"]) == ("failed", "系统内部错误，已记录")
    kind.append({})
    services.retry(None, _fresh(waiting))
    work_off()
    assert (_fresh(waiting).state, _fresh(waiting).attempts) == ("done", 1)


def test_what_cannot_succeed_fails_at_once_with_its_reason(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k")
    kind.append(Failed(Text("文件打不开", "the file cannot be opened")))
    work_off()
    assert (_fresh(waiting).state, _fresh(waiting).attempts, _fresh(waiting).message["en"]) == (
        "failed",
        1,
        "the file cannot be opened",
    )


def test_progress_is_shown(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k")
    seen = []

    def step(running: Running) -> None:
        running.progress(3, 10, Text("第3页", "page 3"))
        seen.append(_fresh(waiting))

    kind.append(step)
    work_off()
    assert (seen[0].done, seen[0].total, seen[0].message["en"]) == (3, 10, "page 3")
    assert (_fresh(waiting).done, _fresh(waiting).total) == (10, 10)


def test_a_lapsed_lease_goes_to_somebody_else_and_the_first_one_writes_nothing(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k")
    outcome = []

    def slow(running: Running) -> None:
        Job.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
        assert reap() == 1
        with running.finish() as result:
            outcome.append(result)

    kind += [slow, {"by": "second"}]
    work_off()
    assert outcome == []
    assert (_fresh(waiting).state, _fresh(waiting).result, _fresh(waiting).attempts) == ("done", {"by": "second"}, 2)


def test_progress_of_a_lost_job_stops_it(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k")

    def slow(running: Running) -> None:
        Job.objects.filter(pk=waiting.pk).update(ticket=None)
        with pytest.raises(LostLease):
            running.progress(1, 2)
        raise LostLease

    kind.append(slow)
    work_off()
    assert _fresh(waiting).state == "running"


def test_a_living_job_is_left_alone(kind: list[Any]) -> None:
    enqueue(None, "t", "k")
    kind.append(lambda running: {"reaped": reap()})
    work_off()
    assert Job.objects.get().result == {"reaped": 0}


def test_a_job_that_kills_its_workers_is_given_up(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k", max_attempts=2)
    for attempt in (1, 2):
        ago = timezone.now() - datetime.timedelta(minutes=5)
        Job.objects.filter(pk=waiting.pk).update(state="running", attempts=attempt, lease_until=ago)
        assert reap() == 1
    assert _fresh(waiting).state == "failed"
    assert reap() == 0


def test_a_task_taken_by_a_worker_that_died_at_once_comes_back(kind: list[Any]) -> None:
    waiting = enqueue(None, "t", "k")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - datetime.timedelta(minutes=5))
    assert reap() == 1
    assert _fresh(waiting).ticket != waiting.ticket
    run(waiting.pk, waiting.ticket)  # type: ignore[arg-type]
    assert _fresh(waiting).state == "waiting", "the old ticket no longer counts"
    kind.append({})
    assert work_off() == 1
    assert _fresh(waiting).state == "done"


def test_daily_work_is_put_in_once_a_day(db: None) -> None:
    morning = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=timezone.get_default_timezone())
    first = enqueue_due(morning)
    assert {found.key for found in first} >= {"notifications.reminders:2026-03-02", "journal.verify:2026-03-02"}
    assert enqueue_due(morning + datetime.timedelta(hours=3)) == []
    early = morning + datetime.timedelta(hours=20)  # 4 o'clock: only what is due at night
    assert {found.kind for found in enqueue_due(early)} == {"journal.verify", "operations.tidy"}


def test_old_jobs_are_forgotten_failed_ones_later(kind: list[Any]) -> None:
    old = timezone.now() - datetime.timedelta(days=40)
    for state in ("done", "failed"):
        found = enqueue(None, "t", state)
        Job.objects.filter(pk=found.pk).update(state=state, finished_at=old)
    assert prune() == 1
    assert Job.objects.get().state == "failed"


def test_a_job_finishes_with_what_it_wrote(kind: list[Any], county: County) -> None:
    waiting = enqueue(None, "t", "k", max_attempts=1)

    def half(running: Running) -> None:
        with running.finish():
            county.cycle.is_open = False
            county.cycle.save()
            raise RuntimeError("in the middle")

    kind.append(half)
    work_off()
    county.cycle.refresh_from_db()
    assert (county.cycle.is_open, _fresh(waiting).state) == (True, "failed")
