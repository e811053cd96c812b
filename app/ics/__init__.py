"""Calendar files: reading anybody's .ics feed into days, and writing ours. Pure: no database, web, network or clock.

`feed.read_feed_days` reads; `child.read_feed_days_in_child` does so in a process that can be killed; `write` and
`vcard` write. What an event is called, where it is and who takes part never leaves the reader.
"""
