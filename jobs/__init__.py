"""Scheduled jobs: a table of them, a runner, a ticker in its own process."""
