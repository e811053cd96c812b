"""Subcommands of `llamado`, one noun a file."""
