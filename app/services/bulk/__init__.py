"""Deeds for many people of the registry at once: each says first what it would do, is done whole, and is kept."""
