"""Use cases by noun: they flush and never commit, and raise the errors of `app.errors`."""
