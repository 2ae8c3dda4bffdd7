"""What happens before the first request."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import access_of
from kaocheng_web.accounts.models import Person
from kaocheng_web.journal.services import verify
from kaocheng_web.operations import preparation
from kaocheng_web.operations.preparation import (
    NotReady,
    bring_up_to_date,
    collect_static_files,
    first_administrator,
    one_time_password,
)
from tests.web.county import County


def test_the_first_administrator_is_made_once(db: None) -> None:
    made = first_administrator()
    assert made is not None
    person = Person.objects.get(username=made[0])
    assert person.check_password(made[1])
    assert person.must_change_password
    assert access_of(person).roles == {Role.ADMINISTRATOR}
    assert list(verify()) == []
    assert first_administrator() is None


def test_where_people_exist_nobody_is_made(county: County) -> None:
    assert first_administrator() is None


def test_the_password_is_one_the_policy_takes(db: None) -> None:
    passwords = {one_time_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        validate_password(password)


def test_the_database_of_a_newer_program_is_refused(db: None) -> None:
    MigrationRecorder(connection).record_applied("jobs", "9999_future")
    with pytest.raises(NotReady, match=r"jobs\.9999_future"):
        bring_up_to_date()


def test_the_example_and_real_data_never_share_a_folder(county: County, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with pytest.raises(NotReady, match="holds real data"):
        preparation._check_example(True)
    (tmp_path / preparation.EXAMPLE_MARK).touch()
    preparation._check_example(True)
    with pytest.raises(NotReady, match="passwords are public"):
        preparation._check_example(False)


def test_static_files_are_gathered_when_they_changed(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    hashed = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    assert collect_static_files()
    assert (tmp_path / "static" / "staticfiles.json").is_file()
    assert not collect_static_files()
    (tmp_path / "static" / ".fingerprint").write_text("another version", encoding="ascii")
    assert collect_static_files()
