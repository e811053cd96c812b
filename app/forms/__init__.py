"""Forms by noun (WTForms). They may ask queries, never services."""
