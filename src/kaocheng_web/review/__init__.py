"""Review queues, samples for re-check, re-checks, expert panels."""
