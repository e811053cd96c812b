"""/api/v1 by noun: pydantic schemas in and out, the same services as the pages."""
