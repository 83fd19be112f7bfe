# The bot's own sentences around its quotes: how sure it is, how it understood, what to know.
# They count, date and name; what an article says is only ever quoted.

## The opening sentence

answer-found = Here is what was reported:
answer-weak = I am not sure that this answers it. The closest coverage:
answer-nothing = Nothing in the archive answers that.
answer-no-words = I need a few words to go by: a subject, a name, an outlet.
answer-empty-archive = The archive has no articles yet.
answer-latest = { $count ->
    [one] The newest article on this:
   *[other] The newest of { $count } articles on this:
}
answer-oldest = { $count ->
    [one] The oldest article on this:
   *[other] The oldest of { $count } articles on this:
}
answer-list = { $count ->
    [one] One article on this:
   *[other] { $count } articles on this, the nearest first:
}
answer-all = { $count ->
    [one] One article:
   *[other] { $count } articles, the newest first:
}
answer-count = { $count ->
    [one] The archive has one article on this.
   *[other] The archive has { $count } articles on this.
}
answer-outlets = { $count ->
    [one] One outlet reported on this: { $names }.
   *[other] { $count } outlets reported on this: { $names }.
}
answer-outlets-more = { $count } outlets reported on this: { $names } and { $more } more.
answer-address = That article is in the archive:

## How the question was understood

answer-spelled = Showing results for “{ $meant }” instead of “{ $typed }”.
answer-range = Only what was reported from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
answer-range-day = Only what was reported on { DATETIME($first, dateStyle: "long") }.
answer-range-since = Only what was reported since { DATETIME($first, dateStyle: "long") }.
answer-range-until = Only what was reported until { DATETIME($last, dateStyle: "long") }.
answer-from = Only from { $outlets }.
answer-not-from = Without { $outlets }.
answer-topic = Only the topic { $topics }.

## What to know

answer-reported-on = No sentence quoted here dates the event itself; the piece by { $outlet } was published on { DATETIME($date, dateStyle: "long") }.
answer-range-empty = Nothing in the archive was reported then; it runs from { DATETIME($oldest, dateStyle: "long") } to { DATETIME($newest, dateStyle: "long") }.
answer-range-none = Nothing on this was reported then.
answer-outlet-absent = The archive has nothing from { $said }. The nearest outlets it has: { $nearest }.
answer-outlet-absent-alone = The archive has nothing from { $said }.
answer-topic-absent = The archive has no topic { $said }. The nearest it has: { $nearest }.
answer-topic-absent-alone = The archive has no topic { $said }.
answer-outlet-none = { $outlets } has nothing on this in the archive.
answer-missing = No article found mentions { $words }.
answer-other-dates = Outside those dates there is more: the nearest coverage is listed.

# Follow-ups

answer-continued = Understood as: “{ $question }”
answer-more = { $count ->
    [one] One more:
   *[other] { $count } more:
}
answer-no-more = There is nothing more on that.
answer-enough = I have shown { $count } articles on that. Add a date, an outlet or a name, and I’ll look for others.
answer-opened = This is what it says:
answer-beyond = { $count ->
    [one] I showed but one article.
   *[other] I showed but { $count } articles.
}
answer-lost = I don’t know what that refers to. I remember what you asked for 15 minutes, where you asked it; ask in full, and I’ll answer.

# Small talk

answer-hello = Hello! Ask me what was reported, on anything that the archive may know.
answer-thanks = You’re welcome.
answer-ok = Ask away, when there is more you want to know.
answer-bye = Goodbye!
