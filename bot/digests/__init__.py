"""What a channel or a person is sent, and when.

- `digest`: the values, from the store to the message.
- `schedules`: from the words of a schedule to the times at which a digest is due.
- `editions`: which stories one run sends.
- `follow`: what makes a digest a follow, which sends alerts when something arrives.
- `alerts`: which stories an alert tells, and when it may leave.
- `ports`: what this package needs from others: Discord, a clock, threads.
- `store_ports`: what it needs from a store.
- `service`: how digests are created, changed and previewed.
- `follow_service`: how alerts begin, and how follows are muted and resumed.
- `delivery`: how an edition reaches its channel exactly once.
"""
