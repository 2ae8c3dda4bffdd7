"""Putting work into the queue, and doing it.

    job = enqueue(person, "filings.read", f"read:{upload.pk}", {"upload": upload.pk})

    @job("filings.read", Text("读取上传的表", "reading an uploaded form"))     # in `background.py` of an application
    def read(running: Running) -> dict[str, Any]:
        parsed = ...                       # slow work outside any transaction
        running.progress(3, 10, Text("第3页", "page 3"))
        with running.finish() as result:   # one transaction: what is written and that it is done
            ...
            result["rows"] = len(parsed)
        return result

The queue is that of django-tasks-db. It forgets tasks whose worker was killed; so a job holds a lease that its worker
renews while it lives. `reap` gives lapsed jobs a new ticket. A worker that was only slow then finds, when it wants to
write, that its ticket no longer counts, and writes nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kaocheng.errors import KaochengError
from kaocheng.language import Text
from kaocheng_web.jobs.models import Job

_LOG = logging.getLogger("kaocheng.jobs")
_PROGRESS_SECONDS = 0.4  # progress is written at most so often


class Failed(KaochengError):
    """Raised by a job that cannot succeed however often it is tried; the person reads the message."""

    code = "job-failed"


class LostLease(Exception):
    """Another worker has the job now."""


class Interrupted(BaseException):
    """This worker is being stopped; the job goes back to the queue."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of job does. `daily`: it runs by itself once a day at that local time."""

    name: str
    words: Text
    run: Callable[[Running], Mapping[str, Any] | None]
    daily: datetime.time | None = None


_KINDS: dict[str, Kind] = {}
J = TypeVar("J", bound=Callable[..., Any])


def job(name: str, words: Text, *, daily: datetime.time | None = None) -> Callable[[J], J]:
    """Registers the function that does a kind of job. `words`: what it is called on pages."""

    def keep(function: J) -> J:
        if name in _KINDS:
            raise ValueError(f"job {name!r} is defined twice")
        _KINDS[name] = Kind(name, words, function, daily)
        return function

    return keep


def all_kinds() -> Mapping[str, Kind]:
    return _KINDS


def lease() -> datetime.timedelta:
    """How long a job stays with a worker that gives no sign of life."""
    return datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)


# Putting in.


def enqueue(
    person: Any, kind: str, key: str, arguments: Mapping[str, Any] | None = None, *, max_attempts: int = 3
) -> Job:
    """The job of that key: a new one in the queue, or the one that is there already, in whatever state.

    In the transaction of the caller: what he writes and the job become real together, or neither does.
    """
    if kind not in _KINDS:
        raise ValueError(f"unknown job {kind!r}")
    with transaction.atomic():
        found, made = Job.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "arguments": dict(arguments or {}),
                "person_id": getattr(person, "pk", None),
                "max_attempts": max_attempts,
            },
        )
        if made:
            _give_ticket(found)
    return found


def retry(person: Any, failed: Job) -> Job:
    """Try a failed job once more from the start."""
    with transaction.atomic():
        columns = {"state": "waiting", "attempts": 0, "done": 0, "total": 0, "message": {}, "finished_at": None}
        if Job.objects.filter(pk=failed.pk, state="failed").update(**columns):
            _give_ticket(failed)
    failed.refresh_from_db()
    return failed


def _give_ticket(waiting: Job, *, after: datetime.timedelta | None = None) -> None:
    """A task in the queue for the job; earlier ones no longer count."""
    from kaocheng_web.jobs.tasks import run_job

    task = run_job if after is None else run_job.using(run_after=timezone.now() + after)
    waiting.ticket = UUID(str(task.enqueue(waiting.pk).id))
    Job.objects.filter(pk=waiting.pk).update(ticket=waiting.ticket)


# Doing.


class Running:
    """A job in the hands of this worker."""

    def __init__(self, job: Job) -> None:
        self.job, self.ticket = job, job.ticket
        self.arguments: Mapping[str, Any] = job.arguments
        self.person = job.person
        self.result: dict[str, Any] | None = None
        self._told = 0.0
        self._stop = STOPPING
        self.lost = threading.Event()

    def progress(self, done: int, total: int, message: Text | None = None) -> None:
        """What the person sees. Also the place where a job stops when the worker is told to, or has lost it."""
        if self.lost.is_set():
            raise LostLease
        if self._stop.is_set():
            raise Interrupted
        now = time.monotonic()
        if now - self._told < _PROGRESS_SECONDS and done < total:
            return
        self._told = now
        columns: dict[str, Any] = {"done": done, "total": total}
        if message is not None:
            columns["message"] = message._asdict()
        if not self._mine().update(**columns):
            raise LostLease

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction in which nobody else has this job. For a part of the work that may be repeated."""
        with transaction.atomic():
            if not self._mine().update(lease_until=timezone.now() + lease()):
                raise LostLease
            yield

    @contextlib.contextmanager
    def finish(self, result: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """The last transaction of a job: what is written in it and that the job is done come together, once."""
        kept = dict(result or {})
        with self.writing():
            yield kept
            columns = {"state": "done", "result": kept, "finished_at": timezone.now(), "lease_until": None}
            self._mine().update(**columns, done=F("total"))
        self.result = kept

    def beat(self) -> None:
        """Renew the lease; notes when it has been lost."""
        if self.result is None and not self._mine().update(lease_until=timezone.now() + lease()):
            self.lost.set()

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, ticket=self.ticket, state="running")


STOPPING = threading.Event()  # this process has been told to end


def run(job_id: int, ticket: UUID) -> None:
    """Do a job, if this ticket still counts. Never raises, except when the worker is stopped by force."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, ticket=ticket, state="waiting").update(
        state="running", attempts=F("attempts") + 1, started_at=now, lease_until=now + lease()
    )
    if not claimed:
        return
    running = Running(Job.objects.select_related("person").get(pk=job_id))
    fields = {"job": job_id, "kind": running.job.kind, "attempt": running.job.attempts}
    started = time.perf_counter()
    try:
        with _beating(running):
            kind = _KINDS.get(running.job.kind)
            if kind is None:
                raise Failed(Text("程序版本不支持此任务", "this version of the program does not know this job"))
            result = kind.run(running)
            if running.result is None:
                with running.finish(result):
                    pass
        outcome = "done"
    except LostLease:
        outcome = "lost"
    except Interrupted:
        _put_back(running, attempts=F("attempts") - 1)
        outcome = "interrupted"
    except KaochengError as error:
        _close(running, error.message)
        outcome = "failed"
    except Exception:
        _LOG.exception("job failed", extra={"fields": fields})
        if running.job.attempts < running.job.max_attempts:
            _put_back(running, after=datetime.timedelta(seconds=5 * 4 ** (running.job.attempts - 1)))
            outcome = "retry"
        else:
            _close(running, Text("系统内部错误，已记录", "an internal error; it was recorded"))
            outcome = "failed"
    seconds = round(time.perf_counter() - started, 3)
    _LOG.info("job", extra={"fields": {**fields, "outcome": outcome, "seconds": seconds}})


@contextlib.contextmanager
def _beating(running: Running) -> Iterator[None]:
    """Renews the lease from a thread of its own, for jobs that are busy for long."""
    if connection.in_atomic_block:  # in tests: a second connection would wait for this one
        yield
        return
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(settings.JOB_LEASE_SECONDS / 3):
                with contextlib.suppress(OperationalError):  # busy: the next beat is soon enough
                    running.beat()
        finally:
            connection.close()

    heart = threading.Thread(target=beat, name="heartbeat", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join(timeout=25)


def _close(running: Running, message: Text) -> None:
    running._mine().update(
        state="failed", message=message._asdict(), finished_at=timezone.now(), lease_until=None, ticket=None
    )


def _put_back(running: Running, *, after: datetime.timedelta | None = None, **columns: Any) -> None:
    with transaction.atomic():
        if running._mine().update(state="waiting", lease_until=None, done=0, **columns):
            _give_ticket(running.job, after=after)


# Keeping order.


def reap() -> int:
    """Give the jobs of dead workers back to the queue. Returns how many; safe on any number of workers at once."""
    now = timezone.now()
    taken = DBTaskResult.objects.exclude(status="READY").filter(started_at__lt=now - lease())
    lapsed = Q(state="running", lease_until__lt=now)
    # Its worker died after it had taken the task and before it had taken the job; or the task is gone altogether.
    orphaned = Q(state="waiting") & (
        Q(ticket__in=taken.values("id"))
        | Q(created_at__lt=now - lease()) & ~Q(ticket__in=DBTaskResult.objects.values("id"))
        | Q(ticket=None)
    )
    count = 0
    for found in Job.objects.filter(lapsed | orphaned).order_by("pk")[:200]:
        old = found.ticket
        with transaction.atomic():
            same = Job.objects.filter(pk=found.pk, ticket=old, state=found.state)
            if found.state == "running":
                same = same.filter(lease_until__lt=now)
            if found.attempts >= found.max_attempts and found.state == "running":
                words = Text(
                    "多次尝试均中断，请联系系统管理员",
                    "cut short each time it was tried; tell an administrator",
                )
                changed = same.update(
                    state="failed", message=words._asdict(), finished_at=now, lease_until=None, ticket=None
                )
            else:
                changed = same.update(state="waiting", lease_until=None, ticket=None, done=0)
                if changed:
                    _give_ticket(found)
            if changed and old is not None:
                DBTaskResult.objects.filter(pk=old).exclude(status="SUCCESSFUL").update(
                    status="FAILED", finished_at=now
                )
        count += changed
    if count:
        _LOG.warning("jobs taken from dead workers", extra={"fields": {"count": count}})
    return count


def enqueue_due(now: datetime.datetime | None = None) -> list[Job]:
    """Put in what is due by the clock. The key names the day, so that of several workers one puts it in."""
    moment = timezone.localtime(now)
    due = []
    for kind in _KINDS.values():
        if kind.daily is None:
            continue
        day = moment.date() if moment.time() >= kind.daily else moment.date() - datetime.timedelta(days=1)
        key = f"{kind.name}:{day.isoformat()}"
        if not Job.objects.filter(key=key).exists():
            due.append(enqueue(None, kind.name, key, {"day": day.isoformat()}))
    return due


def prune(days: int = 30) -> int:
    """Forget what was over so many days ago; failed jobs are kept three times as long."""
    now = timezone.now()
    old = Q(state="done", finished_at__lt=now - datetime.timedelta(days=days))
    old |= Q(state="failed", finished_at__lt=now - datetime.timedelta(days=3 * days))
    DBTaskResult.objects.exclude(status__in=("READY", "RUNNING")).filter(
        finished_at__lt=now - datetime.timedelta(days=2)
    ).delete()
    DBTaskResult.objects.filter(status="RUNNING", started_at__lt=now - datetime.timedelta(days=7)).delete()
    count, _ = Job.objects.filter(old).delete()
    return count


def work_off(limit: int = 1000) -> int:
    """Do everything that waits, here and now, in this process: for scripts and tests. Returns how many jobs."""
    for number in range(limit):
        task = DBTaskResult.objects.ready().first()
        if task is None:
            return number
        task.claim("here")
        run(task.args_kwargs["args"][0], task.pk)
        task.set_successful(None)
    return limit
