"""Pure matching: plain data in, plain data with reasons out. No web, database, clock, settings or network."""
