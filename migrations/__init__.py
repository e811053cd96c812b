"""Numbered migrations, one head; rules that the tables alone can't hold are in `triggers`."""
