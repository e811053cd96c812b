"""What the pages of plans show: a kept plan as a board over weeks, as people's years, as a table to take along."""
