"""Llamado: a crew availability and production-matching registry for film commissions."""
