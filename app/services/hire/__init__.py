"""Hire reports: written from bookings, put right, signed, corrected by new rows, handed out."""
