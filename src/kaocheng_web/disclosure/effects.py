"""What follows from a transition of a package."""

from __future__ import annotations

from django.utils import timezone

from kaocheng_web.disclosure.models import Package
from kaocheng_web.disclosure.services import remake
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.workflow.services import Request, effect, perform


@effect("disclosure", "privacy_check")
def keep_privacy_checker(request: Request, event: Event) -> None:
    _set(request.thing, privacy_by=request.person)


@effect("disclosure", "secrecy_check")
def keep_secrecy_checker(request: Request, event: Event) -> None:
    _set(request.thing, secrecy_by=request.person)


@effect("disclosure", "publish")
def publish_form(request: Request, event: Event) -> None:
    """From now on the public sees it; the self-evaluation is published with it, the first time."""
    package: Package = request.thing
    _set(package, published_at=timezone.now())
    filing = Filing.objects.get(pk=package.filing_id)
    if filing.state == "finalized":
        perform(request.person, filing, "disclose", version=filing.version, as_system=True)


@effect("disclosure", "return")
def check_again(request: Request, event: Event) -> None:
    remake(request.thing)


@effect("disclosure", "correct")
def next_edition(request: Request, event: Event) -> None:
    """Corrections of the form that are in force by now come in."""
    package: Package = request.thing
    _set(package, edition=package.edition + 1)
    remake(package)


def _set(package: Package, **columns: object) -> None:
    Package.objects.filter(pk=package.pk).update(**columns)
    for name, value in columns.items():
        setattr(package, name, value)
