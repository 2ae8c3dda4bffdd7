"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import enqueue
from kaocheng_web.operations import doctor
from kaocheng_web.operations.doctor import Line, examine
from kaocheng_web.operations.services import keep_fact


@pytest.fixture(autouse=True)
def private_folder(settings: LazySettings, tmp_path: Path, db: None) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    settings.DATA = folder
    return folder


def _said(part: str) -> Line:
    return next(line for line in examine() if part in line.what.en)


def test_every_line_speaks_both_languages_and_every_problem_says_what_to_do(settings: LazySettings) -> None:
    settings.DEBUG = True
    lines = list(examine())
    assert len(lines) > 8
    assert all(line.what.zh and line.what.en for line in lines)
    assert all(line.advice is not None for line in lines if line.level == "problem")


def test_a_folder_others_can_read_is_a_problem(private_folder: Path) -> None:
    assert _said("data folder").level == "ok"
    private_folder.chmod(0o755)
    assert (_said("data folder").level, _said("data folder").advice.en) == (  # type: ignore[union-attr]
        "problem",
        f"chmod 700 {private_folder}",
    )


@pytest.mark.parametrize("free, level", [(50 * 2**30, "ok"), (2 * 2**30, "warning"), (2**20, "problem")])
def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert _said("free on the disk").level == level


def test_settings_that_do_not_go_together(settings: LazySettings) -> None:
    settings.HTTPS, settings.TRUSTED_PROXIES = True, 0
    assert _said("redirect for ever").level == "problem"
    settings.HTTPS, settings.ALLOWED_HOSTS = False, ["jx.example.gov.cn"]
    assert _said("without HTTPS").level == "warning"


def test_a_worker_that_is_down_shows_in_the_queue() -> None:
    job = enqueue(None, "operations.tidy", "k")
    assert _said("jobs:").level == "ok"
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - datetime.timedelta(hours=1))
    assert _said("jobs:").level == "problem"


def test_the_journal_and_the_backup_are_asked_for() -> None:
    assert _said("no backup").level == "warning"
    keep_fact("backup", {"file": "b.tar"})
    assert _said("latest backup").level == "ok"
    keep_fact("journal", {"faults": [{"number": 3}]})
    assert _said("journal has faults").level == "problem"


def test_a_mail_server_that_is_not_there_is_a_problem(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    lines = [line for line in examine(mail=True) if "127.0.0.1:9" in line.what.en]
    assert [line.level for line in lines] == ["problem"]
