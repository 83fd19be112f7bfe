# Slash commands: a message is the command's name, `.description` what Discord shows beside it, every other attribute
# describes the option of that name. Names: 1 to 32 characters, lower case, no spaces. Descriptions: at most 100.

command-ask = ask
    .description = Ask what was reported; the answer quotes the articles it stands in
    .question = Your question, in your own words; outlets and dates in it count
    .private = Only you see the answer
command-latest = latest
    .description = The newest coverage, all of it or of one topic or outlet
    .topic = Only on this topic
    .outlet = Only from this outlet
    .count = How many stories
    .private = Only you see the answer
command-timeline = timeline
    .description = What was reported when, in order
    .about = Words that the coverage is about
    .topic = Only on this topic
    .outlet = Only from this outlet
    .since = The first day: 2020-06-11, June 2020, last week…
    .until = The last day: 2020-06-11, June 2020, yesterday…
    .by = What a heading covers: a day, week, month or year
    .private = Only you see the answer
command-story = story
    .description = One event side by side: who was first, who followed, what only one has
    .about = What it is about, in your words; a headline; or an article’s address
    .private = Only you see the answer
command-source = source
    .description = What an outlet reported: how much, since when, on what, what it alone had
    .outlet = The outlet, by its name or its site
    .about = Only what it reported on this
    .private = Only you see the answer
command-topics = topics
    .description = The topics of the archive, the largest first
    .private = Only you see the answer
command-outlets = outlets
    .description = The outlets of the archive, the largest first
    .private = Only you see the answer
command-about = about
    .description = What this bot knows, as of when, and what it stores
    .private = Only you see the answer
command-help = help
    .description = What you can ask, with examples that work
    .private = Only you see the answer
menu-find-coverage = Find coverage

## The options' own names

option-question = question
option-topic = topic
option-outlet = outlet
option-count = count
option-about = about
option-since = since
option-until = until
option-by = by
option-private = private

## What autocomplete offers: a name, and what tells it from others

choice-outlet = { $name } ({ $site }) · { $count ->
    [one] one article
   *[other] { $count } articles
}
choice-topic = { $name } · { $count ->
    [one] one article
   *[other] { $count } articles
}
choice-story = { $title } · { $count ->
    [one] one outlet
   *[other] { $count } outlets
}
