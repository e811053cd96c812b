"""Crew and credits from spreadsheets: read, previewed with every problem named, written whole or not at all."""
