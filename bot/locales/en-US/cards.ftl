# What cards say beside what they quote. $outlets is a list of links; $day a date, ready to be shown.

card-quote = “{ $text }”
card-untitled = Untitled
card-undated = no date
card-redated = re-dated { $day }
card-also = also reported by { $outlets }
card-also-more = also reported by { $outlets } and { $count ->
    [one] one more
   *[other] { $count } more
}
card-also-count = also reported by { $count ->
    [one] one other outlet
   *[other] { $count } other outlets
}
card-related = Related coverage
card-near = The nearest there is
card-topics = Topics: { $topics }
card-wordings = Also worded
card-try = Try
card-open = Open an article…
card-read = Read at { $outlet }
card-delete = Delete
card-story = Who else reported it
card-as-of = As of { $day } · { $count ->
    [one] one article
   *[other] { $count } articles
}
card-undated-archive = { $count ->
    [0] No articles
    [one] One article, without a date
   *[other] { $count } articles, none with a date
}

## What the bot says of itself

about-title = Nutgraf
about-what = I answer questions about the news coverage in my archive. Everything I quote stands in an article that I link to.
about-archive = **{ $articles }** { $articles ->
    [one] article
   *[other] articles
} of **{ $outlets }** { $outlets ->
    [one] outlet
   *[other] outlets
} on **{ $topics }** { $topics ->
    [one] topic
   *[other] topics
}.
about-span = Published from { $first } to { $last }.
about-removed = { $count ->
    [one] One article was removed by its publisher and isn’t answered from.
   *[other] { $count } articles were removed by their publishers and aren’t answered from.
}
about-stored = **What is stored about you:** nothing, unless you set up a digest; /privacy shows it all and deletes it. Your last question in a channel is kept in memory for 15 minutes, so that you can follow it up, and then forgotten. A reply’s buttons carry your user ID, so that you can delete it.
about-version = Version { $version } · archive { $fingerprint } · { $files ->
    [one] one file
   *[other] { $files } files
}

help-title = Ask me about the news in my archive
help-what = Use a command, mention me in a channel, or write to me directly: there, anything you type is a question. You can name an outlet, a topic or a date in it.
help-examples = For example
help-ask = – a question, answered with quotes and their sources
help-latest = – the newest coverage, of a topic or an outlet
help-timeline = – what was reported when
help-story = – one event, as every outlet told it
help-source = – what an outlet covers
help-topics = – what the archive is about
help-outlets = – who is in it
help-digest = – for admins: a channel is sent what is new, when it wants it
help-mydigest = – the same into your direct messages
help-about = – how much I know, and as of when
help-private = Every command has a “private” option: then only you see the reply. On any message, Apps → Find coverage looks for articles about it.

## Pages of a list

page-back = ‹ Back
page-on = Next ›
page-of = { $page } of { $pages }
