# Digests: what a channel, or a person, gets on a schedule. Times and links are passed in ready to show.

## An edition

edition-title = { $count ->
    [one] News digest: one story
   *[other] News digest: { $count } stories
}
edition-archive-title = From the archive
edition-since = New in the archive since { $since }
edition-first = The first edition: articles added to the archive since { $since }, whenever they were published
edition-archive = Nothing new today, so here’s one from the archive
edition-changed = Changed since it was sent here: { $headline }
edition-changed-headline = Changed since it was sent here: { $headline } (was “{ $was }”)
correction-headline = Changed since it was sent here (was “{ $was }”)
correction-quote = Its text has changed since it was sent here
correction-withdrawn = Withdrawn by its outlet since it was sent here
correction-withdrawn-reason = Withdrawn by its outlet since it was sent here: { $reason }
correction-restored = Withdrawn by its outlet for a while; now it’s back
correction-post-withdrawn = Withdrawn: { $headline }
edition-more = { $count ->
    [one] One more story is new: see it with /latest.
   *[other] { $count } more stories are new: see them with /latest.
}
post-later = { $count ->
    [one] More on this story
   *[other] More on this story: { $count } articles
}
edition-about = About this digest

## What a digest is

digest-of-channel = Digest in { $place }
digest-of-person = Your digest
digest-draft = Save this digest?
digest-saved = Digest saved
digest-already-saved = This digest is already saved. Use “delete” to delete it.
digest-changed = Digest changed
digest-where = **Channel:** { $place }
digest-when = **Schedule:** { $schedule } ({ $zone })
digest-next = **Next:** { $times }
digest-never = **Next:** never; this schedule has no more dates
digest-what = **What:** { $what }
digest-everything = everything new
digest-topics = on { $topics }
digest-outlets = from { $outlets }
digest-words = with the words { $words }
digest-how = **How:** { $count ->
    [one] one story
   *[other] up to { $count } stories
}, { $order ->
    [covered] most covered first
   *[newest] newest first
}; { $empty ->
    [archive] a story from the archive when nothing is new
   *[skip] no post when nothing is new
}
digest-pings = **Pings:** { $role }
digest-publishes = **Publishes** each message to the channels that follow this one
digest-not-announcement = { $place } isn’t an announcement channel, so nothing can be published to other servers.
digest-state-draft = Not saved yet
digest-state-active = Active
digest-state-paused = Paused
digest-paused-failing = Paused: Discord refused it three times in a row. Fix what /digest history shows, then use /digest resume.
digest-paused-closed = Paused: I can’t send you direct messages. Allow them, then use /mydigest resume.
digest-shut-out = By the way, I paused a digest or a follow of yours because I can’t send you direct messages. Allow them, then use /mydigest resume or /follow resume.
digest-paused-gone = Paused: I was removed from this server.
digest-permission = I can’t post in { $place } until I have these permissions: { $permissions }.
digest-forum-tag = Every post in { $place } needs a forum tag. A story gets the forum tags that are named after its topics, or “{ $tag }” if there are none.
digest-forum-no-tag = Every post in { $place } needs a forum tag, but there’s none that I can use. Add one.
digest-no-place = I can’t see { $place }, so I can’t post there.
digest-role-unpingable = I can’t ping { $role }. Let anyone mention it, or give me “Mention @everyone, @here and All Roles”.
digest-save = Save
digest-check = Check again
digest-as-words = Use it as words instead
digest-unknown-topic = { $count ->
    [0] The archive has no topic “{ $typed }”. Use it as words instead.
   *[other] The archive has no topic “{ $typed }”. Choose a similar one, or use it as words.
}
digest-unknown-others = The archive doesn’t have these either, so they’re left out: { $names }.
digest-edit-rest = The other changes are saved.
digest-edit-nothing = Nothing has been changed yet.
digest-unknown-outlet = { $count ->
    [0] The archive has no outlet “{ $typed }”. /outlets lists the ones it has.
   *[other] The archive has no outlet “{ $typed }”. Choose a similar one; /outlets lists them all.
}
digest-cancel = Cancel
digest-cancelled = Not saved.
digest-pause-button = Pause digest
digest-delete-button = Delete digest
digest-keep-button = Keep digest
digest-delete-ask = Delete this digest, its history and its list of sent articles?
digest-deleted = Digest deleted.
digest-kept = Digest kept.
digest-paused-now = Digest paused
digest-resumed = Digest resumed
digest-list = { $count ->
    [0] No digests yet. Create one with /digest create.
    [one] One digest
   *[other] { $count } digests
}
digest-list-rest = { $count ->
    [one] One more isn’t shown. The option “digest” suggests it as you type.
   *[other] { $count } more aren’t shown. The option “digest” suggests them as you type.
}
digest-list-mine = { $count ->
    [0] You have no digests yet. Create one with /mydigest create.
    [one] Your digest
   *[other] Your { $count } digests
}
digest-line-next = next { $time }
digest-zone-ask = Which time zone is the schedule in? I only ask once, then use it for every digest here. If your city isn’t listed, type it in the option “zone”.
digest-zone-choose = Choose a time zone…

## A preview, a run, the history

preview-nothing = Nothing is new, so nothing would be sent now.
preview-nothing-hint = On a day like this, “edit” with “when-empty” can send a story from the archive.
preview-reasons = Why each article is in or out
preview-in = in: new
preview-reply = in: goes into the post about its story
preview-full = out: no room, counted as “more”
preview-sent = out: already sent
preview-same-story = out: same story as { $headline }
preview-outlet = out: from another outlet
preview-topic = out: on another topic
preview-words = out: doesn’t contain the words
preview-unlinked = out: no link
preview-old = out: was in the archive before the last edition
preview-more = … and others like these.
run-sent = Sent: { $link }
run-none = This is taking longer than usual. I’ll keep trying; “history” will show how it ends.
history-title = History
history-none = This digest hasn’t been due yet. “run” sends an edition now.
history-begun = being sent
history-sent = sent { $time }: { $link }
history-sent-alone = sent { $time }
history-empty = not sent, because nothing was new
history-missed = missed, because I wasn’t running or couldn’t send it in time
history-failed = not sent, because { $reason ->
    [forbidden] I’m missing a permission there
    [gone] the channel is gone
    [closed] I couldn’t send a direct message
    [locked] the thread is locked
    [tag] posts there need a forum tag, but there’s none that I can use
    [unauthorized] Discord no longer accepts my token
    [rejected] Discord refused the message
   *[unreachable] I couldn’t reach Discord in time
}
history-unknown = unknown, because the connection broke while I was sending it and I can’t read the channel to check
history-due = due { $time }
digest-failing = I paused a digest that you set up in { $place }, because Discord refused it three times in a row. The reason: { $reason ->
    [forbidden] I’m missing a permission there
    [gone] the channel is gone
    [locked] the thread is locked
    [tag] posts there need a forum tag, but there’s none that I can use
    [unauthorized] Discord no longer accepts my token
   *[rejected] Discord refused the message
}. Once that’s fixed, use /digest resume.

digest-failing-mine = I paused your digest, because Discord refused it three times in a row. Try /mydigest resume; if it happens again, tell my operator.

## What can't be done

digest-page = **Outside Discord:** { $links }
digest-page-calendar = Calendar
digest-page-secret = Anyone with one of these links can read what this digest sends. To make them stop working, edit the digest and choose new links.
digest-page-unavailable = Digests can’t be read outside Discord until my operator sets DIGEST_PAGES_URL.
page-title = News
page-title-filtered = News: { $filters }
digest-off = Digests aren’t available here.
gone-edition = The digest or follow that sent this was deleted.
digest-none = There’s no such digest here. “list” shows them all; the option “digest” suggests them as you type.
digest-empty = There’s no digest here yet. Create one with /digest create.
digest-empty-mine = You have no digest yet. Create one with /mydigest create.
digest-which = Which digest? Choose one in the option “digest”.
digest-too-many = You can’t have more than { $count } digests here. Delete one first, with “delete”.
digest-not-active = That digest isn’t active. “resume” starts it again.
digest-not-paused = That digest isn’t paused. “pause” stops it, “run” sends an edition now.
digest-bad-schedule = { $reason ->
    [empty] Please enter a schedule.
    [too-long] That schedule is too long.
    [no-time] Please add a time of day.
    [no-day] Please add a day.
    [bad-number] “{ $word }” isn’t a number that I can use there.
    [bad-time] “{ $word }” isn’t a time of day.
    [bad-cron] I can’t read that cron line.
    [never] No date matches that.
    [too-often] I can’t send a digest more than once an hour.
   *[unknown-word] I don’t understand “{ $word }” in the schedule.
} For example: { $example }
digest-bad-schedule-understood = { $reason ->
    [empty] Please enter a schedule.
    [too-long] That schedule is too long.
    [no-time] Please add a time of day.
    [no-day] Please add a day.
    [bad-number] “{ $word }” isn’t a number that I can use there.
    [bad-time] “{ $word }” isn’t a time of day.
    [bad-cron] I can’t read that cron line.
    [never] No date matches that.
    [too-often] I can’t send a digest more than once an hour.
   *[unknown-word] I don’t understand “{ $word }” in the schedule.
} I understood: { $understood }. For example: { $example }
digest-bad-zone = I don’t know the time zone “{ $typed }”. Type a city and choose from the list.
digest-bad-words = “{ $typed }” has no word that I can search for. Use words such as “facial recognition, moratorium”.
digest-bad-role = A digest can’t ping everyone. Choose another role.
digest-not-yours = Only someone who can manage this server can do that. For yourself, use /mydigest create or /follow.

## What is stored

privacy-title = What I store
privacy-you = **About you:** { $digests ->
    [0] no digests of your own
    [one] one digest of your own
   *[other] { $digests } digests of your own
}, { $follows ->
    [0] no follows of your own
    [one] one follow of your own
   *[other] { $follows } follows of your own
}, { $runs ->
    [0] no past runs
    [one] one past run
   *[other] { $runs } past runs
}, { $zone ->
    [none] no time zone
   *[other] the time zone { $zone }
}. { $created ->
    [0] You haven’t set up a digest or a follow on any server.
    [one] One server’s digest or follow names you as its creator.
   *[other] { $created } digests and follows on servers name you as their creator.
}
privacy-server = **About this server:** { $digests ->
    [0] no digests
    [one] one digest
   *[other] { $digests } digests
}, { $follows ->
    [0] no follows
    [one] one follow
   *[other] { $follows } follows
}, { $runs ->
    [0] no past runs
    [one] one past run
   *[other] { $runs } past runs
}, { $sent ->
    [0] no sent articles
    [one] one sent article
   *[other] { $sent } sent articles
}, { $zone ->
    [none] no time zone
   *[other] the time zone { $zone }
}{ $settings ->
    [yes] , its settings
   *[no] {""}
}{ $introduced ->
    [yes] , and a note that I’ve introduced myself
   *[no] {""}
}. I delete it 30 days after I’m removed from the server.
privacy-pages = { $pages ->
    [one] One of these digests can also be read outside Discord, by whoever has its link.
   *[other] { $pages } of these digests can also be read outside Discord, by whoever has their links.
}
privacy-memory = I remember your last question in each channel for 15 minutes, so that you can ask a follow-up. I don’t store messages or questions. Unsaved drafts are included above until I delete them, within two days.
privacy-feedback = **What I count here:** my answers, the use of the buttons under them, and how many people ask for something that I don’t have. I tell people apart by a hash; its key changes every week and is never stored. Words stay in my memory until three people have used them. Only then do I store them, with the number of people and without the server, for 30 days.
privacy-delete-you = Delete my data
privacy-delete-server = Delete this server’s data
privacy-deleted-you = Deleted. I no longer store anything about you.
privacy-deleted-server = Deleted. I no longer store anything about this server.
