# What cards say around their quotes. $outlets is a list of links; $day is a formatted date.

card-quote = “{ $text }”
card-untitled = No headline
card-undated = no date
card-redated = also dated { $day }
# An article that brings something new to an event that was told before.
card-continues = Continues: { $headline }
card-also = also reported by { LIST($outlets) }
card-also-more = also reported by { $outlets } and { $count ->
    [one] one more
   *[other] { $count } more
}
card-also-count = also reported by { $count ->
    [one] one other outlet
   *[other] { $count } other outlets
}
card-related = Related coverage
card-near = Closest coverage
card-topics = Topics: { $topics }
card-wordings = Other wordings
card-try = Try
card-open = Open an article…
card-read = Read at { $outlet }
card-delete = Delete
card-story = Who else reported it
card-export = Export
card-timeline = Show all on a timeline
card-as-of = As of { $day } · { $count ->
    [one] one article
   *[other] { $count } articles
}
card-undated-archive = { $count ->
    [0] No articles
    [one] One article, without a date
   *[other] { $count } articles, none with a date
}

## What the bot says about itself

about-title = Nutgraf
about-what = I answer questions about the news coverage in my archive. Every quote comes from an article that I link to.
about-archive = **{ $articles }** { $articles ->
    [one] article
   *[other] articles
} from **{ $outlets }** { $outlets ->
    [one] outlet
   *[other] outlets
} on **{ $topics }** { $topics ->
    [one] topic
   *[other] topics
}.
about-span = Published from { $first } to { $last }.
about-removed = { $count ->
    [one] One article was withdrawn by its outlet, so I don’t quote it.
   *[other] { $count } articles were withdrawn by their outlets, so I don’t quote them.
}
about-feeds = I keep articles from feeds { $days ->
    [0] {""}
    [one] for a day
   *[other] for { $days } days
}{ $count ->
    [0] {""}
   *[other] {" "}as long as they are among the newest { $count }
}.
about-stored = **What I store about you:** nothing, unless you set up a digest or a follow; /privacy shows what I store and lets you delete it. I remember your last question in each channel for 15 minutes, so that you can ask a follow-up, and then forget it. The buttons on a reply contain your user ID, so that you can delete the reply.
judge-notice = **What I send elsewhere:** I send { $questions ->
    [public] questions whose reply others on the server can read
   *[all] your questions
}, with sentences from my articles, to a language model { $place ->
    [machine] on the machine that I run on
    [network] in my operator’s own network
   *[host] at { $host }
}. It tells me which sentences answer the question, and writes nothing itself. I don’t send who asked{ $questions ->
    [public] , and I don’t send questions from direct messages or with private replies.
   *[all] .
}
about-version = Version { $version } · archive { $fingerprint } · { $files ->
    [one] one file
   *[other] { $files } files
}

help-title = Ask me about the news in my archive
help-what = Use a command, mention me in a channel, or send me a direct message and just type your question. You can name an outlet, a topic or a date.
help-examples = For example
help-ask = – get an answer with quotes and links to the articles
help-latest = – see the newest stories
help-timeline = – see what was reported when
help-story = – compare how outlets covered a story
help-source = – see what an outlet covers
help-topics = – list the topics in the archive
help-outlets = – list the outlets in the archive
help-digest = – post new articles to a channel or a forum on a schedule
help-mydigest = – get new articles in your direct messages on a schedule
help-follow = – get an alert as soon as there’s news on a topic, from an outlet, about certain words or on a story
help-settings = – choose where and how I answer on this server
help-about = – see what’s in the archive
help-privacy = – see what I store about you, and delete it
help-private = All of these have the option “private”, so that only you see the reply.
help-export = To save the articles in a reply as a file (CSV, JSON, BibTeX, RIS), press Export under it.
help-pages = You can also read a digest in a feed reader or a calendar: use { $edit } with “outside-discord”.
help-menu = To find articles about any message, open its menu and choose Apps → Find coverage.
help-topics-row = Largest topics
help-outlets-row = Largest outlets
help-span = Dates covered
help-oldest = Oldest: { $day }
help-newest = Newest: { $day }

## How the bot introduces itself to a server

introduction = Hello! Ask me about the news in my archive
introduction-to-adder = Hello! I’m on { $server } now
introduction-what = Mention me, use { $ask } or send me a direct message, and I’ll answer with quotes and links to the articles.
introduction-digest = Anyone who manages the server can have new articles posted to a channel on a schedule: { $create }. Everything else is in { $help }.

## Pages of a list

page-back = ‹ Back
page-on = Next ›
page-of = { $page } of { $pages }

## Exports

export-title = { $count ->
    [one] One article
   *[other] { $count } articles
}
export-formats = CSV for spreadsheets, JSON for programs, BibTeX and RIS for reference managers.
export-cut = This export has only the first { $count ->
    [one] article
   *[other] { $count } articles
} of a longer list. The command nutgraf export, on the bot’s machine, writes all of them.

## Feeds

feed-list = { $count ->
    [0] No feeds yet. Add one with /feed add.
    [one] One feed
   *[other] { $count } feeds
}{ $failing ->
    [0] {""}
   *[other] , { $failing } failing
}
feed-new = - **{ $name }** · { $url } · not fetched yet
feed-well = - **{ $name }** · { $url } · { $count ->
    [one] one article
   *[other] { $count } articles
} so far · next { $due }
feed-failed = - ⚠️ **{ $name }** · { $url } · failed { $count ->
    [one] once
   *[other] { $count } times
}: { $reason }
feed-more = … and { $count } more. `nutgraf feeds list` shows all of them.
feed-found = { $name } · { $format } · { $count ->
    [one] one article
   *[other] { $count } articles
}
feed-added = Added: { $name } · { $format } · { $count ->
    [one] one article
   *[other] { $count } articles
}
feed-url = -# { $url }
feed-article = - { $headline } · { $outlet } · { $day ->
    [none] no date
   *[other] { $day }
}
feed-problem = -# ⚠️ { $reason }
feed-other = -# The site has another feed: { $url }
feed-none = I can’t read a feed at { $url }: { $reason }.
feed-removed = Removed { $url }. Its articles stay.
feed-not-yours = Only the bot’s operator can use this command. Ask them if an outlet is missing.
feed-off = There’s no list of feeds. The setting `FEEDS` says where it should be.
feed-list-broken = That doesn’t work: { $reason }.
