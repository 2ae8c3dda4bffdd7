"""Background work on the same database: queue by django-tasks, progress, leases and retries by us."""
