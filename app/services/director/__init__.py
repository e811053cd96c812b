"""The director's page, a block a file; counts only: no names, ratings or rates."""
