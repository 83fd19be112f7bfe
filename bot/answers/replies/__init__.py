"""Replies: what a question is answered with.

`direct` replies to what needs no search. `choice` chooses the kind of reply by what was found: `quotes`, `lists` and
`nothing` each build one kind of `Reply` (`reply`); `remarks` adds what a reader should know besides, and
`question_remarks` how the question was understood. `build` builds an `Answer` of a reply, with `suggestions` of other
questions.
`judgement` applies what a judge, such as a language model, says of an answer's sentences.
"""
