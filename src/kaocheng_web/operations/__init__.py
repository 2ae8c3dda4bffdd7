"""Health, logs, metrics, backup: keeping the application running."""
