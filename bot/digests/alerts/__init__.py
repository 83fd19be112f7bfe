"""What a follow sends when something arrives: which stories it tells, and when the alert is sent.

- `news`: which arrivals are news; a bulk import is not.
- `growth`: whether a story is new to a follow, or has grown enough to be told again.
- `timing`: when an alert may be sent, so that nobody is flooded.
- `compose`: the alert, with a reason for every story that was considered.
- `replay`: what a follow would have sent in the last month.
"""
