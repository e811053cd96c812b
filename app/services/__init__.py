"""Use cases: verbs of the trade. They flush and never commit; a caller opts in to commit."""
