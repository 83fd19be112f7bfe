"""What a channel or a person is sent, and when.

- `digest`: the values, from the store to the message.
- `schedules`: from the words of a schedule to the times at which a digest is due.
- `editions`: which stories one run sends.
- `ports`: what this package needs from others: Discord, a clock, threads.
- `store_ports`: what it needs from a store.
- `service`: how digests are created, changed and previewed.
- `delivery`: how an edition reaches its channel exactly once.
"""
