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

## Digests

command-digest = digest
    .description = Scheduled posts of what is new in the archive
command-digest-create = create
    .description = Set up a digest for a channel; it is shown before it is saved
    .channel = Where it is posted
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, cron
    .zone = The time zone of the times, by city
    .topics = Only on these topics, separated by commas
    .outlets = Only from these outlets, separated by commas
    .words = Only with these words; alternatives are separated by commas
    .count = How many stories at most
    .order = Which stories come first
    .empty = What to post where nothing is new
    .role = A role to ping
command-digest-edit = edit
    .description = Change a digest; what you leave out stays as it is
    .digest = Which digest
    .channel = Where it is posted
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, cron
    .zone = The time zone of the times, by city
    .topics = Only on these topics, separated by commas; “all” for every topic
    .outlets = Only from these outlets, separated by commas; “all” for every outlet
    .words = Only with these words; “all” for any
    .count = How many stories at most
    .order = Which stories come first
    .empty = What to post where nothing is new
    .role = A role to ping
    .quiet = Ping no role any more
command-digest-list = list
    .description = This server’s digests and when each is sent next
command-digest-preview = preview
    .description = The post that would go out now, and why each story is in or out; only you see it
    .digest = Which digest
command-digest-pause = pause
    .description = Send no more of a digest until it is resumed
    .digest = Which digest
command-digest-resume = resume
    .description = Send a paused digest again
    .digest = Which digest
command-digest-run = run
    .description = Send an edition now
    .digest = Which digest
command-digest-history = history
    .description = When it was due, what was sent, and why not
    .digest = Which digest
command-digest-delete = delete
    .description = Delete a digest and its history
    .digest = Which digest
command-mydigest = mydigest
    .description = A digest in your own direct messages
command-mydigest-create = create
    .description = Set up a digest in your direct messages; it is shown before it is saved
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, cron
    .zone = The time zone of the times, by city
    .topics = Only on these topics, separated by commas
    .outlets = Only from these outlets, separated by commas
    .words = Only with these words; alternatives are separated by commas
    .count = How many stories at most
    .order = Which stories come first
    .empty = What to send where nothing is new
command-mydigest-edit = edit
    .description = Change your digest; what you leave out stays as it is
    .digest = Which digest
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, cron
    .zone = The time zone of the times, by city
    .topics = Only on these topics, separated by commas; “all” for every topic
    .outlets = Only from these outlets, separated by commas; “all” for every outlet
    .words = Only with these words; “all” for any
    .count = How many stories at most
    .order = Which stories come first
    .empty = What to send where nothing is new
command-mydigest-list = list
    .description = Your digests and when each is sent next
command-mydigest-preview = preview
    .description = What would be sent now, and why each story is in or out
    .digest = Which digest
command-mydigest-pause = pause
    .description = Send no more of your digest until it is resumed
    .digest = Which digest
command-mydigest-resume = resume
    .description = Send your paused digest again
    .digest = Which digest
command-mydigest-run = run
    .description = Send an edition now
    .digest = Which digest
command-mydigest-history = history
    .description = When it was due, what was sent, and why not
    .digest = Which digest
command-mydigest-delete = delete
    .description = Delete your digest and its history
    .digest = Which digest
command-privacy = privacy
    .description = What is stored about you and this server, and how to delete it

option-channel = channel
option-schedule = schedule
option-zone = zone
option-topics = topics
option-outlets = outlets
option-words = words
option-order = order
option-empty = when-empty
option-role = role
option-digest = digest
option-quiet = no-ping

choice-order-newest = The newest first
choice-order-covered = The most covered first
choice-empty-skip = Nothing
choice-empty-archive = A story from the archive that has not been here yet
choice-zone = { $city } ({ $offset })
choice-digest = { $place } · { $schedule } · { $what }
choice-digest-mine = { $schedule } · { $what }
