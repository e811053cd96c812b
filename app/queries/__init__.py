"""Reads: fn(session, …). `get_` raises, `find_` may be None, `list_`, `count_`."""
