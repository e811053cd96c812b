"""Backups: taken while others write, checked by restoring them, put back where the target is empty."""
