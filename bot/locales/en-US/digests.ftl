# Digests: what a channel, or a person, is sent on a schedule. Times and links come ready to be shown.

## An edition

edition-title = { $count ->
    [one] News digest: one story
   *[other] News digest: { $count } stories
}
edition-archive-title = From the archive
edition-since = New in the archive since { $since }
edition-first = The first edition: what arrived in the archive since { $since }, whatever its own date
edition-archive = Nothing new has arrived; this has not been in here yet
edition-changed = Changed since it was sent here: { $headline }
edition-changed-headline = Changed since it was sent here: { $headline } (was “{ $was }”)
edition-more = { $count ->
    [one] One more story is new: /latest shows it.
   *[other] { $count } more stories are new: /latest shows them.
}
edition-about = About this digest

## What a digest is

digest-of-channel = Digest in { $place }
digest-of-person = Your digest
digest-draft = Save this digest?
digest-saved = Saved. It is sent from now on.
digest-changed = Changed.
digest-where = **Where:** { $place }
digest-when = **When:** { $schedule } ({ $zone })
digest-next = **Next:** { $times }
digest-never = **Next:** never; the schedule has no time to come
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
    [archive] a story from the archive where nothing is new
   *[skip] no post where nothing is new
}
digest-pings = **Pings:** { $role }
digest-state-draft = Not saved yet.
digest-state-active = Active.
digest-state-paused = Paused.
digest-paused-failing = Paused: Discord refused it three times in a row. Mend what /digest history names, then /digest resume.
digest-paused-closed = Paused: your direct messages are closed to me. Open them, then /mydigest resume.
digest-shut-out = By the way: your digest could not be sent, since your direct messages are closed to me, so it is paused. Open them, then /mydigest resume.
digest-paused-gone = Paused: I had been removed from this server.
digest-permission = I lack a permission in { $place }: { $permissions }. Nothing can be sent there until I have it.
digest-no-place = I can’t see { $place }. Nothing can be sent there until I can.
digest-role-unpingable = I can’t ping { $role }: let anybody mention it, or give me “Mention @everyone, @here and All Roles”.
digest-save = Save
digest-cancel = Cancel
digest-cancelled = Not saved.
digest-pause-button = Pause it
digest-delete-button = Delete it
digest-keep-button = Keep it
digest-delete-ask = Delete this digest, its history, and what it remembers of what was sent?
digest-deleted = Deleted.
digest-kept = Kept.
digest-paused-now = Paused. It stays as it is until it is resumed.
digest-resumed = Resumed.
digest-list = { $count ->
    [0] No digests yet: /digest create makes one.
    [one] One digest
   *[other] { $count } digests
}
digest-list-mine = { $count ->
    [0] No digests of your own yet: /mydigest create makes one.
    [one] One digest of your own
   *[other] { $count } digests of your own
}
digest-line-next = next { $time }
digest-zone-ask = Which time zone are the times in? I ask once; after that it holds for every digest here. Another city: name it with the option “zone”.
digest-zone-choose = Choose a time zone…

## A preview, a run, the history

preview-nothing = Nothing would be sent now: nothing is new.
preview-reasons = Why each is in or out
preview-in = in: new
preview-full = out: no room, counted as “more”
preview-sent = out: already sent
preview-same-story = out: same story as { $beside }
preview-outlet = out: another outlet
preview-topic = out: another topic
preview-words = out: without the words
preview-unlinked = out: without an address to link to
preview-old = out: too old, it was here before the last edition
preview-more = { $count ->
    [one] One more like these.
   *[other] { $count } more like these.
}
run-sent = Sent: { $link }
run-none = It could not be finished just now; I go on with it by myself; “history” tells how it ends.
history-title = What became of it
history-none = It was never due yet.
history-begun = being sent
history-sent = sent { $time }: { $link }
history-sent-alone = sent { $time }
history-empty = not sent: nothing was new
history-missed = missed: I was not running, or could not send it in time
history-failed = not sent: { $reason ->
    [forbidden] I lack a permission there
    [gone] the channel is gone
    [closed] direct messages are closed
    [unauthorized] Discord no longer accepts my token
    [rejected] Discord refused the message
   *[unreachable] Discord could not be reached in time
}
history-unknown = unknown: the connection broke while it was sent, and I may not read the channel to see
history-due = due { $time }
digest-failing = A digest that you set up in { $place } was refused three times in a row, so it is paused. The reason: { $reason ->
    [forbidden] I lack a permission there
    [gone] the channel is gone
    [unauthorized] Discord no longer accepts my token
   *[rejected] Discord refused the message
}. Once that is mended: /digest resume.

digest-failing-mine = Your digest could not be sent three times in a row, so it is paused. Discord refused the message; if it happens again after /mydigest resume, tell whoever runs me.

## What can't be done

digest-off = Digests are not available here.
digest-none = There is no such digest here; “list” shows those that there are.
digest-which = Which digest? There are several; choose one as you type.
digest-too-many = That is as many digests as there may be here ({ $count }).
digest-not-active = It is not active.
digest-not-paused = It is not paused.
digest-bad-schedule = { $reason ->
    [empty] A schedule is needed.
    [too-long] That is too long for a schedule.
    [no-time] A time of day is missing.
    [no-day] A day is missing.
    [bad-number] “{ $word }” is no number that fits there.
    [bad-time] “{ $word }” is no time of day.
    [bad-cron] That is no cron line that I can read.
    [never] That never comes.
    [too-often] More often than once an hour is too often.
   *[unknown-word] I don’t understand “{ $word }” in the schedule.
} For example: { $example }
digest-bad-schedule-understood = { $reason ->
    [empty] A schedule is needed.
    [too-long] That is too long for a schedule.
    [no-time] A time of day is missing.
    [no-day] A day is missing.
    [bad-number] “{ $word }” is no number that fits there.
    [bad-time] “{ $word }” is no time of day.
    [bad-cron] That is no cron line that I can read.
    [never] That never comes.
    [too-often] More often than once an hour is too often.
   *[unknown-word] I don’t understand “{ $word }” in the schedule.
} I understood: { $understood }. For example: { $example }
digest-bad-zone = I know no time zone “{ $said }”. Type a city, and choose from the list.
digest-bad-topic = The archive has no topic “{ $said }”.
digest-bad-topic-nearest = The archive has no topic “{ $said }”. The nearest: { $nearest }.
digest-bad-outlet = The archive has no outlet “{ $said }”.
digest-bad-outlet-nearest = The archive has no outlet “{ $said }”. The nearest: { $nearest }.
digest-bad-words = “{ $said }” has no word that says something; name words such as “facial recognition, moratorium”.
digest-bad-role = That role can’t be pinged by a digest.
digest-not-yours = Only someone who may manage this server can do that.

## What is stored

privacy-title = What is stored
privacy-you = **About you:** { $digests ->
    [0] no digests of your own
    [one] one digest of your own
   *[other] { $digests } digests of your own
}, { $runs ->
    [0] no sending of theirs
    [one] one sending of theirs
   *[other] { $runs } sendings of theirs
}, { $zone ->
    [none] no time zone
   *[other] the time zone { $zone }
}. { $made ->
    [0] No server’s digest bears your name.
    [one] One server’s digest notes that you made it.
   *[other] { $made } servers’ digests note that you made them.
}
privacy-server = **About this server:** { $digests ->
    [0] no digests
    [one] one digest
   *[other] { $digests } digests
}, { $runs ->
    [0] no sendings
    [one] one sending
   *[other] { $runs } sendings
}, { $sent ->
    [0] no articles that were sent
    [one] one article that was sent
   *[other] { $sent } articles that were sent
}, { $zone ->
    [none] no time zone
   *[other] the time zone { $zone }
}. It is deleted 30 days after I am removed from the server.
privacy-memory = Your last question in a channel is kept in memory for 15 minutes, so that you can follow it up. Messages and questions are not stored.
privacy-delete-you = Delete what is about you
privacy-delete-server = Delete what is about this server
privacy-deleted-you = Deleted: nothing about you is stored any more.
privacy-deleted-server = Deleted: nothing about this server is stored any more.
