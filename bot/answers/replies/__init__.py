"""Replies: what a question is answered with.

`quotes`, `lists` and `nothing` each build one kind of `Reply` (`reply`); `remarks` adds what a reader should know
besides. `build` completes a reply to an `Answer`, with `suggestions` of other questions. `judgement` applies what a
judge, such as a language model, says of an answer's sentences.
"""
