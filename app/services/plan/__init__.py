"""Plans over several productions: drafted and changed, worked out by a worker, explained, turned into offers."""
