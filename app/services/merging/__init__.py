"""One person once: what becomes of every row of two profiles that turn out to be one person."""
