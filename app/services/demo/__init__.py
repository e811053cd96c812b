"""A believable fictional registry, for trying Llamado out and for its benchmarks."""
