"""Conversation: what a text asks for, given the texts before it.

`interpret` turns a text into a `request`: `smalltalk`, a follow-up (`followups`, with `patterns` to recognize one, and
`limits` and `rewriting` to edit the question before it), or a question of its own. `previous` remembers an answer for
the next text.
"""
