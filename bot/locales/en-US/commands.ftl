# Slash commands: a message is the command's name, `.description` is what Discord shows beside it, and every other
# attribute describes the option of that name. Names: 1 to 32 characters, lower case, no spaces. Descriptions: at most
# 100 characters.

command-ask = ask
    .description = Ask about the news; the answer quotes articles and links to them
    .question = Your question in your own words; you can name outlets and dates
    .private = Only you see the reply
command-latest = latest
    .description = See the newest stories, or only those on a topic, from an outlet, about something or from a time
    .topic = Only this topic
    .outlet = Only this outlet
    .words = Only stories about this
    .since = First day: 2020-06-11, June 2020, last week…
    .until = Last day: 2020-06-11, June 2020, yesterday…
    .count = How many stories to show
    .private = Only you see the reply
command-timeline = timeline
    .description = See what was reported when
    .about = What the stories are about
    .topic = Only this topic
    .outlet = Only this outlet
    .since = First day: 2020-06-11, June 2020, last week…
    .until = Last day: 2020-06-11, June 2020, yesterday…
    .by = Group by day, week, month or year
    .private = Only you see the reply
command-story = story
    .description = Compare how outlets covered a story: who was first, who followed, what only one has
    .about = What the story is about: a few words, a headline or a link to an article
    .private = Only you see the reply
command-source = source
    .description = See what an outlet covers: how much, since when, on which topics, and what only it has
    .outlet = The outlet’s name or website
    .about = Only what it reported about this
    .private = Only you see the reply
command-topics = topics
    .description = List the topics in the archive, largest first
    .private = Only you see the reply
command-outlets = outlets
    .description = List the outlets in the archive, largest first
    .private = Only you see the reply
command-settings = settings
    .description = Choose where and how I answer on this server
    .zone = Your city, for the schedules of new digests
command-about = about
    .description = See what’s in the archive, how recent it is, and what I store
    .private = Only you see the reply
command-help = help
    .description = See what you can ask, with examples
    .private = Only you see the reply
menu-find-coverage = Find coverage

## The names of the options

option-question = question
option-topic = topic
option-outlet = outlet
option-count = count
option-about = about
option-since = since
option-until = until
option-by = by
option-private = private

## Autocomplete choices: a name, and what tells it from others

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
    .description = Post new articles to a channel on a schedule
command-digest-create = create
    .description = Set up a digest for a channel; you see it before you save it
    .channel = Where to post it
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, or cron
    .zone = The time zone of the schedule: type a city
    .topics = Only these topics, separated by commas
    .outlets = Only these outlets, separated by commas
    .words = Only articles with these words; separate alternatives with commas
    .count = How many stories to send at most
    .order = Which stories come first
    .empty = What to post when nothing is new
    .role = A role to ping
    .publish = In an announcement channel: publish each message to the channels that follow it
command-digest-edit = edit
    .description = Change a digest; options you leave out stay the same
    .digest = Which digest
    .channel = Where to post it
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, or cron
    .zone = The time zone of the schedule: type a city
    .topics = Only these topics, separated by commas; “all” for every topic
    .outlets = Only these outlets, separated by commas; “all” for every outlet
    .words = Only articles with these words; “all” for every article
    .count = How many stories to send at most
    .order = Which stories come first
    .empty = What to post when nothing is new
    .role = A role to ping
    .quiet = Stop pinging the role
    .publish = In an announcement channel: publish each message to the channels that follow it
    .page = Whether it can also be read in a feed reader or a calendar
command-digest-list = list
    .description = List this server’s digests and when each is sent next
command-digest-preview = preview
    .description = See what would be posted now, and why each article is in or out; only you see it
    .digest = Which digest
command-digest-pause = pause
    .description = Stop sending a digest until you resume it
    .digest = Which digest
command-digest-resume = resume
    .description = Resume a paused digest
    .digest = Which digest
command-digest-run = run
    .description = Send an edition now
    .digest = Which digest
command-digest-history = history
    .description = See what was sent when, and what wasn’t sent and why
    .digest = Which digest
command-digest-delete = delete
    .description = Delete a digest and its history
    .digest = Which digest
command-mydigest = mydigest
    .description = Get new articles in your direct messages on a schedule
command-mydigest-create = create
    .description = Set up a digest in your direct messages; you see it before you save it
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, or cron
    .zone = The time zone of the schedule: type a city
    .topics = Only these topics, separated by commas
    .outlets = Only these outlets, separated by commas
    .words = Only articles with these words; separate alternatives with commas
    .count = How many stories to send at most
    .order = Which stories come first
    .empty = What to send when nothing is new
command-mydigest-edit = edit
    .description = Change your digest; options you leave out stay the same
    .digest = Which digest
    .schedule = When: daily 09:00, weekdays 18:30, every 6 hours, first Monday of the month 10:00, or cron
    .zone = The time zone of the schedule: type a city
    .topics = Only these topics, separated by commas; “all” for every topic
    .outlets = Only these outlets, separated by commas; “all” for every outlet
    .words = Only articles with these words; “all” for every article
    .count = How many stories to send at most
    .order = Which stories come first
    .empty = What to send when nothing is new
    .page = Whether it can also be read in a feed reader or a calendar
command-mydigest-list = list
    .description = List your digests and when each is sent next
command-mydigest-preview = preview
    .description = See what would be sent now, and why each article is in or out
    .digest = Which digest
command-mydigest-pause = pause
    .description = Stop sending your digest until you resume it
    .digest = Which digest
command-mydigest-resume = resume
    .description = Resume your paused digest
    .digest = Which digest
command-mydigest-run = run
    .description = Send an edition now
    .digest = Which digest
command-mydigest-history = history
    .description = See what was sent when, and what wasn’t sent and why
    .digest = Which digest
command-mydigest-delete = delete
    .description = Delete your digest and its history
    .digest = Which digest
## Follows

command-follow = follow
    .description = Get an alert as soon as something new arrives
command-follow-topic = topic
    .description = Follow a topic; before you save, you see which alerts you would have had
    .topic = Which topic; separate several with commas
    .channel = A channel to post in; without one, alerts go to your direct messages
    .breaking = Only stories that this many outlets report
    .within = Within how many hours they must report it (24 unless you change it)
    .cap = How many alerts a day at most (10 unless you change it); the rest come in one
    .quiet_hours = Hours without alerts, such as 22-7
    .zone = The time zone of the quiet hours: type a city
    .role = A role to ping in the channel
command-follow-outlet = outlet
    .description = Follow an outlet; before you save, you see which alerts you would have had
    .outlet = Which outlet; separate several with commas
    .channel = A channel to post in; without one, alerts go to your direct messages
    .breaking = Only stories that this many outlets report
    .within = Within how many hours they must report it (24 unless you change it)
    .cap = How many alerts a day at most (10 unless you change it); the rest come in one
    .quiet_hours = Hours without alerts, such as 22-7
    .zone = The time zone of the quiet hours: type a city
    .role = A role to ping in the channel
command-follow-words = words
    .description = Follow words; before you save, you see which alerts you would have had
    .words = Only articles with these words; separate alternatives with commas
    .channel = A channel to post in; without one, alerts go to your direct messages
    .breaking = Only stories that this many outlets report
    .within = Within how many hours they must report it (24 unless you change it)
    .cap = How many alerts a day at most (10 unless you change it); the rest come in one
    .quiet_hours = Hours without alerts, such as 22-7
    .zone = The time zone of the quiet hours: type a city
    .role = A role to ping in the channel
command-follow-story = story
    .description = Follow a story as it develops
    .about = What it is about, or the beginning of its headline
    .channel = A channel to post in; without one, alerts go to your direct messages
    .breaking = Only stories that this many outlets report
    .within = Within how many hours they must report it (24 unless you change it)
    .cap = How many alerts a day at most (10 unless you change it); the rest come in one
    .quiet_hours = Hours without alerts, such as 22-7
    .zone = The time zone of the quiet hours: type a city
    .role = A role to ping in the channel
command-follow-list = list
    .description = List what you follow and, if you manage this server, what its channels follow
command-follow-preview = preview
    .description = See what a follow would have sent in the last 30 days, and why
    .follow = Which follow
command-follow-pause = pause
    .description = Stop a follow until you resume it
    .follow = Which follow
command-follow-resume = resume
    .description = Resume a paused or muted follow
    .follow = Which follow
command-follow-remove = remove
    .description = Unfollow, and delete what is stored about it
    .follow = Which follow

option-follow = follow
option-breaking = breaking
option-within = within
option-cap = cap
option-quiet_hours = quiet-hours

choice-follow = { $place } · { $what }
choice-follow-mine = { $what }

command-privacy = privacy
    .description = See what I store about you and this server, and delete it

command-feed = feed
    .description = Add articles from feeds; only for the bot’s operator
command-feed-add = add
    .description = Add a feed by its URL, or by the URL of a site that has one
    .url = The feed’s URL, or the site’s
    .outlet = The name of the outlet
    .topic = A topic for all its articles
command-feed-list = list
    .description = List the feeds, with the reason if one fails
command-feed-check = check
    .description = See what a feed would add, and what’s wrong with it
    .url = The feed’s URL, or the site’s
command-feed-remove = remove
    .description = Remove a feed; its articles stay
    .url = The feed’s URL or outlet, as in the list
option-url = url

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
option-publish = publish
option-page = outside-discord

choice-order-newest = Newest first
choice-order-covered = Most covered first
choice-empty-skip = Nothing
choice-empty-archive = A story from the archive that hasn’t been sent here yet
choice-page-on = On
choice-page-off = Off
choice-page-new = On, with new links
choice-zone = { $city } ({ $offset })
choice-digest = { $place } · { $schedule } · { $what }
choice-digest-mine = { $schedule } · { $what }
