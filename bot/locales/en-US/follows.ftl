# Follows: what a channel or a person gets as soon as it arrives. Times and links are passed in ready to show.

## An alert

alert-title = { $count ->
    [one] A new story
   *[other] { $count } new stories
}
alert-title-story = More on a story
alert-title-grown = { $count ->
    [one] More outlets report a story
   *[other] More outlets report { $count } stories
}
alert-from-person = You follow { $what }
alert-from-channel = This channel follows { $what }
alert-grown = { $count ->
    [one] Now reported by one outlet
   *[other] Now reported by { $count } outlets
}
alert-full = This follow has reached its limit of { $cap ->
    [one] one alert
   *[other] { $cap } alerts
} a day. Anything new comes in one alert at { $time }.

## What a follow is

follow-of-channel = Follow
follow-of-person = Your follow
follow-draft = Save this follow?
follow-saved = Follow saved
follow-already-saved = This follow is already saved
follow-what-topic = { $count ->
    [one] the topic { $names }
   *[other] the topics { $names }
}
follow-what-outlet = { $names }
follow-what-words = the words { $words }
follow-what-story = the story “{ $headline }”
follow-breaking = **Only breaking:** stories that { $outlets } outlets report within { $hours ->
    [one] one hour
   *[other] { $hours } hours
}
follow-limits = **How often:** at once, then at most every five minutes and { $cap ->
    [one] once
   *[other] { $cap } times
} a day
follow-quiet = **Quiet hours:** { $quiet } ({ $zone ->
    [none] no time zone yet
   *[other] { $zone }
})
follow-zone-ask = Which time zone are the quiet hours in? I’ll only ask once. If your city isn’t listed, type it in the option “zone”.
follow-state = **Now:** { $state }
follow-waits = Active; no alert before { $time }
follow-muted = Muted until { $time }
follow-paused-failing = Paused: Discord refused it three times in a row. Check my permissions, then use /follow resume.
follow-paused-closed = Paused: I can’t send you direct messages. Allow them, then use /follow resume.
follow-paused-gone = Paused: I was removed from this server.
follow-muted-now = Muted for a day
follow-paused-now = Follow paused
follow-resumed = Follow resumed
follow-cancelled = Not saved.
follow-removed = Unfollowed. No more alerts from this one.
follow-button = Follow
follow-mute-button = Mute for a day
follow-pause-button = Pause
follow-resume-button = Resume
follow-unfollow-button = Unfollow
follow-about-button = About this follow
follow-list = { $count ->
    [0] You don’t follow anything yet. Start with /follow topic.
    [one] You follow one thing
   *[other] You follow { $count } things
}
follow-list-server = { $count ->
    [one] This server has one follow
   *[other] This server has { $count } follows
}

## What it would have sent

follow-replay = { $alerts ->
    [0] In the 30 days up to { $day }, it would have sent nothing.
    [one] In the 30 days up to { $day }, it would have sent one alert{ $stories ->
        [one] {""}
       *[other] {" "}with { $stories } stories
    }.
   *[other] In the 30 days up to { $day }, it would have sent { $alerts } alerts with { $stories } stories.
}
follow-replay-more = { $count ->
    [one] One older story; /timeline shows it.
   *[other] { $count } older stories; /timeline shows them.
}
follow-reason-new = new
follow-reason-continued = continues what was sent before
follow-reason-grown = now { $count } outlets
follow-waited-pause = waited five minutes after the previous alert
follow-waited-cap = waited because of the daily limit
follow-waited-quiet = waited for the end of quiet hours
follow-untold-same = { $count ->
    [one] One article of a story that was sent before is left out.
   *[other] { $count } articles of stories that were sent before are left out.
}
follow-untold-breaking = { $count ->
    [one] One article is left out because too few outlets reported its story in time.
   *[other] { $count } articles are left out because too few outlets reported their stories in time.
}

## What can't be done

gone-follow = The archive no longer has what that button follows.
follow-none = There’s no such follow. Use /follow list to see them all.
follow-empty = You don’t follow anything yet. Start with /follow topic.
follow-which = Which follow? Choose one in the option “follow”.
follow-too-many = You can’t have more than { $count } follows here. Remove one first, with /follow remove.
follow-not-active = That follow isn’t active. /follow resume starts it again.
follow-everything = A follow can’t be for everything. To get everything, set up a digest with /mydigest create.
follow-no-story = I found no story about “{ $typed }”. { $count ->
    [0] You can follow the words instead.
   *[other] Follow the words instead, or one of these stories.
}
follow-bad-quiet = I can’t read “{ $typed }” as quiet hours. Try 22-7.
follow-role-without-channel = Only a follow in a channel can ping a role. Choose the channel in the option “channel”.
follow-bad-role = A follow can’t ping everyone. Choose another role.
follow-failing = I paused a follow that you set up in { $place }, because Discord refused its alerts three times in a row. The reason: { $reason ->
    [forbidden] I’m missing a permission there
    [gone] the channel is gone
    [unauthorized] Discord no longer accepts my token
   *[rejected] Discord refused the message
}. Once that’s fixed, use /follow resume.
follow-failing-mine = I paused one of your follows, because Discord refused its alerts three times in a row. Try /follow resume; if it happens again, tell my operator.
