"""Whether the application can do its work."""

from __future__ import annotations

from django.db import connection

_migrated = False


def is_migrated() -> bool:
    """Whether the database answers and lacks no migration. Once true it stays true, and only the answer is asked for.

    Raises DatabaseError where the database cannot be reached.
    """
    global _migrated
    if _migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    from kaocheng_web.operations.preparation import pending_migrations

    _migrated = not pending_migrations()
    return _migrated
