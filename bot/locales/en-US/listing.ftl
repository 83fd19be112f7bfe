# The sentences around lists: /latest, /timeline, /source, /topics, /outlets.

listing-latest = { $count ->
    [one] The newest story:
   *[other] The newest { $count } stories:
}
listing-timeline = { $count ->
    [one] One event, of { DATETIME($first, dateStyle: "long") }:
   *[other] { $count } events from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }:
}
listing-timeline-day = { $count ->
    [one] One event, of { DATETIME($day, dateStyle: "long") }:
   *[other] { $count } events of { DATETIME($day, dateStyle: "long") }:
}
listing-empty = The archive has nothing that fits.
listing-about = About “{ $about }”.
listing-undated = { $count ->
    [one] One article without a date is left out.
   *[other] { $count } articles without a date are left out.
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
listing-outlet-unknown = The archive has no outlet called { $said }. The nearest: { $nearest }.
listing-outlet-unknown-alone = The archive has no outlet called { $said }.
listing-topic-unknown = The archive has no topic called { $said }. The nearest: { $nearest }.
listing-topic-unknown-alone = The archive has no topic called { $said }.
listing-bad-since = I can’t read “{ $said }” as the first day. A date like these works:
listing-bad-until = I can’t read “{ $said }” as the last day. A date like these works:

listing-source = { $count ->
    [one] The archive has one article from { $outlet }.
   *[other] The archive has { $count } articles from { $outlet }.
}
listing-source-about = { $count ->
    [one] The archive has one article from { $outlet } on this.
   *[other] The archive has { $count } articles from { $outlet } on this.
}
listing-source-none = The archive has nothing from { $outlet } on this.
listing-source-span = Published from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
listing-source-day = Published on { DATETIME($day, dateStyle: "long") }.
listing-source-topics = { $more ->
    [0] On the topics { $topics }.
   *[other] Mostly on the topics { $topics }, and { $more } more.
}
listing-source-names = { $more ->
    [0] Also called { $names }.
   *[other] Also called { $names }, and { $more } other names.
}
listing-source-sites = On the sites { $sites }.
listing-source-alone = { $of ->
    [one] { $count ->
        [0] Another outlet has a similar headline within three days.
       *[other] No other outlet has a similar headline within three days.
    }
   *[other] { $count ->
        [0] Each of its newest { $of } has a similar headline in another outlet within three days.
        [one] One of its newest { $of } has no similar headline in another outlet within three days.
       *[other] { $count } of its newest { $of } have no similar headline in another outlet within three days.
    }
}
listing-alone = in no other outlet
listing-silence-day = { $count ->
    [one] nothing for one day
   *[other] nothing for { $count } days
}
listing-silence-month = nothing for { $count } months
listing-silence-year = nothing for { $count } years
listing-period = { DATETIME($period, dateStyle: "long") }
listing-tally = { $count ->
    [one] one article
   *[other] { $count } articles
}
listing-tally-newest = newest { $day }
listing-week = Week of { DATETIME($period, dateStyle: "long") }
listing-busy = Far more than usual on { DATETIME($day, dateStyle: "long") }: { $count } events.
listing-of-busy-day = a busy day

# The sentences around a story: /story

story-alone = One report, by one outlet
story-day = { $outlets ->
    [one] One outlet reported this { $count } times on { DATETIME($day, dateStyle: "long") }
   *[other] { $outlets } outlets reported this on { DATETIME($day, dateStyle: "long") }, in { $count } pieces
}
story-days = { $outlets ->
    [one] One outlet reported this { $count } times, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }
   *[other] { $outlets } outlets reported this from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }, in { $count } pieces
}
story-undated = { $outlets ->
    [one] One outlet reported this { $count } times
   *[other] { $outlets } outlets reported this, in { $count } pieces
}
story-first = { $outlet } was first in this archive.
story-same-headline = All have the same headline.
story-none = The archive has no story about “{ $about }”.
story-which = Name what the story is about, in words or by an article’s address.
story-words = Only in this headline: { $words }
story-own = Only here:
story-at-once = within a minute of the first
story-after-minutes = { $count } min later
story-after-hours = { $count } h later
story-after-days = { $count } days later
story-outlets = { $count ->
    [one] one outlet
   *[other] { $count } outlets
}

# What a picture shows, for those who can't see it, and the words on it

chart-days = A chart of { $count } reports by day, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-weeks = A chart of { $count } reports by week, from that of { DATETIME($first, dateStyle: "long") } to that of { DATETIME($last, dateStyle: "long") }.
chart-months = A chart of { $count } reports by month, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-years = A chart of { $count } reports by year, from { DATETIME($first, dateStyle: "long") } to { DATETIME($last, dateStyle: "long") }.
chart-most = Most in { DATETIME($period, dateStyle: "long") }: { $count }.
chart-share = That is { $percent } percent of the { $count } reports of the archive in that time.
chart-busy = Far more than usual on { DATETIME($day, dateStyle: "long") }.
chart-silence = Nothing between { DATETIME($first, dateStyle: "long") } and { DATETIME($last, dateStyle: "long") }.
chart-label-busy = days of far more than usual
chart-label-share = percent of all reports in the archive
