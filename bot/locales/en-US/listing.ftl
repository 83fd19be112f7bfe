# The sentences around lists: /latest, /timeline, /source, /topics, /outlets.

listing-latest = { $count ->
    [one] The newest story
   *[other] The newest { $count } stories
}
listing-timeline = { $count ->
    [one] One story from { DATETIME($first, dateStyle: "long") }
   *[other] { $count } stories from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }
}
listing-timeline-day = { $count ->
    [one] One story from { DATETIME($day, dateStyle: "long") }
   *[other] { $count } stories from { DATETIME($day, dateStyle: "long") }
}
listing-empty = The archive has nothing that matches.
# What an empty list offers instead: labels of buttons that show another list.
listing-instead = Try instead
listing-choose-name = { $name }
listing-choose-words = As words
listing-choose-outlets = All outlets
listing-choose-topics = All topics
listing-without-dates = Without the dates
listing-without-words = Without the words
listing-without-topic = Without the topic
listing-without-outlet = Without the outlet
listing-about = Only coverage of “{ $about }”.
listing-later = { $count ->
    [one] One later development is listed, too.
   *[other] { $count } later developments are listed, too.
}
listing-undated = { $count ->
    [one] One article without a date is left out; /ask finds it.
   *[other] { $count } articles without a date are left out; /ask finds them.
}
listing-topics = { $count ->
    [0] The archive has no topics.
    [one] The archive has one topic:
   *[other] The archive has { $count } topics:
}
listing-outlets = { $count ->
    [0] The archive has no outlets.
    [one] The archive has one outlet:
   *[other] The archive has { $count } outlets:
}
listing-topics-part = { $count ->
    [0] No topic has { $part } in its name.
    [one] One topic has { $part } in its name:
   *[other] { $count } topics have { $part } in their names:
}
listing-outlets-part = { $count ->
    [0] No outlet has { $part } in its name.
    [one] One outlet has { $part } in its name:
   *[other] { $count } outlets have { $part } in their names:
}
listing-outlet-unknown = The archive has no outlet called { $typed }. Closest matches: { $nearest }.
listing-outlet-unknown-alone = The archive has no outlet called { $typed }.
listing-topic-unknown = The archive has no topic called { $typed }. Closest matches: { $nearest }.
listing-topic-unknown-alone = The archive has no topic called { $typed }.
listing-bad-since = I can’t read “{ $typed }” as the first day. For example: 2020-06-11, June 2020 or last month.
listing-bad-until = I can’t read “{ $typed }” as the last day. For example: 2020-06-11, June 2020 or last month.

listing-source = { $count ->
    [one] The archive has one article from { $outlet }.
   *[other] The archive has { $count } articles from { $outlet }.
}
listing-source-about = { $count ->
    [one] The archive has one article about this from { $outlet }.
   *[other] The archive has { $count } articles about this from { $outlet }.
}
listing-source-none = The archive has nothing about this from { $outlet }.
listing-source-span = Published from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
listing-source-day = Published on { DATETIME($day, dateStyle: "long") }.
listing-source-topics = { $more ->
    [0] Topics: { $topics }.
   *[other] Main topics: { $topics }.
}
listing-source-names = { $more ->
    [0] Also called { $names }.
   *[other] Also called { $names }, and other names.
}
listing-source-sites = Websites: { $sites }.
listing-source-alone = { $of ->
    [one] { $count ->
        [0] Another outlet reported this story.
       *[other] No other outlet reported this story.
    }
   *[other] { $count ->
        [0] Other outlets reported the stories of all its newest { $of } articles, too.
        [one] One of its newest { $of } articles is on a story that no other outlet reported.
       *[other] { $count } of its newest { $of } articles are on stories that no other outlet reported.
    }
}
listing-alone = only here
listing-same-outlet = { $count ->
    [one] one more article about it here
   *[other] { $count } more articles about it here
}
listing-silence-day = { $count ->
    [one] nothing for one day
   *[other] nothing for { $count } days
}
listing-silence-month = { $count ->
    [one] nothing for one month
   *[other] nothing for { $count } months
}
listing-silence-year = { $count ->
    [one] nothing for one year
   *[other] nothing for { $count } years
}
listing-period = { DATETIME($period, dateStyle: "long") }
listing-tally = { $count ->
    [one] one article
   *[other] { $count } articles
}
listing-tally-newest = newest { $day }
listing-week = Week of { DATETIME($period, dateStyle: "long") }
listing-busy = { DATETIME($day, dateStyle: "long") } was a busy day, with { $count } stories.
listing-of-busy-day = busy day

# The sentences around a story: /story

story-alone = One article from one outlet
story-day = { $outlets ->
    [one] One outlet published { $count } articles about this on { DATETIME($day, dateStyle: "long") }
   *[other] { $outlets } outlets published { $count } articles about this on { DATETIME($day, dateStyle: "long") }
}
story-days = { $outlets ->
    [one] One outlet published { $count } articles about this from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }
   *[other] { $outlets } outlets published { $count } articles about this from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }
}
story-undated = { $outlets ->
    [one] One outlet published { $count } articles about this
   *[other] { $outlets } outlets published { $count } articles about this
}
story-settling = the latest report to confirm or correct this
story-first = In this archive, { $outlet } was first.
story-same-headline = They all have the same headline.
story-none = The archive has no story about “{ $about }”.
story-which = Tell me what the story is about: a few words, a headline or a link to an article.
story-first-to-mention = First to mention: { $names }
story-names = Only this article mentions: { $names }
story-own = Only here:
story-at-once = within a minute of the first
story-after-minutes = { $count } min later
story-after-hours = { $count } h later
story-after-days = { $count } days later
story-outlets = { $count ->
    [one] one outlet
   *[other] { $count } outlets
}

# What a chart shows, for people who can't see it, and the words on it. A timeline counts stories, an outlet's profile
# counts articles; $what says which.

chart-days = A chart of { $count } { $what ->
    [articles] articles
   *[stories] stories
} by day, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-weeks = A chart of { $count } { $what ->
    [articles] articles
   *[stories] stories
} by week, from the week of { DATETIME($first, dateStyle: "long") } to the week of { DATETIME($last, dateStyle: "long") }.
chart-months = A chart of { $count } { $what ->
    [articles] articles
   *[stories] stories
} by month, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-years = A chart of { $count } { $what ->
    [articles] articles
   *[stories] stories
} by year, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-most = Busiest: { DATETIME($period, dateStyle: "long") }, with { $count }.
chart-share = That is { $percent } percent of the { $count } articles in the archive from that time.
chart-busy = { DATETIME($day, dateStyle: "long") } was a busy day.
chart-silence = Nothing between { DATETIME($first, dateStyle: "long") } and { DATETIME($last, dateStyle: "long") }.
chart-label-busy = busy days
chart-label-share = percent of all articles in the archive
