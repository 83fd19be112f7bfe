# The bot's own sentences around its quotes: how sure it is, how it read the question, what the reader should know.
# They only count, date and name; what an article says is always a quote.

## The opening sentence; an answer that was found needs none, since its quotes come first

answer-found = { "" }
answer-weak = This may not answer your question.
answer-nothing = I couldn’t find an answer in the archive.
answer-no-words = Tell me a little more: a topic, a name or an outlet.
answer-empty-archive = The archive has no articles yet. Once my operator adds article files to its folder, I answer from them within seconds.
answer-latest = { $count ->
    [one] The newest article:
   *[other] The newest of { $count } articles:
}
answer-oldest = { $count ->
    [one] The oldest article:
   *[other] The oldest of { $count } articles:
}
answer-list = { $count ->
    [one] One article about this:
   *[other] { $count } articles about this, best match first:
}
answer-all = { $count ->
    [one] One article:
   *[other] { $count } articles, newest first:
}
answer-count = { $count ->
    [one] The archive has one article about this.
   *[other] The archive has { $count } articles about this.
}
answer-outlets = { $count ->
    [one] One outlet covered this: { LIST($names) }.
   *[other] { $count } outlets covered this: { LIST($names) }.
}
answer-outlets-more = { $count } outlets covered this: { $names } and { $more } more.
answer-address = That article is in the archive:

## How the question was read

answer-spelled = Showing results for “{ $meant }” instead of “{ $typed }”.
answer-range = Only coverage from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
answer-range-day = Only coverage from { DATETIME($first, dateStyle: "long") }.
answer-range-since = Only coverage since { DATETIME($first, dateStyle: "long") }.
answer-range-until = Only coverage up to { DATETIME($last, dateStyle: "long") }.
answer-dates-widened = I found no answer from exactly those dates, so I also searched the weeks around them.
answer-dates-as-words = I read “{ $typed }” as part of your question, not as a date.
answer-from = Only articles from { LIST($outlets) }.
answer-not-from = Excluding articles from { LIST($outlets) }.
answer-without-words = Excluding articles that mention { LIST($words, type: "or") }.
answer-topic = Only articles on the topic { LIST($topics, type: "or") }.

## What the reader should know

answer-reported-on = Published { DATETIME($date, dateStyle: "long") } by { $outlet }; the article doesn’t say when it happened.
answer-range-empty = The archive has nothing from that time; it runs from { DATETIME($oldest, dateStyle: "long") } to { DATETIME($newest, dateStyle: "long") }.
answer-range-none = The archive has nothing about this from that time.
answer-outlet-absent = The archive has no articles from { $typed }. Closest matches: { $nearest }.
answer-outlet-absent-alone = The archive has no articles from { $typed }.
answer-topic-absent = The archive has no topic called { $typed }. Closest matches: { $nearest }.
answer-topic-absent-alone = The archive has no topic called { $typed }.
answer-outlet-none = The archive has nothing about this from { LIST($outlets, type: "or") }.
answer-missing = { $count ->
    [one] This article doesn’t mention { LIST($words, type: "or", opening: "“", closing: "”") }.
   *[other] None of these articles mentions { LIST($words, type: "or", opening: "“", closing: "”") }.
}
answer-other-dates = There is coverage outside those dates; the closest is listed below.

# Follow-ups

answer-continued = Answering: “{ $question }”
answer-continued-about = { $repeats ->
    [yes] Answering: “{ $question }”, following up on “{ $origin }”
   *[no] Following up on “{ $origin }”
}
answer-more = { $count ->
    [one] One more article:
   *[other] { $count } more articles:
}
answer-no-more = That’s all I have on that.
answer-enough = I’ve shown you { $count } articles on that. Add a date, an outlet or a name, and I’ll look for others.
answer-opened = Here’s what it says:
answer-beyond = { $count ->
    [one] I only showed you one article.
   *[other] I only showed you { $count } articles.
}
answer-lost = I don’t know what that refers to. I only remember your last question for 15 minutes, in the channel where you asked it. Please ask the full question.

# Small talk

answer-hello = Hello! Ask me about the news.
answer-identity = I’m a bot. I answer questions about the news with sentences from articles, and I link to each article.
answer-thanks = You’re welcome!
answer-ok = Great. Ask me whenever you want to know more.
answer-bye = Goodbye!
