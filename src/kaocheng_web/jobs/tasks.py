"""The one task in the queue: do a job."""

from __future__ import annotations

from uuid import UUID

from django_tasks import TaskContext, task

from kaocheng_web.jobs import services


@task(takes_context=True)
def run_job(context: TaskContext, job_id: int) -> None:
    services.run(job_id, UUID(str(context.task_result.id)))
