"""The cards of digests and follows: what they send, and how people set them up.

`alert` has what an alert has beside an edition; `edition` is the message that a digest sends, and `post` a story of it
in a forum; `correction` changes a message whose articles changed. `digest` and `follow` are for those who set one up,
and `stop` for those who want no more messages.
"""
