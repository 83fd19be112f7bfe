# What the bot says on Discord besides its answers.

activity = Ask me with /ask or in a direct message

# Whole messages that get the help card, separated by commas. Case and punctuation don't count.
greetings = hi, hello, hey, hi there, hello there, hey there, hiya, howdy, good morning, good afternoon, good evening, help, help me, start, menu, commands, what can you do, what do you do, what can I ask, how does this work, how do I use this

# Whole messages of people who want no more messages, separated by commas. Case and punctuation don't count.
stop-requests = stop, stop it, please stop, stop please, unsubscribe, unsubscribe me, unsub, unfollow, opt out, stop sending me messages, stop messaging me, stop sending these, stop the digest, stop my digest, cancel my digest, no more messages, leave me alone
stop-digests = { $count ->
    [one] This is what I send you. Pause it here, or delete it with { $delete } or { $remove }.
   *[other] These { $count } digests and follows send you messages. Pause them here, or delete them with { $delete } or { $remove }.
}
stop-follow = Follow: { $what }
stop-follow-button = Pause follow
stop-nothing = You have no digests or follows, so there’s nothing to stop. I only message you if you message me, or if you set up a digest or a follow. { $pause } and { $delete } stop a digest; { $remove } stops a follow.
stop-server = Anyone who manages this server can pause its digests with { $server }. { $mine } pauses your own.
# Somebody typed a command that has to be chosen in Discord's menu.
typed-command = That only works as a command: type / and choose { $command } from the list.

## A person asks too fast

too-fast = Slow down a little; try again in { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}.

## More people ask than the bot can answer

busy = Too many people are asking me right now. Please try again in a moment.

## A button or menu on an old message

gone-article = That article is no longer in the archive. Please ask again to see what is.
gone-page = That list has changed. Please run the command again.
gone-button = That button is from an older version of me. Please ask again.
not-yours = Only the person who asked, or someone who can manage messages here, can delete this.
no-words = That message has no words that I can search for. Choose one with text, or use /ask.

## Failures; the operator finds $reference in the log

error-outdated = This command has changed. Please reload Discord and try again (reference { $reference }).
error-forbidden = I’m missing a permission that I need here. Someone who manages the server can give me View Channel, Send Messages, Embed Links and Attach Files (reference { $reference }).
error-may-not-write = I can’t reply in { $place }. Someone who manages the server can give me View Channel, Send Messages, Embed Links and Attach Files there. Commands such as /ask work there anyway, and you can ask me here.
error-unreachable = I couldn’t reach Discord just now. Please try again in a minute (reference { $reference }).
error-store = I can’t reach my database right now. Please try again in a minute (reference { $reference }).
error-fault = Something went wrong on my side. If it happens again, give this reference to my operator: { $reference }.

## Questions that work, shown to someone who says hello

example-topic = What was reported on { $topic }?
example-outlet = What did { $outlet } report?
example-month = What happened in { DATETIME($month) }?

## The buttons for feedback under an answer

feedback-useful = Useful
feedback-misread = Not what I meant
feedback-useful-thanks = Thanks for the feedback!
feedback-misread-thanks = Thanks for the feedback! If you name a person, an outlet or a date, I may find what you meant.
feedback-off = Feedback is off on this server. Someone who manages it can turn it on with /settings.

## /settings

settings-title = Settings for this server
settings-channels = **Channels:** { $count ->
    [0] I answer in all of them.
   *[other] I answer in { $channels }. Elsewhere only the person who uses a command sees the reply, and I don’t reply to mentions.
}
settings-mentions = **Mentions:** { $state ->
    [on] I reply when somebody mentions me.
   *[off] I don’t reply when somebody mentions me.
}
settings-private = **Replies to commands:** { $state ->
    [on] only the person who asks sees them, unless they set the option “private” to False.
   *[off] everybody sees them, unless the person who asks sets the option “private” to True.
}
settings-feedback = **Feedback:** { $state ->
    [on] on. My answers have buttons to say whether they were useful, and I count what people ask for and don’t find, for a weekly report to my operator. /privacy says what is stored.
   *[off] off. When it’s on, my answers have buttons to say whether they were useful, and I count what people ask for and don’t find, for a weekly report to my operator.
}
settings-zone = **Time zone:** { $zone ->
    [none] not set; I’ll ask for it with the first digest.
   *[other] { $zone }, for new digests.
}
settings-channels-choose = Answer in these channels only…
settings-mentions-on = Reply to mentions
settings-mentions-off = Don’t reply to mentions
settings-private-on = Reply privately
settings-private-off = Reply publicly
settings-feedback-on = Turn feedback on
settings-feedback-off = Turn feedback off
settings-off = Settings aren’t available here.
