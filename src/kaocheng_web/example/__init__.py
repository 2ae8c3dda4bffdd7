"""The example county that `make run` loads."""
