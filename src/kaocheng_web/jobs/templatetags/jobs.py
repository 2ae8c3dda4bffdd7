"""{% load jobs %}: {{ job|job_name }}"""

from __future__ import annotations

from django import template

from kaocheng_web.interface.words import say
from kaocheng_web.jobs.models import STATES, Job
from kaocheng_web.jobs.selectors import name_of

register = template.Library()

_TONES = {"waiting": "open", "running": "waiting", "done": "done", "failed": "returned"}


@register.filter
def job_name(job: Job) -> str:
    return say(name_of(job.kind))


@register.filter
def job_tone(job: Job) -> str:
    return _TONES.get(job.state, "stopped")


@register.filter
def job_state(job: Job) -> str:
    return str(STATES.get(job.state, job.state))
