"""Before serving: the data folder, the database at the version of this program, static files, a first administrator."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kaocheng import __version__
from kaocheng.errors import KaochengError
from kaocheng.language import Text

EXAMPLE_MARK = "example"  # a file: this data folder holds the example county, whose passwords everyone knows
_FINGERPRINT = ".fingerprint"
_LOCK = 0x6B616F63  # "kaoc"


class NotReady(KaochengError):
    """The application cannot be started; nothing was changed."""

    code = "not-ready"


@dataclass(frozen=True, slots=True)
class Prepared:
    """`administrator`: name and one-time password of the account just made, or None where accounts exist.
    `safety_copy`: of the database, made before migrating it."""

    administrator: tuple[str, str] | None
    safety_copy: Path | None


def prepare(*, demo: bool) -> Prepared:
    """Everything that has to be done once before the web processes start. Safe to run again, and on several servers
    at the same time."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone():
        _check_example(demo)
        safety_copy = bring_up_to_date()
        collect_static_files()
        if demo:
            (settings.DATA / EXAMPLE_MARK).touch()
            _load_example()
        return Prepared(None if demo else first_administrator(), safety_copy)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One preparation at a time: on this data folder, and on a shared PostgreSQL."""
    import fcntl

    with open(settings.DATA / ".lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        shared = connection.vendor == "postgresql"
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_lock({_LOCK})" if shared else "SELECT 1")
        except OperationalError as error:
            words = Text("无法连接数据库：{why}", "the database cannot be reached: {why}")
            raise NotReady(words.format(why=str(error).strip())) from error
        try:
            yield
        finally:
            if shared:
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")
            connection.close()  # nothing open may cross into the web processes


def _check_example(demo: bool) -> None:
    """The example never mixes with real data."""
    is_example = (settings.DATA / EXAMPLE_MARK).exists()
    folder = str(settings.DATA)
    if is_example and not demo:
        words = Text(
            "{folder} 中是示例数据（密码公开），不能当作正式系统启动。请加 --demo，或用 --data 指定另一个文件夹",
            "{folder} holds the example, whose passwords are public; it is not served as a real system. "
            "Add --demo, or name another folder by --data",
        )
        raise NotReady(words.format(folder=folder))
    if demo and not is_example and _has_people():
        words = Text(
            "{folder} 中已有正式数据，不能载入示例。请用 --data 指定另一个文件夹",
            "{folder} holds real data; the example is not loaded into it. Name another folder by --data",
        )
        raise NotReady(words.format(folder=folder))


def _has_people() -> bool:
    from kaocheng_web.accounts.models import Person

    table = Person._meta.db_table
    return table in connection.introspection.table_names() and Person.objects.exists()


# The database.


def pending_migrations() -> list[str]:
    """Steps that this program needs and the database lacks, as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def unknown_migrations() -> list[str]:
    """Steps in the database that this program does not know: the database is that of a newer program."""
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations or {})
    apps = {app for app, _ in known}
    replaced = {pair for step in (loader.disk_migrations or {}).values() for pair in step.replaces}
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known - replaced if app in apps)


def bring_up_to_date() -> Path | None:
    """Apply migrations. An embedded database that holds something is copied first; returns the copy."""
    if unknown := unknown_migrations():
        words = Text(
            "数据库由更新版本的程序建立（{steps}），请升级程序，或恢复升级前的备份",
            "the database belongs to a newer version of this program ({steps}); upgrade the program, or restore "
            "the backup made before the upgrade",
        )
        raise NotReady(words.format(steps=", ".join(unknown[:3])))
    if not pending_migrations():
        return None
    copy = _safety_copy() if connection.vendor == "sqlite" and _has_people() else None
    call_command("migrate", interactive=False, verbosity=0)
    return copy


def _safety_copy() -> Path:
    from django.utils import timezone

    folder: Path = settings.DATA / "before-upgrades"
    folder.mkdir(exist_ok=True, mode=0o700)
    copy = folder / f"{timezone.now():%Y%m%d-%H%M%S}-before-{__version__}.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    copy.chmod(0o600)
    return copy


# Static files.


def collect_static_files() -> bool:
    """Gather static files under their hashed names into DATA/static, when they are others than the last time."""
    root: Path = settings.STATIC_ROOT
    now = _static_fingerprint()
    mark = root / _FINGERPRINT
    if mark.exists() and mark.read_text(encoding="ascii") == now and (root / "staticfiles.json").exists():
        return False
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="ascii")
    return True


def _static_fingerprint() -> str:
    """Of names, sizes and dates: reading every file would cost more than it tells."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            size, date = storage.size(name), storage.get_modified_time(name).timestamp()
            digest.update(f"{name}\0{size}\0{date}\n".encode())
    return digest.hexdigest()


# Contents.


def _load_example() -> None:
    """With a bar on the terminal: it takes half a minute."""
    from tqdm import tqdm

    from kaocheng_web import example

    with tqdm(desc="示例县 example county", unit="", leave=False, disable=None, delay=1) as bar:

        def tell(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        example.load(tell)


def first_administrator() -> tuple[str, str] | None:
    """Where there is no account yet: one that keeps people and organisations, and its one-time password."""
    from kaocheng.lifecycle import Role
    from kaocheng_web.accounts.models import Person
    from kaocheng_web.journal.services import record
    from kaocheng_web.organisations.models import Membership, Organisation

    with transaction.atomic():
        if Person.objects.exists():
            return None
        root = Organisation.objects.filter(parent=None).first()
        if root is None:
            root = Organisation.objects.create(code="000000", name="本级（请改名）", kind="region")
            record(None, root, "create", after={"name": root.name})
        password = one_time_password()
        person = Person(username="admin", name="系统管理员", must_change_password=True)
        person.set_password(password)
        person.save()
        Membership.objects.create(person=person, organisation=root, role=Role.ADMINISTRATOR)
        record(None, person, "create", after={"role": str(Role.ADMINISTRATOR)})
    return person.username, password


def one_time_password(groups: int = 4) -> str:
    """Sixteen letters and digits in groups that can be read aloud; about 80 bits, of several kinds of characters."""
    letters = [letter for letter in string.ascii_letters + string.digits if letter not in "0O1lI"]
    while True:
        password = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(groups))
        if (
            any(c.isupper() for c in password)
            and any(c.islower() for c in password)
            and any(map(str.isdigit, password))
        ):
            return password
